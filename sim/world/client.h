// A client of the controller: sends requests to its port, and tells what it asked and what it was
// answered. Process signals come from here too.
#pragma once

#include <cstdint>
#include <string>

#include "sim/http/connection.h"
#include "sim/trace/recorder.h"
#include "sim/world/controller_process.h"

namespace sim {

// What a client may ask the supervisor for.
enum class GatewayCall : std::uint8_t { start, stop, restart, status };

class Client {
 public:
  // `world`: the process that the client's events belong to. `token`: what it proves itself with.
  // All references must outlive the client.
  Client(Process& world, Host& host, const WallClock& wall, Recorder& recorder, std::string token)
      : world_(world), host_(host), wall_(wall), recorder_(recorder), token_(std::move(token)) {}

  // Each asks now and returns the number of the call. `controller` must be alive; when it dies
  // before it has answered, the answer is status 0, `connection lost`.
  std::int64_t list(ControllerProcess& controller, Kind kind);
  std::int64_t refresh(ControllerProcess& controller, Kind kind);
  std::int64_t approve_channel(ControllerProcess& controller, const std::string& channel,
                               const std::string& code);
  std::int64_t approve_device(ControllerProcess& controller, const std::string& request_id);
  std::int64_t gateway(ControllerProcess& controller, GatewayCall call);
  std::int64_t http(ControllerProcess& controller, HttpCall call);
  // Ends the pairing cache alone.
  std::int64_t stop_cache(ControllerProcess& controller);
  // Sends `signal`. `ended` is set when the process may exit.
  std::int64_t stop_controller(ControllerProcess& controller, int signal, bool& ended);
  // A second signal: no answer can come.
  void signal_again(int signal);

 private:
  class Exchange;
  // What the caller of an operation makes of a reply.
  using Reading = std::string (*)(Client& client, const HttpReply& reply);

  std::int64_t ask(CallBegan call);
  void answer(std::int64_t call, std::int64_t status, std::string message);
  std::int64_t send(ControllerProcess& controller, CallBegan meaning, HttpCall call,
                    Reading reading);
  [[nodiscard]] HttpCall with_token(std::string method, std::string target,
                                    std::string body = {}) const;

  static std::string read_body(Client& client, const HttpReply& reply);
  static std::string read_refresh(Client& client, const HttpReply& reply);
  static std::string read_outcome(Client& client, const HttpReply& reply);
  static std::string read_status(Client& client, const HttpReply& reply);

  controller::Task<void> run(ControllerProcess& controller, std::unique_ptr<Exchange> exchange);
  controller::Task<void> run_stop_cache(ControllerProcess& controller,
                                        std::unique_ptr<Exchange> exchange);
  controller::Task<void> run_stop_controller(ControllerProcess& controller,
                                             std::unique_ptr<Exchange> exchange, int signal,
                                             bool& ended);

  Process& world_;
  Host& host_;
  const WallClock& wall_;
  Recorder& recorder_;
  std::string token_;
  std::int64_t next_call_ = 1;
};

}  // namespace sim
