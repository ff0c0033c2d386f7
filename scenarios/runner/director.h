// Carries out a scenario's steps in a world, each at its time.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>

#include "scenarios/format/scenario.h"
#include "sim/world/world.h"

namespace scenarios {

class Director {
 public:
  // Told the number of the call that a named step made.
  using CallHook = std::function<void(const std::string& step, std::int64_t call)>;
  // Told the request that a person or device was given: e.g. `telegram/@alice` →
  // `telegram/ABCD2345`.
  using NameHook = std::function<void(const std::string& name, const std::string& key)>;

  // Both must outlive the director, and the director the run.
  Director(const Scenario& scenario, sim::World& world);

  void set_hooks(CallHook on_call, NameHook on_name) {
    on_call_ = std::move(on_call);
    on_name_ = std::move(on_name);
  }

  // Fills the stores, starts the controller if the scenario wants it, and arranges all that is to
  // come.
  void begin();

 private:
  // One step, which may come again and again.
  struct Cue : sim::Timer {
    Cue(Director* director_in, std::size_t index_in, const Step& step_in)
        : Timer([](sim::Work& work) {
            static_cast<Cue&>(work).director->play(static_cast<Cue&>(work));
          }),
          director(director_in),
          index(index_in),
          step(step_in) {}
    Director* director;
    std::size_t index;
    const Step& step;
    std::uint64_t played = 0;
  };
  struct Calm : sim::Timer {
    explicit Calm(Director* director_in)
        : Timer([](sim::Work& work) { static_cast<Calm&>(work).director->world_.calm(); }),
          director(director_in) {}
    Director* director;
  };
  // The lines of a burst that are still to come.
  struct Burst : sim::Timer {
    Burst(Director* director_in, const step::LogBurst& burst_in)
        : Timer([](sim::Work& work) {
            static_cast<Burst&>(work).director->play(static_cast<Burst&>(work));
          }),
          director(director_in),
          burst(burst_in),
          left(burst_in.lines) {}
    Director* director;
    const step::LogBurst& burst;
    std::uint64_t left;
  };
  class Perform;

  void seed_stores();
  void play(Cue& cue);
  void play(Burst& burst);

  const Scenario& scenario_;
  sim::World& world_;
  CallHook on_call_;
  NameHook on_name_;
  std::list<Cue> cues_;  // timers stay where they are
  std::list<Burst> bursts_;
  Calm calm_;
};

}  // namespace scenarios
