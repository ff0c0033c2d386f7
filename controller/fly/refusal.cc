#include "controller/fly/refusal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "controller/base/ascii.h"
#include "controller/base/excerpt.h"
#include "controller/fly/error_body.h"
#include "controller/fly/machine_hint.h"
#include "controller/fly/phrase.h"
#include "controller/fly/refusal_rules.h"

namespace controller::fly {
namespace {

constexpr std::size_t kMaxText = 200;

constexpr std::array<std::string_view, 14> kNames = {
    "name_taken",        "capacity",     "quota",          "machine_limit", "lease",
    "concurrent_update", "rate_limited", "volume_missing", "not_found",     "precondition",
    "wait_timeout",      "transient",    "invalid",        "unknown",
};
static_assert(kNames.size() == static_cast<std::size_t>(RefusalKind::unknown) + 1);

// More words than a phrase can span.
constexpr std::string_view kFarApart = "| | | | ";

bool known(const Meaning& meaning) { return meaning.kind != RefusalKind::unknown; }

// What stands in quotes was chosen by others, so it is looked at only when the rest tells nothing.
Meaning meaning_of(int status, const ErrorBody& body) {
  const std::string status_words = std::string(kFarApart) + words_of(body.status);
  if (body.whole) {
    const auto meaning =
        meaning_of_words(status, words_of(without_quoted(body.text)) + status_words);
    if (known(meaning)) return meaning;
  }
  const auto meaning = meaning_of_words(status, words_of(body.text) + status_words);
  return known(meaning) ? meaning : meaning_of_status(status);
}

// Of the two forms of Retry-After the one in seconds. More than 68 years count as so many.
std::optional<Duration> retry_after_of(const InboundReply& reply) {
  const auto header = reply.header("retry-after");
  if (!header) return std::nullopt;
  const std::string text = excerpt(*header, header->size());
  if (text.empty() || !std::ranges::all_of(text, is_digit_ascii)) return std::nullopt;
  std::int32_t seconds = std::numeric_limits<std::int32_t>::max();
  (void)std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::chrono::seconds(seconds);
}

constexpr bool may_have_happened(int status, RefusalKind kind) {
  constexpr int kRequestTimeout = 408;
  if (is_lack_of_room(kind)) return false;
  return status == kRequestTimeout || status < 400 || status >= 500;
}

}  // namespace

std::string_view name_of(RefusalKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

Refusal classify(const InboundReply& reply) {
  return classify(reply.status, read_error_body(reply.body), retry_after_of(reply));
}

Refusal classify(int status, const ErrorBody& body, std::optional<Duration> retry_after) {
  const Meaning meaning = meaning_of(status, body);
  Refusal refusal;
  refusal.kind = meaning.kind;
  refusal.missing = meaning.missing;
  refusal.status = status;
  refusal.text = excerpt(body.text, kMaxText);
  refusal.retry_after = retry_after;
  refusal.may_have_happened = may_have_happened(status, meaning.kind);
  if (meaning.kind == RefusalKind::name_taken) {
    refusal.machine_id_hint = machine_hint(body.text, body.whole);
  }
  return refusal;
}

Refusal refusal_of(const TransportError& error) {
  Refusal refusal;
  refusal.kind = RefusalKind::transient;
  refusal.text = excerpt(error.text, kMaxText);
  refusal.may_have_happened = error.failure != TransportFailure::unreachable;
  return refusal;
}

Refusal without_wait(Refusal refusal) {
  if (refusal.kind == RefusalKind::wait_timeout) refusal.kind = RefusalKind::transient;
  return refusal;
}

bool worth_retrying(const Refusal& refusal) {
  switch (refusal.kind) {
    case RefusalKind::lease:
    case RefusalKind::concurrent_update:
    case RefusalKind::rate_limited:
    case RefusalKind::transient:
      return true;
    default:
      return false;
  }
}

}  // namespace controller::fly
