#include "sim/faults/rule_book.h"

namespace sim {

bool is_open(const When& when, Instant now) {
  return (!when.from || *when.from <= now) && (!when.until || now < *when.until);
}

bool is_chosen(const When& when, std::uint64_t number) {
  if (when.nth && number != *when.nth) return false;
  if (when.first && number > *when.first) return false;
  return !when.every || (*when.every > 0 && number % *when.every == 0);
}

// Value 0, the calm choice, strikes only at 100 percent.
bool has_luck(const When& when, const char* site, ChoiceSource& choices) {
  constexpr std::uint64_t kAll = 100;
  if (!when.percent || *when.percent >= kAll) return true;
  return choices.draw(Stream::faults, site, kAll) >= kAll - *when.percent;
}

}  // namespace sim
