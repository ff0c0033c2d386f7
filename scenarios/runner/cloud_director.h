// Carries out a cloud scenario's steps in its world, each at its time.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "scenarios/format/scenario.h"
#include "sim/cloud/cloud_world.h"

namespace scenarios {

class CloudDirector {
 public:
  // Told the number of the call that a named step made.
  using CallHook = std::function<void(const std::string& step, std::int64_t call)>;

  // Both must outlive the director, and the director the run. `usual`: the guest of today.
  CloudDirector(const Scenario& scenario, sim::CloudWorld& world, sim::GuestConfig usual,
                CallHook on_call);

  // Puts everything in place, begins the instances' processes, and arranges all that is to come.
  void begin();
  // Has `rules` speak of machines by their ids, once begin() has made them.
  void resolve(std::vector<sim::CloudFaultRule>& rules) const;

 private:
  // One step, which may come again and again.
  struct Cue : sim::Timer {
    Cue(CloudDirector* director_in, std::size_t index_in, const Step& step_in)
        : Timer([](sim::Work& work) {
            static_cast<Cue&>(work).director->play(static_cast<Cue&>(work));
          }),
          director(director_in),
          index(index_in),
          step(step_in) {}
    CloudDirector* director;
    std::size_t index;
    const Step& step;
    std::uint64_t played = 0;
  };
  struct Calm : sim::Timer {
    explicit Calm(CloudDirector* director_in)
        : Timer([](sim::Work& work) { static_cast<Calm&>(work).director->world_.calm(); }),
          director(director_in) {}
    CloudDirector* director;
  };
  class Perform;

  void seed(const InstanceSettings& settings, const std::string& user);
  void seed(const VolumeSettings& settings);
  void seed(const MachineSettings& settings);
  void remember(const std::string& user, controller::instance::InstanceState state);
  void play(Cue& cue);
  // The user that a step names, or all.
  [[nodiscard]] std::vector<std::string> users(const std::string& named) const;
  // `user`: whose metadata and token it has; empty: none.
  [[nodiscard]] controller::fly::MachineSpec spec_of(const std::string& user,
                                                     const std::string& volume) const;

  const Scenario& scenario_;
  sim::CloudWorld& world_;
  sim::GuestConfig usual_;
  CallHook on_call_;
  std::list<Cue> cues_;  // timers stay where they are
  Calm calm_;
  std::map<std::string, std::string> volumes_;   // ids, by the names of the scenario
  std::map<std::string, std::string> machines_;  // likewise
};

}  // namespace scenarios
