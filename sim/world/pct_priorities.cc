#include "sim/world/pct_priorities.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace sim {
namespace {

constexpr std::uint64_t kPriorities = 1U << 16U;
constexpr std::int64_t kNotDrawn = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::int64_t PctPriorities::of(Owner owner) {
  if (owner >= priorities_.size()) priorities_.resize(owner + std::size_t{1}, kNotDrawn);
  std::int64_t& priority = priorities_[owner];
  if (priority == kNotDrawn)
    priority = static_cast<std::int64_t>(
        choices_.draw(Stream::schedule, "schedule.priority", kPriorities));
  return priority;
}

void PctPriorities::running(Owner owner, std::uint64_t step) {
  if (!planned_) plan_changes();
  while (!changes_.empty() && changes_.back() <= step) {
    changes_.pop_back();
    of(owner);  // drawn before it is overwritten, so that the draws do not depend on the changes
    priorities_[owner] = --lowest_;
  }
}

// A change at 0 is none.
void PctPriorities::plan_changes() {
  planned_ = true;
  for (std::uint32_t change = 1; change < pct_.depth; ++change)
    if (const auto step = choices_.draw(Stream::schedule, "schedule.change", pct_.steps + 1))
      changes_.push_back(step);
  std::ranges::sort(changes_, std::greater());
}

}  // namespace sim
