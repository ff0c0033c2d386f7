// How the values of cloud scenarios are written. See words.h.
#pragma once

#include <array>
#include <string_view>

#include "scenarios/format/cloud_expectation.h"
#include "scenarios/format/cloud_step.h"
#include "scenarios/format/word.h"
#include "sim/faults/cloud_fault.h"
#include "sim/faults/words.h"

namespace scenarios {

template <>
struct EnumWords<Possession> {
  static constexpr std::string_view kWhat = "possession";
  using E = Possession;
  static constexpr std::array kWords = {
      Word<E>{"nothing", E::nothing}, Word<E>{"volume", E::volume}, Word<E>{"stopped", E::stopped},
      Word<E>{"running", E::running}};
};
template <>
struct EnumWords<Memory> {
  static constexpr std::string_view kWhat = "memory";
  using E = Memory;
  static constexpr std::array kWords = {Word<E>{"all", E::all}, Word<E>{"machine", E::machine},
                                        Word<E>{"volume", E::volume},
                                        Word<E>{"nothing", E::nothing}};
};
template <>
struct EnumWords<GuestKind> {
  static constexpr std::string_view kWhat = "guest";
  using E = GuestKind;
  static constexpr std::array kWords = {
      Word<E>{"current", E::current}, Word<E>{"old_401", E::old_401},
      Word<E>{"old_404", E::old_404}, Word<E>{"old_502", E::old_502}, Word<E>{"none", E::none}};
};
template <>
struct EnumWords<Transport> {
  static constexpr std::string_view kWhat = "transport";
  using E = Transport;
  static constexpr std::array kWords = {Word<E>{"json", E::json}, Word<E>{"typed", E::typed}};
};
template <>
struct EnumWords<ShownDestroyed> {
  static constexpr std::string_view kWhat = "way to be shown";
  using E = ShownDestroyed;
  static constexpr std::array kWords = {Word<E>{"destroyed", E::destroyed},
                                        Word<E>{"not_found", E::not_found}};
};
template <>
struct EnumWords<ProxyAnswer> {
  static constexpr std::string_view kWhat = "answer of the proxy";
  using E = ProxyAnswer;
  static constexpr std::array kWords = {Word<E>{"bad_gateway", E::bad_gateway},
                                        Word<E>{"unavailable", E::unavailable},
                                        Word<E>{"not_found", E::not_found}};
};
template <>
struct EnumWords<controller::fly::MachineState> {
  static constexpr std::string_view kWhat = "machine state";
  using E = controller::fly::MachineState;
  static constexpr std::array kWords = {
      Word<E>{"created", E::created},       Word<E>{"starting", E::starting},
      Word<E>{"started", E::started},       Word<E>{"stopping", E::stopping},
      Word<E>{"stopped", E::stopped},       Word<E>{"suspended", E::suspended},
      Word<E>{"replacing", E::replacing},   Word<E>{"failed", E::failed},
      Word<E>{"destroying", E::destroying}, Word<E>{"destroyed", E::destroyed}};
};
template <>
struct EnumWords<FlyEvent> {
  static constexpr std::string_view kWhat = "event";
  using E = FlyEvent;
  static constexpr std::array kWords = {Word<E>{"machine_dies", E::machine_dies},
                                        Word<E>{"machine_stops", E::machine_stops},
                                        Word<E>{"machine_suspends", E::machine_suspends},
                                        Word<E>{"machine_destroyed", E::machine_destroyed},
                                        Word<E>{"machine_vanishes", E::machine_vanishes},
                                        Word<E>{"machine_moves", E::machine_moves},
                                        Word<E>{"volume_vanishes", E::volume_vanishes},
                                        Word<E>{"volume_destroyed", E::volume_destroyed},
                                        Word<E>{"volume_moves", E::volume_moves},
                                        Word<E>{"mount_changes", E::mount_changes},
                                        Word<E>{"lease_taken", E::lease_taken},
                                        Word<E>{"lease_released", E::lease_released},
                                        Word<E>{"region_full", E::region_full},
                                        Word<E>{"region_free", E::region_free},
                                        Word<E>{"region_out", E::region_out},
                                        Word<E>{"region_back", E::region_back}};
};
template <>
struct EnumWords<InstanceState> {
  static constexpr std::string_view kWhat = "instance state";
  using E = InstanceState;
  static constexpr std::array kWords = {
      Word<E>{"provisioned", E::provisioned}, Word<E>{"starting", E::starting},
      Word<E>{"running", E::running},         Word<E>{"stopped", E::stopped},
      Word<E>{"destroying", E::destroying},   Word<E>{"erased", E::erased}};
};
template <>
struct EnumWords<controller::instance::Status> {
  static constexpr std::string_view kWhat = "instance state";
  using E = controller::instance::Status;
  static constexpr std::array kWords = {
      Word<E>{"provisioned", E::provisioned}, Word<E>{"starting", E::starting},
      Word<E>{"running", E::running}, Word<E>{"stopped", E::stopped},
      Word<E>{"destroying", E::destroying}};
};
template <>
struct EnumWords<StoreEvent> {
  static constexpr std::string_view kWhat = "event";
  using E = StoreEvent;
  static constexpr std::array kWords = {Word<E>{"up", E::up}, Word<E>{"down", E::down},
                                        Word<E>{"unwritable", E::unwritable}};
};
template <>
struct EnumWords<KvEvent> {
  static constexpr std::string_view kWhat = "event";
  using E = KvEvent;
  static constexpr std::array kWords = {Word<E>{"up", E::up}, Word<E>{"down", E::down},
                                        Word<E>{"slow", E::slow}, Word<E>{"poisoned", E::poisoned}};
};
template <>
struct EnumWords<sim::cloud_fault::GoneAfter::What> {
  static constexpr std::string_view kWhat = "loss";
  static constexpr auto kWords = sim::kGoneAfterWords;
};
template <>
struct EnumWords<sim::CloudOperation> {
  static constexpr std::string_view kWhat = "operation";
  static constexpr auto kWords = sim::kCloudOperationWords;
};
template <>
struct EnumWords<sim::FlyRefusal> {
  static constexpr std::string_view kWhat = "refusal";
  static constexpr auto kWords = sim::kFlyRefusalWords;
};

}  // namespace scenarios
