#include "scenarios/explore/schedules.h"

#include <algorithm>
#include <vector>

#include "scenarios/minimize/fingerprint.h"
#include "scenarios/runner/running_now.h"

namespace scenarios {
namespace {

using Schedule = std::vector<DrawRecord>;

Schedule schedule_of(const std::vector<DrawRecord>& draws) {
  Schedule schedule;
  std::ranges::copy_if(draws, std::back_inserter(schedule),
                       [](const DrawRecord& draw) { return draw.stream == sim::Stream::schedule; });
  return schedule;
}

// What the next schedule begins with; nothing: that was the last.
std::optional<std::vector<std::uint64_t>> next_prefix(const Schedule& schedule,
                                                      std::uint64_t deviations_max) {
  auto deviations = static_cast<std::uint64_t>(
      std::ranges::count_if(schedule, [](const DrawRecord& draw) { return draw.value > 0; }));
  for (std::size_t i = schedule.size(); i-- > 0;) {
    if (schedule[i].value > 0) --deviations;
    if (schedule[i].value + 1 >= schedule[i].bound || deviations >= deviations_max) continue;
    std::vector<std::uint64_t> prefix;
    for (std::size_t j = 0; j < i; ++j) prefix.push_back(schedule[j].value);
    prefix.push_back(schedule[i].value + 1);
    return prefix;
  }
  return std::nullopt;
}

// The seed would decide what is left out.
void spell_out(const Schedule& schedule, Scenario& scenario) {
  for (const DrawRecord& draw : schedule)
    scenario.choices.push_back({draw.site, draw.nth, draw.value});
}

}  // namespace

Schedules try_schedules(const Planned& planned, const ScheduleOptions& options) {
  Schedules result;
  Planned tried = planned;
  tried.scenario.order = Order::seeded;
  tried.scenario.pct.reset();
  // An order that the scenario spells out is one of those to be tried.
  std::erase_if(tried.scenario.choices,
                [](const Choice& choice) { return choice.site.starts_with("schedule."); });
  const std::uint64_t seed = tried.seeds[0];
  const RunningNow mark("an order of " + seed_text(tried.scenario, seed));
  std::optional<std::vector<std::uint64_t>> prefix(std::in_place);
  while (prefix && result.runs < options.runs_max && !options.stopped()) {
    std::vector<DrawRecord> draws;
    RunOptions run{.seed = seed};
    run.steering.schedule = *prefix;
    run.draws = &draws;
    const RunResult outcome = options.run(tried.scenario, run);
    if (outcome.interrupted) return result;
    options.progress(++result.runs);
    const Schedule schedule = schedule_of(draws);
    if (outcome.verdict == Verdict::inconclusive) ++result.inconclusive;
    if (outcome.verdict >= Verdict::failed) {
      if (const auto fingerprint = fingerprint_of(outcome))
        result.finding = finding_of(outcome, *fingerprint);
      result.failed = tried;
      spell_out(schedule, result.failed->scenario);
      return result;
    }
    prefix = next_prefix(schedule, options.deviations_max);
  }
  result.all = !prefix.has_value();
  return result;
}

}  // namespace scenarios
