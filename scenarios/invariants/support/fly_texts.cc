#include "scenarios/invariants/support/fly_texts.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {
namespace {

bool has_any(const sim::FlyAnswered& answer, std::initializer_list<std::string_view> phrases) {
  const std::string text = lower(answer.text);
  return std::ranges::any_of(
      phrases, [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

bool refuses(const sim::FlyAnswered& answer) { return answer.status >= 400; }

}  // namespace

bool says_name_taken(const sim::FlyAnswered& answer) {
  return (answer.status == 409 || answer.status == 422) &&
         has_any(answer, {"name violation", "already_exists", "already exists"});
}

bool says_capacity(const sim::FlyAnswered& answer) {
  return refuses(answer) &&
         has_any(answer, {"insufficient memory", "insufficient cpus", "insufficient ips",
                          "insufficient resources", "insufficient_capacity", "no capacity",
                          "could not reserve", "could not find a candidate host"});
}

bool says_machine_limit(const sim::FlyAnswered& answer) {
  return refuses(answer) && has_any(answer, {"machine limit"});
}

bool says_quota(const sim::FlyAnswered& answer) {
  return refuses(answer) && has_any(answer, {"over the allowed quota"});
}

bool says_busy(const sim::FlyAnswered& answer) {
  return answer.status == 409 &&
         has_any(answer, {"lease currently held", "concurrent update", "version mismatch"});
}

bool says_volume_claimed(const sim::FlyAnswered& answer) {
  return refuses(answer) &&
         has_any(answer, {"volume already claimed", "volume is currently bound"});
}

bool says_too_many(const sim::FlyAnswered& answer) {
  return answer.status == 429 || (refuses(answer) && has_any(answer, {"rate limit exceeded"}));
}

bool says_not_there_yet(const sim::FlyAnswered& answer) {
  return answer.status == 408 ||
         (refuses(answer) && has_any(answer, {"failed to reach desired state"}));
}

bool says_wrong_state(const sim::FlyAnswered& answer) {
  return refuses(answer) && has_any(answer, {"refusing to start", "unable to start machine",
                                             "unable to stop machine"});
}

bool is_garbled(const sim::FlyAnswered& answer) {
  return answer.text == "truncated" || answer.text == "malformed" || answer.text == "incomplete";
}

bool says_nothing(const sim::FlyAnswered& answer) {
  if (answer.status == 0) return answer.text != "unreachable";
  if (answer.status / 100 == 2) return is_garbled(answer);
  return answer.status == 408 || answer.status >= 500;
}

bool says_volume_missing(const sim::FlyAnswered& answer) {
  return refuses(answer) &&
         has_any(answer, {"volume does not exist", "volume not found", "could not find volume"});
}

bool says_machine_gone(const sim::FlyAnswered& answer) {
  const bool missing = answer.status == 404 || answer.status == 410;
  if (!missing || has_any(answer, {"app not found", "page not found", "route not found"}))
    return false;
  return !has_any(answer, {"volume"}) || has_any(answer, {"machine not found"});
}

}  // namespace scenarios::seen
