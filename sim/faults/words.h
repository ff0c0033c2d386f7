// How the enumerations of fault rules are written in files.
#pragma once

#include <array>
#include <type_traits>

#include "sim/faults/cloud_fault.h"
#include "sim/faults/fault_rule.h"
#include "sim/text/word.h"

namespace sim {

inline constexpr std::array kOperationWords = {
    Word<Operation>{"any", Operation::any},
    Word<Operation>{"list_channel", Operation::list_channel},
    Word<Operation>{"list_devices", Operation::list_devices},
    Word<Operation>{"approve_channel", Operation::approve_channel},
    Word<Operation>{"approve_device", Operation::approve_device},
    Word<Operation>{"version", Operation::version},
    Word<Operation>{"gateway", Operation::gateway}};

inline constexpr std::array kSignalWords = {
    Word<Signal>{"SIGHUP", Signal::hup},    Word<Signal>{"SIGINT", Signal::interrupt},
    Word<Signal>{"SIGQUIT", Signal::quit},  Word<Signal>{"SIGILL", Signal::ill},
    Word<Signal>{"SIGABRT", Signal::abort}, Word<Signal>{"SIGBUS", Signal::bus},
    Word<Signal>{"SIGFPE", Signal::fpe},    Word<Signal>{"SIGKILL", Signal::kill},
    Word<Signal>{"SIGSEGV", Signal::segv},  Word<Signal>{"SIGPIPE", Signal::pipe},
    Word<Signal>{"SIGALRM", Signal::alarm}, Word<Signal>{"SIGTERM", Signal::term}};

inline constexpr std::array kFaultStreamWords = {Word<FaultStream>{"stdout", FaultStream::out},
                                                 Word<FaultStream>{"stderr", FaultStream::err}};

inline constexpr std::array kCloudOperationWords = {
    Word<CloudOperation>{"fly.any", CloudOperation::fly_any},
    Word<CloudOperation>{"fly.list_machines", CloudOperation::fly_list_machines},
    Word<CloudOperation>{"fly.get_machine", CloudOperation::fly_get_machine},
    Word<CloudOperation>{"fly.create_machine", CloudOperation::fly_create_machine},
    Word<CloudOperation>{"fly.update_machine", CloudOperation::fly_update_machine},
    Word<CloudOperation>{"fly.start_machine", CloudOperation::fly_start_machine},
    Word<CloudOperation>{"fly.stop_machine", CloudOperation::fly_stop_machine},
    Word<CloudOperation>{"fly.wait", CloudOperation::fly_wait},
    Word<CloudOperation>{"fly.destroy_machine", CloudOperation::fly_destroy_machine},
    Word<CloudOperation>{"fly.exec", CloudOperation::fly_exec},
    Word<CloudOperation>{"fly.list_volumes", CloudOperation::fly_list_volumes},
    Word<CloudOperation>{"fly.get_volume", CloudOperation::fly_get_volume},
    Word<CloudOperation>{"fly.create_volume", CloudOperation::fly_create_volume},
    Word<CloudOperation>{"fly.destroy_volume", CloudOperation::fly_destroy_volume},
    Word<CloudOperation>{"fly.other", CloudOperation::fly_other},
    Word<CloudOperation>{"controller.any", CloudOperation::controller_any},
    Word<CloudOperation>{"controller.list", CloudOperation::controller_list},
    Word<CloudOperation>{"controller.approve", CloudOperation::controller_approve},
    Word<CloudOperation>{"controller.other", CloudOperation::controller_other},
    Word<CloudOperation>{"kv.any", CloudOperation::kv_any},
    Word<CloudOperation>{"kv.get", CloudOperation::kv_get},
    Word<CloudOperation>{"kv.put", CloudOperation::kv_put},
    Word<CloudOperation>{"kv.erase", CloudOperation::kv_erase}};

inline constexpr std::array kFlyRefusalWords = {
    Word<FlyRefusal>{"name_taken", FlyRefusal::name_taken},
    Word<FlyRefusal>{"lease_held", FlyRefusal::lease_held},
    Word<FlyRefusal>{"concurrent_update", FlyRefusal::concurrent_update},
    Word<FlyRefusal>{"version_mismatch", FlyRefusal::version_mismatch},
    Word<FlyRefusal>{"capacity", FlyRefusal::capacity},
    Word<FlyRefusal>{"volume_host_full", FlyRefusal::volume_host_full},
    Word<FlyRefusal>{"volume_capacity", FlyRefusal::volume_capacity},
    Word<FlyRefusal>{"quota", FlyRefusal::quota},
    Word<FlyRefusal>{"machine_limit", FlyRefusal::machine_limit},
    Word<FlyRefusal>{"start_refused", FlyRefusal::start_refused},
    Word<FlyRefusal>{"being_replaced", FlyRefusal::being_replaced},
    Word<FlyRefusal>{"still_active", FlyRefusal::still_active},
    Word<FlyRefusal>{"destroy_refused", FlyRefusal::destroy_refused},
    Word<FlyRefusal>{"stop_refused", FlyRefusal::stop_refused},
    Word<FlyRefusal>{"volume_bound", FlyRefusal::volume_bound},
    Word<FlyRefusal>{"volume_claimed", FlyRefusal::volume_claimed},
    Word<FlyRefusal>{"volume_elsewhere", FlyRefusal::volume_elsewhere},
    Word<FlyRefusal>{"volume_missing", FlyRefusal::volume_missing},
    Word<FlyRefusal>{"app_missing", FlyRefusal::app_missing},
    Word<FlyRefusal>{"machine_missing", FlyRefusal::machine_missing},
    Word<FlyRefusal>{"wait_machine_missing", FlyRefusal::wait_machine_missing},
    Word<FlyRefusal>{"volume_not_found", FlyRefusal::volume_not_found},
    Word<FlyRefusal>{"route_missing", FlyRefusal::route_missing},
    Word<FlyRefusal>{"wait_timeout", FlyRefusal::wait_timeout},
    Word<FlyRefusal>{"rate_limited", FlyRefusal::rate_limited},
    Word<FlyRefusal>{"not_running", FlyRefusal::not_running},
    Word<FlyRefusal>{"output_too_long", FlyRefusal::output_too_long},
    Word<FlyRefusal>{"exec_timeout", FlyRefusal::exec_timeout},
    Word<FlyRefusal>{"unreachable", FlyRefusal::unreachable},
    Word<FlyRefusal>{"unauthorized", FlyRefusal::unauthorized},
    Word<FlyRefusal>{"invalid", FlyRefusal::invalid}};

inline constexpr std::array kGoneAfterWords = {
    Word<cloud_fault::GoneAfter::What>{"machine_dies", cloud_fault::GoneAfter::What::machine_dies},
    Word<cloud_fault::GoneAfter::What>{"machine_vanishes",
                                       cloud_fault::GoneAfter::What::machine_vanishes},
    Word<cloud_fault::GoneAfter::What>{"volume_vanishes",
                                       cloud_fault::GoneAfter::What::volume_vanishes}};

// The words of a type.
constexpr const auto& words_of(std::type_identity<Operation> /*type*/) { return kOperationWords; }
constexpr const auto& words_of(std::type_identity<Signal> /*type*/) { return kSignalWords; }
constexpr const auto& words_of(std::type_identity<FaultStream> /*type*/) {
  return kFaultStreamWords;
}
constexpr const auto& words_of(std::type_identity<CloudOperation> /*type*/) {
  return kCloudOperationWords;
}
constexpr const auto& words_of(std::type_identity<FlyRefusal> /*type*/) { return kFlyRefusalWords; }

namespace cloud_fault {
constexpr const auto& words_of(std::type_identity<GoneAfter::What> /*type*/) {
  return kGoneAfterWords;
}
}  // namespace cloud_fault

}  // namespace sim
