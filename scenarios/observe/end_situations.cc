// Ends, clocks and faults.
#include <algorithm>

#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

// What is under way when the cache is told to stop.
class AtStop final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    const auto* call = body_of<sim::CallBegan>(event);
    if (call == nullptr || !seen::ends_cache(*call) || !watch.cache_runs()) return;
    saw_if(watch.refresh_in_flight(), "stop_with_refresh_in_flight");
    saw_if(approval_in_flight(watch.world()), "stop_with_approval_in_flight");
  }

 private:
  static bool approval_in_flight(const seen::World& world) {
    const auto& open = world.calls().open();
    return std::any_of(open.begin(), open.end(),
                       [](const auto& one) { return one.second.is_approval(); });
  }
};

// Controllers come and go.
class Controllers final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    const auto* ended = body_of<sim::ControllerEnded>(event);
    saw_if(ended != nullptr && ended->killed, "controller_killed");
    saw_if(ended != nullptr && ended->code == 1, "controller_ended_at_once");
    if (body_of<sim::ControllerStarted>(event) == nullptr) return;
    saw_if(started_before_, "controller_restarted");
    started_before_ = true;
  }

 private:
  bool started_before_ = false;
};

// What the world does to the machine.
class Disturbances final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    saw_if(body_of<sim::WallClockJumped>(event) != nullptr, "wall_clock_jumped");
    const auto* fault = body_of<sim::FaultInjected>(event);
    saw_if(fault != nullptr && !is_hook_throw(*fault), "fault_struck");
  }
};

}  // namespace

void add_end_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<AtStop>(counts));
  watch.add(std::make_unique<Controllers>(counts));
  watch.add(std::make_unique<Disturbances>(counts));
}

}  // namespace scenarios
