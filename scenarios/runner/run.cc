#include "scenarios/runner/run.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "scenarios/format/situations.h"
#include "scenarios/observe/expectations.h"
#include "scenarios/observe/metrics.h"
#include "scenarios/observe/situations.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/settings.h"
#include "sim/trace/trace_writer.h"

namespace scenarios {
namespace {

// Everybody who watches a run.
struct Watchers {
  explicit Watchers(const Scenario& scenario)
      : metrics(terms_of(scenario)),
        situations(terms_of(scenario)),
        judges(all_invariants(terms_of(scenario))) {}

  MetricsSink metrics;
  SituationSink situations;
  ExpectationSink expectations;
  std::vector<std::unique_ptr<Invariant>> judges;
};

// Hands every event to all judges.
class Bench final : public sim::EventSink {
 public:
  explicit Bench(Watchers& watchers) : watchers_(watchers) {}
  void on_event(const sim::Event& event) override {
    for (const auto& judge : watchers_.judges) judge->observe(event);
  }

 private:
  Watchers& watchers_;
};

std::string limit_reached(sim::VirtualScheduler::Outcome outcome, const Limits& limits) {
  if (outcome != sim::VirtualScheduler::Outcome::step_limit) return {};
  return "the run did not end within " + std::to_string(limits.events) +
         " pieces of work (limits.events)";
}

bool failed(const RunResult& result) {
  return !result.violations.empty() || !result.unmet.empty() || !result.endless.empty();
}
bool inconclusive(const RunResult& result) {
  return !result.never_happened.empty() || !result.clauses_not_tested.empty();
}

void collect(const Scenario& scenario, Watchers& watchers, Instant end, RunResult& result) {
  for (const auto& judge : watchers.judges) {
    judge->finish(end);
    result.violations.insert(result.violations.end(), judge->violations().begin(),
                             judge->violations().end());
    result.occasions[std::string(judge->clause())] = judge->occasions();
  }
  result.metrics = watchers.metrics.values(end);
  result.situations = watchers.situations.counts(end);
  result.unmet = watchers.expectations.unmet(scenario, result.metrics, end);
  for (const std::string& situation : scenario.must_happen) {
    if (result.situations[situation] == 0) result.never_happened.push_back(situation);
  }
  for (const std::string& clause : scenario.clauses) {
    const auto found = result.occasions.find(clause);
    if (found != result.occasions.end() && found->second == 0)
      result.clauses_not_tested.push_back(clause);
  }
}

}  // namespace

RunResult run_scenario(const Scenario& scenario, const RunOptions& options) {
  const auto real_begin = std::chrono::steady_clock::now();
  RunResult result;
  result.scenario = scenario.name;
  result.clauses = scenario.clauses;
  result.seed = options.seed;

  Watchers watchers(scenario);
  Bench bench(watchers);
  sim::TraceWriter trace;
  sim::SeededChoices choices(options.seed);
  sim::World world(world_config_of(scenario), choices);
  if (options.trace != nullptr) world.add_sink(trace);
  world.add_sink(watchers.metrics);
  world.add_sink(watchers.situations);
  world.add_sink(watchers.expectations);
  world.add_sink(bench);

  Director director(scenario, world);
  director.set_hooks([&](const std::string& step,
                         std::int64_t call) { watchers.expectations.step_called(step, call); },
                     [&](const std::string& name, const std::string& key) {
                       watchers.expectations.name_is(name, key);
                     });
  director.begin();
  const Instant end = Instant(
      std::min(scenario.duration, scenario.limits.virtual_time.value_or(scenario.duration)));
  const auto outcome = world.time().run_until(end, scenario.limits.events);

  result.endless = limit_reached(outcome, scenario.limits);
  collect(scenario, watchers,
          std::max(world.time().now(), result.endless.empty() ? end : Instant{}), result);
  result.virtual_time = world.time().now() - Instant{};
  result.events = world.recorder().count();
  result.steps = world.time().steps();
  for (std::uint8_t stream = 0; stream < sim::kStreamCount; ++stream) {
    result.draws += choices.count(static_cast<sim::Stream>(stream));
  }
  result.trace_hash = world.recorder().hash();
  result.verdict = failed(result)         ? Verdict::failed
                   : inconclusive(result) ? Verdict::inconclusive
                                          : Verdict::passed;
  if (options.trace != nullptr) *options.trace = trace.take();
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - real_begin).count();
  return result;
}

}  // namespace scenarios
