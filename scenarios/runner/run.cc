#include "scenarios/runner/run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "reports/text.h"
#include "scenarios/format/situations.h"
#include "scenarios/observe/cloud_observer.h"
#include "scenarios/observe/expectations.h"
#include "scenarios/observe/fault_counts.h"
#include "scenarios/observe/metrics.h"
#include "scenarios/observe/situations.h"
#include "scenarios/runner/cloud_director.h"
#include "scenarios/runner/cloud_settings.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/limit_watch.h"
#include "scenarios/runner/settings.h"
#include "sim/trace/trace_writer.h"

namespace scenarios {
namespace {

template <class Judges>
void collect(const Judges& judges, RunResult& result) {
  for (const auto& judge : judges) {
    result.violations.insert(result.violations.end(), judge->violations().begin(),
                             judge->violations().end());
    result.occasions[std::string(judge->clause())] = judge->occasions();
  }
}

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

// What an expectation stands for is broken where that is not met, as if a judge had seen it. A run
// that was stopped may have been on its way there.
void tell_under_clauses(const Scenario& scenario, Instant end, RunResult& result) {
  std::vector<UnmetExpectation> others;
  for (UnmetExpectation& unmet : result.unmet) {
    const std::string& clause = scenario.expect[unmet.index].clause;
    if (clause.empty()) {
      others.push_back(std::move(unmet));
    } else {
      const std::string place = "expect[" + std::to_string(unmet.index) + "]: ";
      result.violations.push_back({clause, Property::safety, end, 0, place + unmet.text});
    }
  }
  result.unmet = std::move(others);
}

// What was never put to the test, or never came about.
void note_untested(const Scenario& scenario, RunResult& result) {
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

// One run of a world, whichever: told when it is over, and what came of it.
template <class World>
class Run {
 public:
  Run(const Scenario& scenario, const RunOptions& options, World& world)
      : scenario_(scenario),
        options_(options),
        world_(world),
        limits_(scenario.limits, world.recorder()),
        faults_(scenario) {
    world.add_sink(faults_);
    if (options.trace != nullptr) world.add_sink(trace_);
  }

  // Lets time pass; the last instant of the run. `intrusion`: what is done to the world on the way.
  Instant pass(const BasicIntrusion<World>& intrusion, RunResult& result) {
    const std::uint64_t steps_max = scenario_.limits.events;
    const bool intrudes = intrusion.act && intrusion.after < steps_max;
    auto outcome = run_to(intrudes ? intrusion.after : steps_max);
    if (intrudes && outcome == Ending::step_limit) {
      intrusion.act(world_);
      outcome = run_to(steps_max);
    }
    result.endless = limit_reached(outcome, scenario_, limits_);
    result.interrupted = outcome == Ending::stopped && result.endless.empty();
    // Where nothing was left to do, nothing happened until the end either.
    const bool ended = result.endless.empty() && !result.interrupted;
    return ended ? Instant(scenario_.duration) : world_.time().now();
  }

  void conclude(Instant end, const RunChoices& choices, RunResult& result) {
    // What had not happened yet might have.
    if (result.interrupted) {
      result.unmet.clear();
    } else if (options_.judged) {
      if (result.endless.empty()) tell_under_clauses(scenario_, end, result);
      note_untested(scenario_, result);
    }
    result.virtual_time = end - Instant{};
    result.events = world_.recorder().count();
    result.steps = world_.time().steps();
    result.draws = choices.count();
    if (!result.interrupted) result.idle_choices = choices.idle();
    result.trace_hash = world_.recorder().hash();
    result.faults = faults_.counts();
    result.verdict = failed(result)         ? Verdict::failed
                     : inconclusive(result) ? Verdict::inconclusive
                                            : Verdict::passed;
    if (options_.trace != nullptr) *options_.trace = trace_.take();
  }

 private:
  Ending run_to(std::uint64_t steps_max) {
    return world_.time().run_until(Instant(time_allowed(scenario_)), steps_max, [&] {
      return limits_.exceeded() || (options_.stopped && options_.stopped());
    });
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  World& world_;
  LimitWatch limits_;
  FaultCounts faults_;
  sim::TraceWriter trace_;
};

// All that looks at a run of one machine.
class MachineObservers {
 public:
  explicit MachineObservers(const Scenario& scenario)
      : scenario_(scenario), judges_(machine_invariants(terms_)) {
    for (const auto& judge : judges_) judge->join(narrator_);
  }

  void watch(sim::World& world, Director& director) {
    if (!scenario_.expect.empty()) world.add_sink(expectations_);
    world.add_sink(narrator_);
    director.set_hooks(
        [&](const std::string& step, std::int64_t call) { expectations_.step_called(step, call); },
        [&](const std::string& name, const std::string& key) { expectations_.name_is(name, key); });
  }

  void conclude(Instant end, RunResult& result) {
    narrator_.finish(end);
    collect(judges_, result);
    result.metrics = metrics_.values(end);
    result.situations = situations_.counts();
    result.unmet = expectations_.unmet(scenario_, result.metrics, end);
  }

 private:
  const Scenario& scenario_;
  Terms terms_ = terms_of(scenario_);
  seen::Narrator narrator_{terms_};
  MetricsWatch metrics_{terms_, narrator_};
  SituationWatch situations_{terms_, narrator_};
  ExpectationSink expectations_;
  std::vector<std::unique_ptr<MachineInvariant>> judges_;
};

void run_machine(const Scenario& scenario, const RunOptions& options, RunResult& result) {
  std::optional<MachineObservers> observers;
  if (options.judged) observers.emplace(scenario);
  RunChoices choices(scenario, options.seed, options.steering, options.draws);
  sim::World world(world_config_of(scenario), choices);
  choices.follow(world.time());
  Run run(scenario, options, world);
  Director director(scenario, world);
  if (observers) observers->watch(world, director);
  director.begin();
  const Instant end = run.pass(options.intrusion, result);
  if (observers) observers->conclude(end, result);
  run.conclude(end, choices, result);
}

// All that looks at a run of instances.
class CloudObservers {
 public:
  CloudObservers(const Scenario& scenario, const sim::CloudConfig& config)
      : scenario_(scenario),
        hub_(std::make_shared<seen::CloudHub>(cloud_terms_of(scenario, config))),
        observer_(scenario, hub_),
        judges_(cloud_invariants(hub_)) {}

  void watch(sim::CloudWorld& world) {
    if (!scenario_.expect.empty()) world.add_sink(replies_);
    world.add_sink(*hub_);
  }
  void step_called(const std::string& step, std::int64_t call) { replies_.step_called(step, call); }

  void conclude(Instant end, RunResult& result) {
    hub_->finish(end);
    collect(judges_, result);
    result.metrics = observer_.metrics();
    result.situations = observer_.situations();
    result.unmet = replies_.unmet(scenario_, result.metrics, end);
    for (UnmetExpectation& unmet : observer_.unmet()) result.unmet.push_back(std::move(unmet));
    std::ranges::sort(result.unmet, {}, &UnmetExpectation::index);
  }

 private:
  const Scenario& scenario_;
  std::shared_ptr<seen::CloudHub> hub_;
  CloudObserver observer_;
  ExpectationSink replies_;
  std::vector<std::unique_ptr<Invariant>> judges_;
};

void run_cloud(const Scenario& scenario, const RunOptions& options, RunResult& result) {
  auto faults = cloud_faults_of(scenario);
  const sim::CloudConfig config = cloud_config_of(scenario, faults);
  std::optional<CloudObservers> observers;
  if (options.judged) observers.emplace(scenario, config);
  RunChoices choices(scenario, options.seed, options.steering, options.draws);
  sim::CloudWorld world(config, choices);
  choices.follow(world.time());
  Run run(scenario, options, world);
  if (observers) observers->watch(world);

  CloudDirector director(scenario, world, config.guest,
                         [&](const std::string& step, std::int64_t call) {
                           if (observers) observers->step_called(step, call);
                         });
  director.begin();
  director.resolve(faults);
  const Instant end = run.pass(options.cloud_intrusion, result);
  if (observers) observers->conclude(end, result);
  run.conclude(end, choices, result);
}

}  // namespace

RunResult run_scenario(const Scenario& scenario, const RunOptions& options) {
  const auto real_begin = std::chrono::steady_clock::now();
  RunResult result;
  result.scenario = scenario.name;
  result.clauses = scenario.clauses;
  result.seed = options.seed;
  if (is_cloud(scenario)) {
    run_cloud(scenario, options, result);
  } else {
    run_machine(scenario, options, result);
  }
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - real_begin).count();
  return result;
}

}  // namespace scenarios
