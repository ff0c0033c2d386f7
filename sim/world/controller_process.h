// One life of the controller in the simulated world: the production code, over seams that reach the
// simulated machine and end with the process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/http/api.h"
#include "controller/pairing_controller.h"
#include "sim/host/child.h"
#include "sim/host/host_spawner.h"

namespace sim {

class ControllerProcess {
 public:
  // `id`: its process id in the world. All references must outlive it.
  ControllerProcess(Owner id, VirtualScheduler& time, Host& host,
                    controller::ControllerConfig config, const controller::HttpApiConfig& http);

  [[nodiscard]] Process& process() { return process_; }
  [[nodiscard]] controller::PairingController& controller() { return controller_; }
  [[nodiscard]] controller::HttpApi& http() { return http_; }
  // Requests of clients that this process is answering: they end with it.
  [[nodiscard]] controller::Scope& requests() { return requests_; }

  void start();
  // The next line makes the line hook throw.
  void throw_in_hook() { throw_next_ = true; }

  // Cuts it off from the world: nothing of it acts any more, and its children die. `code`: it
  // exited with that; nothing: it was killed. Destroy it afterwards.
  void end(std::optional<int> code);

 private:
  class Output final : public controller::OutputSink {
   public:
    explicit Output(ControllerProcess& process) : process_(process) {}
    void write(OutputStream stream, std::string_view bytes) override;

   private:
    ControllerProcess& process_;
  };
  class LogSink final : public controller::Log {
   public:
    explicit LogSink(ControllerProcess& process) : process_(process) {}
    void write_entry(controller::LogLevel level, std::string_view event,
                     std::span<const controller::LogField> fields) override;

   private:
    ControllerProcess& process_;
  };
  class ConfigFileSource final : public controller::ConfigSource {
   public:
    explicit ConfigFileSource(ControllerProcess& process) : process_(process) {}
    bool read(std::string& bytes, std::string& error) override;

   private:
    ControllerProcess& process_;
  };

  void emit(EventBody body) { host_.recorder().emit(process_.id(), std::move(body)); }
  void on_line(OutputStream stream, std::string_view line, bool cut);
  void on_state(const controller::SupervisorStatus& status);

  Host& host_;
  Process process_;
  HostSpawner spawner_;
  Output output_;
  LogSink log_;
  ConfigFileSource config_;
  bool throw_next_ = false;
  controller::PairingController controller_;
  controller::HttpApi http_;
  controller::Scope requests_;
};

}  // namespace sim
