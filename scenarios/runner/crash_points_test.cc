// The instance crashes at every point of a start, an adoption, a move and a destroy: between any
// two pieces of work, so at each await of each coroutine, and that under each single fault of
// each call. Its successor has the same store. All judges must be content with each of these runs.
//
// Of all runs, every 193rd is made. CRASH_STRIDE=1 in the environment asks for all of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "scenarios/format/loader.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/testing/crash_stride.h"
#include "sim/cloud/cloud_world.h"

namespace scenarios {
namespace {

constexpr std::uint64_t kOnlySeed = 1;
constexpr const char* kUser = "alice";
constexpr std::chrono::minutes kAnswerWithin{6};  // what M10 and M12 allow a start

// ---- what happens

// Whoever looks after the instance starts it again within seconds, and the user asks again soon,
// when faults may still strike, and later, when they have ended. The gateway in the machine boots
// quickly and is quiet, so that a start ends soon.
std::string scenario_text(const std::string& instance, const std::string& fly,
                          const std::string& operation) {
  const std::string act = R"("do": ")" + operation + R"(", "instance": "alice"})";
  return R"({"version": 1, "name": "crash-points", "duration": "1h", "transport": "typed",
    "controller": {"period": "1h"}, "gateway": {"mode": "quiet", "boot": "2s"},
    "config": {"channels": []}, "calm_after": "100s",
    "instances": [{"user": "alice")" +
         instance + R"(}], "fly": {)" + fly + R"(}, "steps": [
    {"at": "1s", )" +
         act + R"(,
    {"at": "3s", "every": "7s", "count": 50, "do": "restart_instance", "instance": "alice"},
    {"at": "45s", "every": "45s", "count": 2, )" +
         act + R"(,
    {"at": "6m", )" +
         act + R"(, {"at": "20m", )" + act + R"(, {"at": "35m", )" + act + "]}";
}

struct Flow {
  std::string name;
  Scenario scenario;
};

Flow flow(const std::string& name, const std::string& instance, const std::string& fly,
          const std::string& operation) {
  auto scenario = parse_scenario(scenario_text(instance, fly, operation), "crash-points.json");
  if (!scenario) throw std::runtime_error(to_string(scenario.error()));
  return Flow{name, std::move(scenario.value())};
}

std::vector<Flow> flows() {
  std::vector<Flow> all;
  all.push_back(flow("start", "", "", "start"));
  all.push_back(flow("adopt", R"(, "has": "stopped", "remembers": "nothing", "data": 5)",
                     R"("quirks": {"lists_empty": true})", "start"));
  all.push_back(flow("move", R"(, "has": "stopped", "data": 5)", R"("full": ["dfw"])", "start"));
  all.push_back(flow("destroy", R"(, "has": "running", "data": 5)", "", "destroy"));
  return all;
}

// ---- what goes wrong

sim::CloudFaultRule rule_of(sim::CloudOperation operation, const sim::CloudAction& action) {
  sim::CloudFaultRule rule;
  rule.name = sim::name_of(operation);
  rule.match.operation = operation;
  rule.when.first = 1;
  rule.action = action;
  return rule;
}

bool is_one_call(sim::CloudOperation operation) {
  return operation != sim::CloudOperation::fly_any &&
         operation != sim::CloudOperation::controller_any &&
         operation != sim::CloudOperation::kv_any;
}

// `action` on the first call of each operation that it applies to.
std::vector<sim::CloudFaultRule> on_each_operation(const sim::CloudAction& action) {
  std::vector<sim::CloudFaultRule> rules;
  for (std::size_t i = 0; i < sim::kCloudOperationCount; ++i) {
    const auto operation = static_cast<sim::CloudOperation>(i);
    if (is_one_call(operation) && sim::applies_to(action, operation))
      rules.push_back(rule_of(operation, action));
  }
  return rules;
}

struct Fault {
  std::string name;
  sim::CloudFaultRule rule;
};

std::vector<Fault> single_faults() {
  using namespace sim::cloud_fault;
  const std::vector<std::pair<std::string, sim::CloudAction>> actions = {
      {"500", Reply{.status = 500}},
      {"503, carried out", Reply{.status = 503, .carried_out = true}},
      {"429", Reply{.status = 429, .retry_after = std::chrono::seconds(2)}},
      {"delay", Delay{std::chrono::seconds(20)}},
      {"hang", Hang{}},
      {"hang, carried out", Hang{true}},
      {"reset", Reset{}},
      {"reset, carried out", Reset{true}},
      {"unreachable", Unreachable{}},
      {"late", Late{std::chrono::seconds(50)}},
      {"truncate", Truncate{10}},
      {"malformed", Malformed{}},
      {"stale list", StaleList{std::chrono::minutes(1)}},
      {"empty list", EmptyList{}},
      {"machine dies", GoneAfter{GoneAfter::What::machine_dies}},
      {"machine vanishes", GoneAfter{GoneAfter::What::machine_vanishes}},
      {"HTML page", HtmlPage{}},
      {"lease held", Refuse{sim::FlyRefusal::lease_held}}};
  std::vector<Fault> faults;
  for (const auto& [name, action] : actions)
    for (sim::CloudFaultRule& rule : on_each_operation(action))
      faults.push_back(Fault{name + " at " + rule.name, std::move(rule)});
  return faults;
}

// With the ids lost, a machine that vanishes takes with it what told of the volume: a crash before
// that is persisted leaves nobody who could know.
bool is_beyond_mending(const Flow& flow, const sim::CloudFaultRule& rule) {
  const auto* gone = std::get_if<sim::cloud_fault::GoneAfter>(&rule.action);
  return gone != nullptr && gone->what == sim::cloud_fault::GoneAfter::What::machine_vanishes &&
         flow.name == "adopt";
}

// ---- one run

RunOptions crash_after(std::uint64_t point) {
  RunOptions options{.seed = kOnlySeed};
  options.cloud_intrusion =
      CloudIntrusion{point, [](sim::CloudWorld& world) { world.crash_instance(kUser); }};
  return options;
}

std::string first_complaint(const RunResult& result) {
  if (!result.endless.empty()) return result.endless;
  if (result.violations.empty()) return {};
  return result.violations[0].clause + ": " + result.violations[0].text;
}

// How many pieces of work there are until the first operation is answered.
std::uint64_t points_of(Scenario scenario) {
  std::string trace;
  scenario.duration = kAnswerWithin;
  run_scenario(scenario, {.seed = kOnlySeed, .trace = &trace});
  const std::size_t reply = trace.find(R"("event":"instance.reply","call":1,)");
  const std::string_view time = R"("t_us":)";
  const std::size_t at = trace.rfind(time, reply);
  if (reply == std::string::npos) throw std::runtime_error("the first operation has no answer");
  scenario.duration = std::chrono::microseconds(std::stoll(trace.substr(at + time.size())));
  return run_scenario(scenario, {.seed = kOnlySeed}).steps;
}

using Operations = std::set<sim::CloudOperation>;

// Those that a fault would strike: told by faults on each of them that do nothing.
Operations called_in(Scenario scenario, RunOptions options) {
  std::string trace;
  options.trace = &trace;
  scenario.duration = *scenario.calm_after - Instant{};
  scenario.cloud_faults = on_each_operation(sim::cloud_fault::Delay{});
  run_scenario(scenario, options);
  Operations called;
  for (const sim::CloudFaultRule& rule : scenario.cloud_faults)
    if (trace.find(R"("rule":")" + rule.name + '"') != std::string::npos)
      called.insert(rule.match.operation);
  return called;
}

// ---- all runs

// A flow without faults: which calls come without a crash, and with one at each of the points.
struct Calm {
  std::uint64_t points = 0;
  Operations without_crash;
  std::vector<Operations> called;
};

// A fault whose call never comes changes nothing: that run is the one without the fault.
bool is_spared(const Calm& calm, std::uint64_t point, sim::CloudOperation operation) {
  return point <= calm.points && !calm.called[point].contains(operation);
}

// One flow under one fault, or under none.
struct Case {
  Case(const Flow& flow_in, const Calm& calm_in, std::optional<Fault> fault_in)
      : flow(&flow_in), calm(&calm_in), fault(std::move(fault_in)) {}

  const Flow* flow;
  const Calm* calm;
  std::optional<Fault> fault;
  std::uint64_t runs = 0;
  std::uint64_t spared = 0;
  std::vector<std::string> complaints;
};

std::string to_string(const Case& one) {
  return one.flow->name + ", " + (one.fault ? one.fault->name : "no fault");
}

Scenario scenario_of(const Case& one) {
  Scenario scenario = one.flow->scenario;
  if (one.fault) scenario.cloud_faults = {one.fault->rule};
  return scenario;
}

void crash_everywhere(Case& one, std::uint64_t first, std::uint64_t stride) {
  const Scenario scenario = scenario_of(one);
  const bool strikes =
      one.fault && one.calm->without_crash.contains(one.fault->rule.match.operation);
  // A fault prolongs its run: to count its points takes two more, too many for a sample.
  const bool exact = strikes && stride == 1;
  const std::uint64_t points = exact ? points_of(scenario) : one.calm->points;
  for (std::uint64_t point = first; point <= points; point += stride) {
    if (one.fault && is_spared(*one.calm, point, one.fault->rule.match.operation)) {
      ++one.spared;
      continue;
    }
    ++one.runs;
    const std::string complaint = first_complaint(run_scenario(scenario, crash_after(point)));
    if (!complaint.empty())
      one.complaints.push_back("crash after " + std::to_string(point) +
                               " pieces of work: " + complaint);
  }
}

// Calls work(i) for each i below `count`, on all cores.
template <class Work>
void spread(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> helpers;
  for (unsigned core = 1; core < std::thread::hardware_concurrency(); ++core)
    helpers.emplace_back(take);
  take();
  for (std::thread& helper : helpers) helper.join();
}

Calm calm_of(const Flow& flow) {
  Calm calm;
  calm.points = points_of(flow.scenario);
  calm.without_crash = called_in(flow.scenario, {.seed = kOnlySeed});
  calm.called.resize(calm.points + 1);
  spread(calm.called.size(), [&](std::size_t point) {
    calm.called[point] = called_in(flow.scenario, crash_after(point));
  });
  return calm;
}

std::vector<Case> cases_of(const Flow& flow, const Calm& calm) {
  std::vector<Case> cases;
  cases.emplace_back(flow, calm, std::nullopt);
  for (const Fault& fault : single_faults())
    if (!is_beyond_mending(flow, fault.rule)) cases.emplace_back(flow, calm, fault);
  return cases;
}

void tell(const Flow& flow, std::uint64_t points, const std::vector<Case>& cases) {
  std::uint64_t runs = 0;
  std::uint64_t spared = 0;
  for (const Case& one : cases) {
    runs += one.runs;
    spared += one.spared;
    EXPECT_GT(one.runs + one.spared, 0U) << to_string(one);
    for (const std::string& complaint : one.complaints)
      ADD_FAILURE() << to_string(one) << ", " << complaint;
  }
  std::cout << flow.name << ": " << points << " points, " << cases.size() - 1 << " faults, " << runs
            << " runs, " << spared << " spared\n";
  EXPECT_GT(runs, 0U) << flow.name;
}

TEST(CrashPoints, UnderEverySingleFault) {
  const std::uint64_t stride = crash_stride(193);
  for (const Flow& flow : flows()) {
    const Calm calm = calm_of(flow);
    std::vector<Case> cases = cases_of(flow, calm);
    // Other points for each fault, and none of them left out altogether.
    const std::uint64_t firsts = std::min(stride, calm.points + 1);
    spread(cases.size(), [&](std::size_t i) { crash_everywhere(cases[i], i % firsts, stride); });
    tell(flow, calm.points, cases);
  }
}

// So nothing is missed where runs are spared.
TEST(CrashPoints, AFaultWhoseCallNeverComesChangesNothing) {
  constexpr std::uint64_t kPoint = 10;
  const Flow destroy = std::move(flows().back());
  const Operations called = called_in(destroy.scenario, crash_after(kPoint));
  const std::uint64_t hash = run_scenario(destroy.scenario, crash_after(kPoint)).trace_hash;
  std::size_t spared = 0;
  for (const Fault& fault : single_faults()) {
    Scenario scenario = destroy.scenario;
    scenario.cloud_faults = {fault.rule};
    const bool same = run_scenario(scenario, crash_after(kPoint)).trace_hash == hash;
    EXPECT_EQ(same, !called.contains(fault.rule.match.operation)) << fault.name;
    spared += same ? 1U : 0U;
  }
  EXPECT_GT(spared, 0U);
}

}  // namespace
}  // namespace scenarios
