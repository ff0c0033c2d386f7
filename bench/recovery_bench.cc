// One start of an instance that has lost all it knew: metadata shows nothing, a volume is made, the
// create is refused because the name is taken, the machine that has it is adopted, and its own
// volume wins. In virtual time, FIFO, without a trace. The time is from the request to its answer;
// `process_us` is what it took to end the process before and to make the one that is asked.
#include <benchmark/benchmark.h>

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "sim/choice/seeded_choices.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr const char* kUser = "alice";

// Stops the world at each answer, and remembers what was seen last.
class Watch final : public sim::EventSink {
 public:
  explicit Watch(sim::CloudWorld& world) : world_(world) { world.add_sink(*this); }

  void on_event(const sim::Event& event) override {
    if (std::holds_alternative<sim::FlyCalled>(event.body)) ++fly_calls;
    if (const auto* body = std::get_if<sim::FlyAnswered>(&event.body))
      names_taken += body->operation == "create_machine" && body->status == 409 ? 1 : 0;
    if (const auto* body = std::get_if<sim::InstanceStored>(&event.body)) {
      stored.status = body->status;
      stored.machine = body->machine;
      stored.volume = body->volume;
    }
    if (const auto* body = std::get_if<sim::InstanceAnswered>(&event.body)) {
      status = body->status;
      world_.time().stop();
    }
  }

  std::int64_t fly_calls = 0;
  std::int64_t names_taken = 0;
  std::int64_t status = 0;
  sim::InstanceStored stored;  // of it: status, machine and volume

 private:
  sim::CloudWorld& world_;
};

// A user whose machine runs.
class Forgetful {
 public:
  explicit Forgetful(sim::FlyWay way) : world_(config(way), choices_), watch_(world_) {
    world_.add_instance(kUser);
    world_.start_instance(kUser);
    start();
    had_ = watch_.stored;
    world_.fly().quirks().lists_empty = true;
  }

  // The instance's process begins anew, without its store.
  void forget() {
    world_.crash_instance(kUser);
    world_.disk(kUser).reset();
    world_.start_instance(kUser);
    watch_.fly_calls = 0;
    watch_.names_taken = 0;
  }
  void start() {
    world_.ask(kUser, sim::InstanceOperation::start);
    world_.time().run_until(world_.time().now() + 10min);
  }
  [[nodiscard]] std::int64_t fly_calls() const { return watch_.fly_calls; }
  [[nodiscard]] bool recovered() const {
    return watch_.status == 200 && watch_.names_taken == 1 && watch_.stored.status == "running" &&
           watch_.stored.machine == had_.machine && watch_.stored.volume == had_.volume;
  }

 private:
  static sim::CloudConfig config(sim::FlyWay way) {
    sim::CloudConfig made = sim::cloud_test::small_cloud();
    made.way = way;
    return made;
  }

  sim::CalmChoices choices_;
  sim::CloudWorld world_;
  Watch watch_;
  sim::InstanceStored had_;
};

// How long `act` takes. To read the clock takes some tens of nanoseconds; PauseTiming() takes more
// than what it would leave out.
template <class Act>
double seconds_of(Act act) {
  const auto began = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

void start_with_recovery(benchmark::State& state, sim::FlyWay way) {
  // What has been destroyed stays in Fly's books, so the world is made anew now and then.
  constexpr int kStartsOfAWorld = 100;
  std::optional<Forgetful> user;
  int left = 0;
  double forgetting = 0;
  for (auto step : state) {
    if (left-- == 0) {
      user.emplace(way);
      left = kStartsOfAWorld - 1;
    }
    forgetting += seconds_of([&user] { user->forget(); });
    state.SetIterationTime(seconds_of([&user] { user->start(); }));
    if (!user->recovered()) return state.SkipWithError("the start went another way");
  }
  state.counters["fly_calls"] = static_cast<double>(user->fly_calls());
  state.counters["process_us"] = 1e6 * forgetting / static_cast<double>(state.iterations());
}
void as_timed(benchmark::internal::Benchmark* benchmark) {
  benchmark->Unit(benchmark::kMicrosecond)->UseManualTime();
}
BENCHMARK_CAPTURE(start_with_recovery, json, sim::FlyWay::json)->Apply(as_timed);
BENCHMARK_CAPTURE(start_with_recovery, typed, sim::FlyWay::typed)->Apply(as_timed);

}  // namespace
}  // namespace bench
