#include "scenarios/runner/chance.h"

#include <algorithm>

#include "sim/world/virtual_scheduler.h"

namespace scenarios {

RunChoices::RunChoices(const Scenario& scenario, std::uint64_t seed, Steering steering,
                       std::vector<DrawRecord>* record)
    : calm_(scenario.chance == Chance::calm),
      seeded_(seed),
      steering_(std::move(steering)),
      record_(record) {
  for (const Choice& choice : scenario.choices)
    decided_.emplace(std::pair(std::string_view(choice.site), choice.nth), choice.value);
  if (steering_.reseed) reseeded_.emplace(steering_.reseed->seed);
  steered_ = calm_ || record_ != nullptr || !decided_.empty() || steering_.reseed.has_value() ||
             steering_.schedule.has_value();
}

std::uint64_t RunChoices::draw(sim::Stream stream, const char* site, std::uint64_t bound) {
  ++count_;
  return steered_ ? draw_steered(stream, site, bound) : seeded_.draw(stream, site, bound);
}

std::uint64_t RunChoices::draw_steered(sim::Stream stream, const char* site, std::uint64_t bound) {
  const std::uint64_t nth = ++counts_[site];
  // Drawn even where it is decided: what follows must not shift.
  std::uint64_t value = undecided(stream, site, bound);
  const auto decided = decided_.find({site, nth});
  if (decided != decided_.end()) value = std::min(decided->second, bound - 1);
  if (record_ != nullptr) record_->push_back({now(), stream, site, nth, bound, value});
  return value;
}

std::vector<std::string> RunChoices::idle() const {
  std::vector<std::string> out;
  for (const auto& [choice, value] : decided_) {
    const auto& [site, nth] = choice;
    const auto drawn = counts_.find(site);
    if (drawn == counts_.end() || drawn->second < nth)
      out.push_back(std::string(site) + " " + std::to_string(nth));
  }
  return out;
}

std::uint64_t RunChoices::undecided(sim::Stream stream, const char* site, std::uint64_t bound) {
  const std::uint64_t seeded = calm_ ? 0 : seeded_.draw(stream, site, bound);
  if (stream == sim::Stream::schedule && steering_.schedule) {
    const auto& schedule = *steering_.schedule;
    const std::size_t index = scheduled_++;
    return index < schedule.size() ? std::min(schedule[index], bound - 1) : 0;
  }
  if (reseeded_ && now() >= steering_.reseed->from) return reseeded_->draw(stream, site, bound);
  return seeded;
}

Instant RunChoices::now() const { return time_ == nullptr ? Instant{} : time_->now(); }

}  // namespace scenarios
