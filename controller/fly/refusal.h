// What a failed call to the Machines API means. Fly uses the same few status codes for different
// things and words them freely; classify() sorts them by tables, tolerant of wording, HTML, empty
// bodies and truncated JSON. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/http_transport.h"
#include "controller/base/time.h"
#include "controller/fly/error_body.h"

namespace controller::fly {

enum class RefusalKind : std::uint8_t {
  name_taken,
  capacity,
  quota,
  machine_limit,
  lease,
  concurrent_update,
  rate_limited,
  volume_missing,
  not_found,  // see Refusal::missing
  precondition,
  wait_timeout,
  transient,  // 5xx without better knowledge, or no whole reply at all
  invalid,    // the request is wrong (4xx), refused by us before it was sent, or the reply makes no
              // sense
  unknown,
};
std::string_view name_of(RefusalKind kind);

// Of RefusalKind::not_found.
enum class Missing : std::uint8_t { none, app, machine, volume, route, unclear };

struct Refusal {
  RefusalKind kind = RefusalKind::unknown;
  Missing missing = Missing::none;
  int status = 0;                       // 0: no reply
  std::string text;                     // what Fly said, one line, at most 200 characters
  std::string machine_id_hint;          // name_taken: the id that the text names; may be empty
  std::optional<Duration> retry_after;  // as Fly asks, at most 68 years
  bool may_have_happened = false;       // the call may have been, or still be, carried out
};

// The reply is not 2xx.
Refusal classify(const InboundReply& reply);
// The same of a reply whose body and Retry-After have been read.
Refusal classify(int status, const ErrorBody& body, std::optional<Duration> retry_after);
Refusal refusal_of(const TransportError& error);
// The same of a call that waits for no state: where it would be a wait_timeout, the service merely
// took too long.
Refusal without_wait(Refusal refusal);

// There was no room, whatever status says so: what was asked for has not happened.
constexpr bool is_lack_of_room(RefusalKind kind) {
  return kind == RefusalKind::capacity || kind == RefusalKind::quota ||
         kind == RefusalKind::machine_limit;
}

// Whether trying the same call again, later, may help: rate limits, leases, concurrent updates and
// what is transient.
bool worth_retrying(const Refusal& refusal);

}  // namespace controller::fly
