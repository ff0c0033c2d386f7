// A thousand instances in one world for an hour of virtual time, while one call in twenty to Fly
// and to the controllers goes wrong: all start in the first ten minutes, their owners look at the
// pending requests now and then, some have a controller that predates the pairing routes, so that
// their lists come by exec, and some are destroyed. FIFO, without a trace or judges.
#include <benchmark/benchmark.h>

#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace bench {
namespace {

using namespace std::chrono_literals;
using controller::Duration;
using controller::Instant;

constexpr int kInstances = 1000;
constexpr int kEachOldGuest = 10;   // every tenth has an older controller
constexpr int kEachDestroyed = 20;  // every twentieth is destroyed
constexpr Duration kSpan = 1h;
constexpr Duration kBetweenStarts = 600ms;
constexpr Duration kBetweenLists = 5min;

class Count final : public sim::EventSink {
 public:
  void on_event(const sim::Event& event) override {
    ++events;
    if (std::holds_alternative<sim::FlyCalled>(event.body)) ++fly_calls;
    if (std::holds_alternative<sim::ControllerCalled>(event.body)) ++controller_calls;
    if (std::holds_alternative<sim::FaultInjected>(event.body)) ++faulty_calls;
    if (const auto* answer = std::get_if<sim::InstanceAnswered>(&event.body))
      ++(answer->status / 100 == 2 ? succeeded : failed);
  }

  std::int64_t events = 0;
  std::int64_t fly_calls = 0;
  std::int64_t controller_calls = 0;
  std::int64_t faulty_calls = 0;
  std::int64_t succeeded = 0;  // of what was asked of instances
  std::int64_t failed = 0;
};

// Five faults, together one call in twenty.
std::vector<sim::CloudFaultRule> faults() {
  using namespace sim::cloud_fault;
  const std::vector<sim::CloudAction> actions = {Reply{.status = 500},
                                                 Reply{.status = 429, .retry_after = 2s},
                                                 Reset{true}, Truncate{10}, Hang{}};
  std::vector<sim::CloudFaultRule> rules;
  for (const auto operation : {sim::CloudOperation::fly_any, sim::CloudOperation::controller_any}) {
    for (const sim::CloudAction& action : actions) {
      sim::CloudFaultRule rule;
      rule.name = std::string(sim::name_of(operation)) + ' ' + std::string(sim::name_of(action));
      rule.match.operation = operation;
      rule.when.percent = 1;
      rule.action = action;
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

sim::CloudConfig config(sim::FlyWay way, const std::vector<sim::CloudFaultRule>& rules) {
  sim::CloudConfig made = sim::cloud_test::small_cloud();
  made.way = way;
  made.faults = rules;
  return made;
}

// Something that an owner does, again and again when it has a period.
struct Deed : controller::Timer {
  Deed(sim::CloudWorld& world_in, std::function<void()> act_in, Duration period_in)
      : Timer([](controller::Work& work) { static_cast<Deed&>(work).happen(); }),
        world(world_in),
        act(std::move(act_in)),
        period(period_in) {}
  void happen() {
    act();
    if (period > Duration{}) world.self().arm(*this, world.time().now() + period);
  }
  sim::CloudWorld& world;
  std::function<void()> act;
  Duration period;
};

class Owners {
 public:
  explicit Owners(sim::CloudWorld& world) : world_(world) {
    for (int i = 0; i < kInstances; ++i) settle_in(i);
  }

 private:
  void settle_in(int i) {
    const std::string user = "user-" + std::to_string(i);
    const Instant begins = Instant(kBetweenStarts * i);
    world_.add_instance(user);
    if (i % kEachOldGuest == 0) {
      sim::GuestConfig old = sim::cloud_test::small_cloud().guest;
      old.kind = sim::GuestKind::old_open;
      world_.set_guest(world_.sandbox(user), old);
    }
    world_.start_instance(user);
    at(begins, [this, user] { world_.ask(user, sim::InstanceOperation::start); });
    at(
        begins + 3min, [this, user] { world_.list(user, sim::Kind::channels, false); },
        kBetweenLists);
    at(
        begins + 4min, [this, user] { world_.list(user, sim::Kind::devices, true); },
        kBetweenLists);
    if (i % kEachDestroyed == 0)
      at(begins + 40min, [this, user] { world_.ask(user, sim::InstanceOperation::destroy); });
  }
  void at(Instant when, std::function<void()> act, Duration period = {}) {
    world_.self().arm(deeds_.emplace_back(world_, std::move(act), period), when);
  }

  sim::CloudWorld& world_;
  std::deque<Deed> deeds_;  // timers stay where they are
};

void thousand_instances(benchmark::State& state, sim::FlyWay way) {
  const auto rules = faults();
  Count count;
  for (auto step : state) {
    count = Count();
    sim::SeededChoices choices(1);
    sim::CloudWorld world(config(way, rules), choices);
    world.add_sink(count);
    Owners owners(world);
    world.time().run_until(Instant(kSpan));
  }
  const auto one = [](std::int64_t value) { return static_cast<double>(value); };
  state.counters["events"] = one(count.events);
  state.counters["fly_calls"] = one(count.fly_calls);
  state.counters["controller_calls"] = one(count.controller_calls);
  state.counters["faulty_calls"] = one(count.faulty_calls);
  state.counters["succeeded"] = one(count.succeeded);
  state.counters["failed"] = one(count.failed);
  state.counters["virtual_hours"] =
      benchmark::Counter(static_cast<double>(kInstances) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(thousand_instances, json, sim::FlyWay::json)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(thousand_instances, typed, sim::FlyWay::typed)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace bench
