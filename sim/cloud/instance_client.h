// Those who ask instances for something: each asking and each answer is told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/cloud/instance_process.h"
#include "sim/http/http_call.h"
#include "sim/trace/recorder.h"

namespace sim {

enum class InstanceOperation : std::uint8_t { start, stop, destroy, status, reconcile };
std::string_view name_of(InstanceOperation operation);

class InstanceClient {
 public:
  // `world`: the process that the client's events belong to. Both must outlive the client.
  InstanceClient(Process& world, Recorder& recorder) : world_(world), recorder_(recorder) {}

  // Each asks now and returns the number of the call. An instance that dies before it has answered
  // answers status 0, `connection lost`.
  std::int64_t ask(InstanceProcess& instance, InstanceOperation operation);
  std::int64_t list(InstanceProcess& instance, Kind kind, bool forced);
  // One who waits no longer than `patience` then hangs up: status 0, `gave up`. Whatever waits for
  // the answer in the instance is dropped with the connection.
  std::int64_t approve(InstanceProcess& instance, Kind kind, std::string channel,
                       std::string target, std::optional<Duration> patience);
  // The platform's HTTP API in that process; it has this instance and no other.
  std::int64_t platform(InstanceProcess& instance, HttpCall call, const std::string& key);

 private:
  class Exchange;
  struct Request;

  std::shared_ptr<Exchange> begin(InstanceProcess& instance, InstanceAsked asked);

  // Each runs in the instance's process.
  static controller::Task<void> run_operation(InstanceProcess& instance,
                                              std::shared_ptr<Exchange> exchange,
                                              InstanceOperation operation);
  static controller::Task<void> run_list(InstanceProcess& instance,
                                         std::shared_ptr<Exchange> exchange, Kind kind,
                                         bool forced);
  static controller::Task<void> run_approve(InstanceProcess& instance,
                                            std::shared_ptr<Exchange> exchange, Kind kind,
                                            std::string channel, std::string target);
  static controller::Task<void> run_until(InstanceProcess& instance,
                                          std::shared_ptr<Exchange> exchange,
                                          controller::Task<void> call, Duration patience);
  static controller::Task<void> run_platform(InstanceProcess& instance,
                                             std::shared_ptr<Exchange> exchange,
                                             std::unique_ptr<Request> request);

  Process& world_;
  Recorder& recorder_;
  std::int64_t next_call_ = 1;
};

}  // namespace sim
