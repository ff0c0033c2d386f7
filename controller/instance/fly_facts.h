// How an instance reads what Fly says of machines and volumes. Pure.
#pragma once

#include "controller/fly/refusal.h"
#include "controller/fly/types.h"

namespace controller::instance {

// Destroyed, or about to be: it cannot come back.
constexpr bool is_dead(fly::MachineState state) {
  return state == fly::MachineState::destroyed || state == fly::MachineState::destroying;
}
// It does not run, and will not by itself.
constexpr bool is_at_rest(fly::MachineState state) {
  using enum fly::MachineState;
  return state == stopped || state == suspended || state == failed || state == launch_failed;
}
constexpr bool is_dead(fly::VolumeState state) {
  return state == fly::VolumeState::destroyed || state == fly::VolumeState::destroying ||
         state == fly::VolumeState::pending_destroy ||
         state == fly::VolumeState::scheduling_destroy;
}

// Of a fork: it holds all that its source held.
constexpr bool is_complete(fly::VolumeState state) {
  return state == fly::VolumeState::created || state == fly::VolumeState::attached;
}

// Of a fork: it does not hold all of that yet.
constexpr bool is_being_copied(fly::VolumeState state) {
  return state == fly::VolumeState::hydrating || state == fly::VolumeState::restoring;
}

// The refusal of a call that is about one machine, or one volume: it does not exist.
inline bool says_no_machine(const fly::Refusal& refusal) {
  return refusal.kind == fly::RefusalKind::not_found && refusal.missing == fly::Missing::machine;
}
inline bool says_no_volume(const fly::Refusal& refusal) {
  return refusal.kind == fly::RefusalKind::volume_missing ||
         (refusal.kind == fly::RefusalKind::not_found && refusal.missing == fly::Missing::volume);
}

}  // namespace controller::instance
