// The requests of clients as they were sent: pairs each with its answer, and reads what it says
// without any help of the code that is judged.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/invariants/invariant.h"

namespace scenarios::seen {

// An answer that is due at a moment has come when this has passed.
inline constexpr Duration kReplySlack = std::chrono::milliseconds(1);

struct Request {
  sim::HttpSent sent;
  Instant began;
  std::string path;
  std::string query;

  // When its last byte was sent.
  [[nodiscard]] Instant complete() const { return began + Duration(sent.send_us); }
  [[nodiscard]] bool below(std::string_view folder) const { return path.starts_with(folder); }
  [[nodiscard]] bool is(std::string_view method, std::string_view of_path) const {
    return sent.method == method && path == of_path;
  }
};
std::string text_of(const Request& request);

// `name: value`, the name in lower case.
struct Header {
  std::string name;
  std::string value;
};
Header header_in(const std::string& line);
// The value of the only header of that name; nothing when it is missing or repeated.
std::optional<std::string> header_of(const sim::HttpSent& sent, std::string_view name);

// The controller answers for itself below `/_kilo/`, and has stricter limits there (H6).
bool is_for_controller(const sim::HttpSent& sent);
// Whether it takes longer to arrive than it may (H6): as a whole, or, when it is passed on, until
// its head is there or in a pause after that.
bool is_too_slow(const sim::HttpSent& sent, Duration patience);

enum class Route : std::uint8_t {
  health,
  list_channels,
  list_devices,
  approve_channel,
  approve_device,
  gateway_status,
  gateway_start,
  gateway_stop,
  gateway_restart,
  version,
  metrics,
  unknown,
};
Route route_of(const Request& request);

// Those that have no end yet.
class Requests {
 public:
  explicit Requests(const Terms& terms) : terms_(terms) {}

  // As of an Observer (narrator.h).
  void before(const sim::Event& event);
  void after(const sim::Event& event);

  [[nodiscard]] const std::map<std::int64_t, Request>& open() const { return open_; }
  // The one that the event which comes next is an answer to, or null.
  [[nodiscard]] const Request* answered() const { return answered_; }

  // Whether it is neither too large nor too slow (H6).
  [[nodiscard]] bool keeps_limits(const Request& request) const;
  // Whether the request proves itself, and whether it has to (H3).
  [[nodiscard]] bool has_bearer(const Request& request) const;
  [[nodiscard]] static bool needs_bearer(const Request& request);
  // It came as far as its route.
  [[nodiscard]] bool reach_route(const Request& request) const {
    return !needs_bearer(request) || has_bearer(request);
  }

 private:
  Terms terms_;
  std::map<std::int64_t, Request> open_;
  const Request* answered_ = nullptr;
};

}  // namespace scenarios::seen
