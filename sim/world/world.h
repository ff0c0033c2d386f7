// The simulated world of one machine: time, chance, the machine with its gateway and command line,
// the controller, and those who use it. Cheap to make and to throw away; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "controller/pairing_controller.h"
#include "sim/choice/seeded_choices.h"
#include "sim/faults/fault_book.h"
#include "sim/gateway/gateway_model.h"
#include "sim/host/host.h"
#include "sim/trace/recorder.h"
#include "sim/world/client.h"
#include "sim/world/controller_process.h"
#include "sim/world/list_reader.h"
#include "sim/world/people.h"

namespace sim {

struct WorldConfig {
  ReadyOrder order = ReadyOrder::fifo;
  Pct pct;  // for ReadyOrder::pct
  WallTime wall_start;
  controller::ControllerConfig controller;  // of every controller started in this world
  controller::HttpApiConfig http;           // likewise
  HostConfig host;
  Machine machine;
  std::span<const FaultRule> faults;  // must outlive the world
};

class World {
 public:
  // `choices` must outlive the world. Sinks added by add_sink() see everything from the start on.
  World(WorldConfig config, ChoiceSource& choices);
  ~World();

  void add_sink(EventSink& sink) { recorder_.add_sink(sink); }
  [[nodiscard]] VirtualScheduler& time() { return time_; }
  [[nodiscard]] Process& self() { return self_; }
  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] WallClock& wall_clock() { return wall_; }
  [[nodiscard]] Machine& machine() { return machine_; }
  [[nodiscard]] FaultBook& faults() { return faults_; }

  // What is pending and configured when the run begins becomes known to the judges. Call once,
  // before anything runs.
  void announce_start();

  // ---- the controller. Ignored when there is one already, or none.
  void start_controller();
  void kill_controller();
  // Sends it `signal`, SIGTERM or SIGINT; the second one ends it at once.
  void stop_controller(int signal);
  void stop_cache();
  void throw_in_hook();
  [[nodiscard]] bool controller_runs() const { return controller_ != nullptr; }

  // ---- clients. Nothing when no controller runs (connection refused).
  std::optional<std::int64_t> list(Kind kind);
  std::optional<std::int64_t> refresh(Kind kind);
  std::optional<std::int64_t> approve_channel(const std::string& channel, const std::string& code);
  std::optional<std::int64_t> approve_device(const std::string& request_id);
  std::optional<std::int64_t> gateway(GatewayCall call);
  std::optional<std::int64_t> http(HttpCall call);

  // ---- people and devices. Each name is one account, or one device, throughout.
  void message(std::string_view channel, std::string_view from, std::string_view text);
  void device(std::string_view name);
  // The code, or request id, that the name was given last; empty when none.
  [[nodiscard]] std::string code_of(std::string_view channel, std::string_view from) const {
    return people_.code_of(channel, from);
  }
  [[nodiscard]] std::string request_of(std::string_view device) const {
    return people_.request_of(device);
  }
  // Puts a request in the store before the run begins.
  void seed_channel(std::string_view channel, std::string_view from, std::string id,
                    std::string code, Duration age);
  void seed_device(std::string_view device, std::string request_id, Duration age);

  // ---- the machine
  void gateway_writes(OutputStream stream, std::string_view bytes);
  void gateway_ends(ExitStatus status);
  void set_config(Config config);
  // Replaces a store's file. `channel` empty: the devices'.
  void load_store(std::string_view channel, std::string_view text);
  // The lock file of the pairing stores appears, and nobody will ever remove it in time.
  void leave_lock() { machine_.pairing_locked_since = wall_.now(); }
  void jump_wall_clock(std::chrono::milliseconds by);
  void calm();

 private:
  void say_pending_channel(std::string_view channel, std::string_view sender_id, bool renewed);
  void say_pending_device(std::string_view request_id, bool renewed);
  void on_quiet();
  void end_controller(std::optional<int> code);

  VirtualScheduler time_;
  Process self_;
  WallClock wall_;
  ChoiceSource& choices_;
  Recorder recorder_;
  FaultBook faults_;
  Machine machine_;
  Host host_;
  Client client_;
  ListReader reader_;
  controller::ControllerConfig controller_config_;
  controller::HttpApiConfig http_config_;
  Owner next_process_ = 1;
  bool controller_signalled_ = false;
  bool controller_ended_ = false;
  std::unique_ptr<ControllerProcess> controller_;
  People people_;
};

}  // namespace sim
