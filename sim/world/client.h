// A client of the controller: asks for things that take time and tells when it asked and what it
// was answered. Until the HTTP routes exist it calls what they will call.
#pragma once

#include <cstdint>
#include <string>

#include "sim/trace/recorder.h"
#include "sim/world/controller_process.h"

namespace sim {

// What a client may ask the supervisor for.
enum class GatewayCall : std::uint8_t { start, stop, restart, status };

class Client {
 public:
  // `world`: the process that the client's events belong to.
  Client(Process& world, Recorder& recorder) : world_(world), recorder_(recorder) {}

  // Each asks now and returns the number of the call. `controller` must be alive; when it dies
  // before it has answered, the answer is status 0, `connection lost`.
  std::int64_t refresh(ControllerProcess& controller, Kind kind);
  std::int64_t approve_channel(ControllerProcess& controller, std::string channel,
                               std::string code);
  std::int64_t approve_device(ControllerProcess& controller, std::string request_id);
  std::int64_t gateway(ControllerProcess& controller, GatewayCall call);
  // Ends the pairing cache alone.
  std::int64_t stop_cache(ControllerProcess& controller);
  // SIGTERM. `ended` is set when the process may exit.
  std::int64_t stop_controller(ControllerProcess& controller, bool& ended);

 private:
  class Open;

  std::int64_t ask(CallBegan call);
  void answer(std::int64_t call, std::int64_t status, std::string message);

  controller::Task<void> run_refresh(ControllerProcess& controller, Open open, Kind kind);
  controller::Task<void> run_approve_channel(ControllerProcess& controller, Open open,
                                             std::string channel, std::string code);
  controller::Task<void> run_approve_device(ControllerProcess& controller, Open open,
                                            std::string request_id);
  controller::Task<void> run_gateway(ControllerProcess& controller, Open open, GatewayCall call);
  controller::Task<void> run_stop_cache(ControllerProcess& controller, Open open);
  controller::Task<void> run_stop_controller(ControllerProcess& controller, Open open, bool& ended);

  Process& world_;
  Recorder& recorder_;
  std::int64_t next_call_ = 1;
};

}  // namespace sim
