// The instance crashes at points of a start, an adoption, a move and a destroy: between any
// two pieces of work, so at each await of each coroutine, and that under each single fault of
// each call. Its successor has the same store. All judges must be content with each of these runs.
//
// All of them, some 72,000, take minutes: CRASH_STRIDE=1 in the environment asks for that. Without,
// every seventh point is tried.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "scenarios/format/loader.h"
#include "scenarios/runner/run.h"
#include "sim/cloud/cloud_world.h"

namespace scenarios {
namespace {

constexpr std::uint64_t kOnlySeed = 1;
constexpr const char* kUser = "alice";

// What happens first, and the lines that differ. Whoever looks after the instance starts it again
// within seconds, and the user asks again later.
std::string flow(const std::string& settings, const std::string& operation) {
  return R"({"version": 1, "name": "crash-points", "duration": "1h", "transport": "typed", )" +
         settings + R"(, "calm_after": "4m", "steps": [
    {"at": "1s", "do": ")" +
         operation + R"(", "instance": "alice"},
    {"at": "3s", "every": "5s", "count": 20, "do": "restart_instance", "instance": "alice"},
    {"at": "6m", "do": ")" +
         operation + R"(", "instance": "alice"},
    {"at": "20m", "do": ")" +
         operation + R"(", "instance": "alice"},
    {"at": "35m", "do": ")" +
         operation + R"(", "instance": "alice"}]})";
}

struct Flow {
  const char* name;
  std::string text;
};
std::vector<Flow> flows() {
  const std::string guest = R"("guest": "none")";
  return {
      {"start", flow(R"("instances": [{"user": "alice", )" + guest + "}]", "start")},
      {"adopt", flow(R"("instances": [{"user": "alice", "has": "stopped", "remembers": "nothing", )"
                     R"("data": 5, )" +
                         guest + R"(}], "fly": {"quirks": {"lists_empty": true}})",
                     "start")},
      {"move", flow(R"("instances": [{"user": "alice", "has": "stopped", "data": 5, )" + guest +
                        R"(}], "fly": {"full": ["dfw"]})",
                    "start")},
      {"destroy",
       flow(R"("instances": [{"user": "alice", "has": "running", "data": 5, )" + guest + "}]",
            "destroy")},
  };
}

Scenario parsed(const std::string& text) {
  auto scenario = parse_scenario(text, "crash-points.json");
  if (!scenario) throw std::runtime_error(to_string(scenario.error()));
  return std::move(scenario.value());
}

// Every action with a meaning for that operation, on its first call.
std::vector<sim::CloudFaultRule> single_faults() {
  using namespace sim::cloud_fault;
  const std::vector<sim::CloudAction> actions = {
      Reply{.status = 500},
      Reply{.status = 503, .carried_out = true},
      Reply{.status = 429, .retry_after = std::chrono::seconds(2)},
      Delay{std::chrono::seconds(20)},
      Hang{},
      Hang{true},
      Reset{},
      Reset{true},
      Unreachable{},
      Late{std::chrono::seconds(50)},
      Truncate{10},
      Malformed{},
      StaleList{std::chrono::minutes(1)},
      EmptyList{},
      GoneAfter{GoneAfter::What::machine_dies},
      GoneAfter{GoneAfter::What::machine_vanishes},
      HtmlPage{},
      Refuse{sim::FlyRefusal::lease_held}};
  constexpr sim::CloudOperation kOperations[] = {
      sim::CloudOperation::fly_list_machines,   sim::CloudOperation::fly_get_machine,
      sim::CloudOperation::fly_create_machine,  sim::CloudOperation::fly_update_machine,
      sim::CloudOperation::fly_stop_machine,    sim::CloudOperation::fly_wait,
      sim::CloudOperation::fly_destroy_machine, sim::CloudOperation::fly_list_volumes,
      sim::CloudOperation::fly_get_volume,      sim::CloudOperation::fly_create_volume,
      sim::CloudOperation::fly_destroy_volume};
  std::vector<sim::CloudFaultRule> rules;
  for (const sim::CloudOperation operation : kOperations) {
    for (const sim::CloudAction& action : actions) {
      if (!sim::applies_to(action, operation)) continue;
      sim::CloudFaultRule rule;
      rule.name = "fault";
      rule.match.operation = operation;
      rule.when.first = 1;
      rule.action = action;
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

std::string first_complaint(const RunResult& result) {
  if (!result.endless.empty()) return result.endless;
  if (result.violations.empty()) return {};
  return result.violations[0].clause + ": " + result.violations[0].text;
}

// How many pieces of work there are until the first operation is over.
std::uint64_t points_of(Scenario scenario) {
  scenario.duration = std::chrono::seconds(40);
  return run_scenario(scenario, {.seed = kOnlySeed}).steps;
}

std::uint64_t stride() {
  constexpr std::uint64_t kUsual = 7;
  const char* wanted = std::getenv("CRASH_STRIDE");
  return wanted == nullptr ? kUsual : std::strtoull(wanted, nullptr, 10);
}

struct Count {
  std::uint64_t runs = 0;
  std::uint64_t bad = 0;
};

void crash_everywhere(const Flow& flow, const Scenario& scenario, const std::string& fault,
                      Count& count) {
  const std::uint64_t points = points_of(scenario);
  for (std::uint64_t point = 0; point <= points; point += stride()) {
    RunOptions options{.seed = kOnlySeed};
    options.cloud_intrusion =
        CloudIntrusion{point, [](sim::CloudWorld& world) { world.crash_instance(kUser); }};
    ++count.runs;
    const std::string complaint = first_complaint(run_scenario(scenario, options));
    if (complaint.empty()) continue;
    ++count.bad;
    if (count.bad < 200)
      ADD_FAILURE() << flow.name << ", " << fault << ", crash after " << point
                    << " pieces of work: " << complaint;
  }
}

TEST(CrashPoints, UnderEverySingleFault) {
  Count count;
  for (const Flow& flow : flows()) {
    Scenario scenario = parsed(flow.text);
    crash_everywhere(flow, scenario, "no fault", count);
    for (const sim::CloudFaultRule& rule : single_faults()) {
      // With the ids lost, a machine that vanishes takes with it what told of the volume: a crash
      // before that is persisted leaves nobody who could know.
      const auto* gone = std::get_if<sim::cloud_fault::GoneAfter>(&rule.action);
      const bool vanishes =
          gone != nullptr && gone->what == sim::cloud_fault::GoneAfter::What::machine_vanishes;
      if (vanishes && std::string_view(flow.name) == "adopt") continue;
      scenario.cloud_faults = {rule};
      crash_everywhere(flow, scenario,
                       std::string(sim::name_of(rule.action)) + " of " +
                           std::string(sim::name_of(rule.match.operation)),
                       count);
    }
  }
  RecordProperty("runs", std::to_string(count.runs));
  std::cout << count.runs << " runs\n";
}

}  // namespace
}  // namespace scenarios
