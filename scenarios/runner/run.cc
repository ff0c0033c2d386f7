#include "scenarios/runner/run.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "reports/text.h"
#include "scenarios/format/situations.h"
#include "scenarios/observe/expectations.h"
#include "scenarios/observe/metrics.h"
#include "scenarios/observe/situations.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/limit_watch.h"
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

using Ending = sim::VirtualScheduler::Outcome;

// Where the run is stopped, ended or not.
Duration time_allowed(const Scenario& scenario) {
  return std::min(scenario.duration, scenario.limits.virtual_time.value_or(scenario.duration));
}

// Which limit stopped the run; empty: none. A run that has nothing left to do has ended by itself.
std::string limit_reached(Ending outcome, const Scenario& scenario, const LimitWatch& watch) {
  std::string within;
  if (outcome == Ending::stopped) {
    within = watch.exceeded_text();
  } else if (outcome == Ending::step_limit) {
    within = reports::grouped(scenario.limits.events) + " pieces of work (limits.events)";
  } else if (outcome == Ending::reached_end && time_allowed(scenario) < scenario.duration) {
    within = reports::time_text(time_allowed(scenario).count()) +
             " of virtual time (limits.virtual_time)";
  }
  return within.empty() ? within : "the run did not end within " + within;
}

bool failed(const RunResult& result) {
  return !result.violations.empty() || !result.unmet.empty() || !result.endless.empty();
}
bool inconclusive(const RunResult& result) {
  return result.interrupted || !result.never_happened.empty() || !result.clauses_not_tested.empty();
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
  // What had not happened yet might have.
  if (result.interrupted) return;
  result.unmet = watchers.expectations.unmet(scenario, result.metrics, end);
  for (const std::string& situation : scenario.must_happen) {
    if (result.situations[situation] == 0) result.never_happened.push_back(situation);
  }
  for (const std::string& clause : scenario.clauses) {
    const auto found = result.occasions.find(clause);
    // One without a judge is put to the test by nothing at all.
    if (found == result.occasions.end() || found->second == 0)
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
  LimitWatch limits(scenario.limits);
  sim::World world(world_config_of(scenario), choices);
  world.add_sink(limits);
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
  const auto outcome = world.time().run_until(
      Instant(time_allowed(scenario)), scenario.limits.events,
      [&] { return limits.exceeded() || (options.stopped && options.stopped()); });

  result.endless = limit_reached(outcome, scenario, limits);
  result.interrupted = outcome == Ending::stopped && result.endless.empty();
  // Where nothing was left to do, nothing happened until the end either.
  const bool ended = result.endless.empty() && !result.interrupted;
  const Instant end = ended ? Instant(scenario.duration) : world.time().now();
  collect(scenario, watchers, end, result);
  result.virtual_time = end - Instant{};
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
