// How the values of cloud scenarios are written. See words.h.
#pragma once

#include <array>
#include <string_view>

#include "scenarios/format/cloud_expectation.h"
#include "scenarios/format/cloud_step.h"
#include "scenarios/format/word.h"
#include "sim/faults/cloud_fault.h"

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
struct EnumWords<KvEvent> {
  static constexpr std::string_view kWhat = "event";
  using E = KvEvent;
  static constexpr std::array kWords = {Word<E>{"up", E::up}, Word<E>{"down", E::down},
                                        Word<E>{"slow", E::slow}, Word<E>{"poisoned", E::poisoned}};
};
template <>
struct EnumWords<sim::cloud_fault::GoneAfter::What> {
  static constexpr std::string_view kWhat = "loss";
  using E = sim::cloud_fault::GoneAfter::What;
  static constexpr std::array kWords = {Word<E>{"machine_dies", E::machine_dies},
                                        Word<E>{"machine_vanishes", E::machine_vanishes},
                                        Word<E>{"volume_vanishes", E::volume_vanishes}};
};
template <>
struct EnumWords<sim::CloudOperation> {
  static constexpr std::string_view kWhat = "operation";
  using E = sim::CloudOperation;
  static constexpr std::array kWords = {Word<E>{"fly.any", E::fly_any},
                                        Word<E>{"fly.list_machines", E::fly_list_machines},
                                        Word<E>{"fly.get_machine", E::fly_get_machine},
                                        Word<E>{"fly.create_machine", E::fly_create_machine},
                                        Word<E>{"fly.update_machine", E::fly_update_machine},
                                        Word<E>{"fly.start_machine", E::fly_start_machine},
                                        Word<E>{"fly.stop_machine", E::fly_stop_machine},
                                        Word<E>{"fly.wait", E::fly_wait},
                                        Word<E>{"fly.destroy_machine", E::fly_destroy_machine},
                                        Word<E>{"fly.exec", E::fly_exec},
                                        Word<E>{"fly.list_volumes", E::fly_list_volumes},
                                        Word<E>{"fly.get_volume", E::fly_get_volume},
                                        Word<E>{"fly.create_volume", E::fly_create_volume},
                                        Word<E>{"fly.destroy_volume", E::fly_destroy_volume},
                                        Word<E>{"fly.other", E::fly_other},
                                        Word<E>{"controller.any", E::controller_any},
                                        Word<E>{"controller.list", E::controller_list},
                                        Word<E>{"controller.approve", E::controller_approve},
                                        Word<E>{"controller.other", E::controller_other},
                                        Word<E>{"kv.any", E::kv_any},
                                        Word<E>{"kv.get", E::kv_get},
                                        Word<E>{"kv.put", E::kv_put},
                                        Word<E>{"kv.erase", E::kv_erase}};
};
template <>
struct EnumWords<sim::FlyRefusal> {
  static constexpr std::string_view kWhat = "refusal";
  using E = sim::FlyRefusal;
  static constexpr std::array kWords = {Word<E>{"name_taken", E::name_taken},
                                        Word<E>{"lease_held", E::lease_held},
                                        Word<E>{"concurrent_update", E::concurrent_update},
                                        Word<E>{"version_mismatch", E::version_mismatch},
                                        Word<E>{"capacity", E::capacity},
                                        Word<E>{"volume_host_full", E::volume_host_full},
                                        Word<E>{"volume_capacity", E::volume_capacity},
                                        Word<E>{"quota", E::quota},
                                        Word<E>{"machine_limit", E::machine_limit},
                                        Word<E>{"start_refused", E::start_refused},
                                        Word<E>{"being_replaced", E::being_replaced},
                                        Word<E>{"still_active", E::still_active},
                                        Word<E>{"destroy_refused", E::destroy_refused},
                                        Word<E>{"stop_refused", E::stop_refused},
                                        Word<E>{"volume_bound", E::volume_bound},
                                        Word<E>{"volume_claimed", E::volume_claimed},
                                        Word<E>{"volume_elsewhere", E::volume_elsewhere},
                                        Word<E>{"volume_missing", E::volume_missing},
                                        Word<E>{"app_missing", E::app_missing},
                                        Word<E>{"machine_missing", E::machine_missing},
                                        Word<E>{"wait_machine_missing", E::wait_machine_missing},
                                        Word<E>{"volume_not_found", E::volume_not_found},
                                        Word<E>{"route_missing", E::route_missing},
                                        Word<E>{"wait_timeout", E::wait_timeout},
                                        Word<E>{"rate_limited", E::rate_limited},
                                        Word<E>{"not_running", E::not_running},
                                        Word<E>{"output_too_long", E::output_too_long},
                                        Word<E>{"exec_timeout", E::exec_timeout},
                                        Word<E>{"unreachable", E::unreachable},
                                        Word<E>{"unauthorized", E::unauthorized},
                                        Word<E>{"invalid", E::invalid}};
};

}  // namespace scenarios
