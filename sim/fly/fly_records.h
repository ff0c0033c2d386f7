// What the model of Fly keeps of each machine and volume.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/fly/fly_types.h"

namespace sim {

struct FlyLease {
  std::string nonce;
  std::string owner;
  std::string description;
  Instant expires;
  WallTime expires_at;
};

// A state that is entered by itself, so long after the one before.
struct FlyStepAhead {
  MachineState to = MachineState::started;
  Duration after{};
  std::string_view why;
};

struct FlyMachine {
  std::size_t index = 0;  // among all machines
  FlyMachineView view;
  Instant created;
  Instant ended = controller::kNever;  // destroyed or vanished
  bool vanished = false;
  std::vector<FlyStepAhead> ahead;  // the next one first
  std::uint64_t plan = 0;           // a step that is due for an older plan is void
  std::uint64_t boots = 0;          // likewise for writing
  std::optional<FlyLease> lease;
  std::vector<std::uint64_t> waiting;                      // tickets of calls that wait on it
  std::deque<std::pair<Instant, FlyMachineView>> history;  // what it was, from when on

  [[nodiscard]] bool ends_or_ended() const { return vanished || view.ends_or_ended(); }
  [[nodiscard]] bool is_gone() const { return ended != controller::kNever; }
};

struct FlyVolume {
  std::size_t index = 0;  // among all volumes
  FlyVolumeView view;
  Instant created;
  Instant ended = controller::kNever;
  bool vanished = false;
  std::uint64_t plan = 0;
  std::string source;  // forked from
  std::string data_of;
  std::int64_t data = 0;
  // A fork that hydrates: what it will have. What is written meanwhile comes on top.
  bool hydrating = false;
  std::string copy_of;
  std::int64_t copy = 0;
  bool claim_lingers = false;  // of a machine that is no more
  std::deque<std::pair<Instant, FlyVolumeView>> history;

  [[nodiscard]] bool is_gone() const { return ended != controller::kNever; }
  // It can be mounted, forked and deleted no more.
  [[nodiscard]] bool is_going() const {
    return is_gone() || view.state == VolumeState::scheduling_destroy ||
           view.state == VolumeState::pending_destroy || view.state == VolumeState::destroying;
  }
};

}  // namespace sim
