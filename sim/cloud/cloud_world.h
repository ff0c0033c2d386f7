// The simulated world of many instances: time, chance, Fly with its machines and volumes, what runs
// in the machines, the key-value store, the instances as processes that can be crashed and
// restarted one by one, and those who ask them for something. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cloud/guest.h"
#include "sim/cloud/instance_client.h"
#include "sim/cloud/instance_process.h"
#include "sim/faults/cloud_fault.h"
#include "sim/fly/fly_service.h"
#include "sim/trace/recorder.h"
#include "sim/world/people.h"

namespace sim {

struct CloudConfig {
  ReadyOrder order = ReadyOrder::fifo;
  Pct pct;  // for ReadyOrder::pct
  WallTime wall_start;
  FlyConfig fly;
  ProxyConfig proxy;
  controller::instance::InstanceConfig instance;  // of every instance; its app is Fly's
  std::string platform_key = "internal-key";
  FlyWay way = FlyWay::json;
  GuestConfig guest;                       // what new machines run
  Config files;                            // of the gateway, on every fresh volume
  std::span<const CloudFaultRule> faults;  // must outlive the world
};

class CloudWorld {
 public:
  // `choices` must outlive the world. Sinks see everything from when they are added.
  CloudWorld(CloudConfig config, ChoiceSource& choices);
  ~CloudWorld();

  void add_sink(EventSink& sink) { recorder_.add_sink(sink); }
  [[nodiscard]] VirtualScheduler& time() { return time_; }
  [[nodiscard]] Process& self() { return self_; }
  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] WallClock& wall_clock() { return wall_; }
  [[nodiscard]] KeyValueWorld& kv() { return kv_; }
  // After something was done to it, settle() tells.
  [[nodiscard]] FlyModel& fly() { return fly_.model(); }
  [[nodiscard]] FlyNow now() const { return fly_.now(); }
  void settle() { fly_.settle(); }

  // ---- instances. `user` is the user id throughout; one that was not added is ignored.

  // The user has an instance, whose process does not run yet. False: the id is refused.
  bool add_instance(const std::string& user);
  // What its store holds. Only while its process does not run.
  [[nodiscard]] std::shared_ptr<const controller::instance::InstanceState>& disk(
      const std::string& user);
  // Whether that store can be had, from now on.
  void set_store_mode(const std::string& user, DiskMode mode);
  [[nodiscard]] std::string sandbox(const std::string& user) const;
  // What the controller of a sandbox is to be given.
  [[nodiscard]] const std::string& token_of(std::string_view sandbox);
  void start_instance(const std::string& user);
  void crash_instance(const std::string& user);
  [[nodiscard]] bool instance_runs(const std::string& user) const;

  // ---- those who ask. Each returns the number of the call; nothing when no process runs.
  std::optional<std::int64_t> ask(const std::string& user, InstanceOperation operation);
  std::optional<std::int64_t> list(const std::string& user, Kind kind, bool forced);
  std::optional<std::int64_t> approve_channel(const std::string& user, std::string channel,
                                              std::string code,
                                              std::optional<Duration> patience = std::nullopt);
  std::optional<std::int64_t> approve_device(const std::string& user, std::string request_id,
                                             std::optional<Duration> patience = std::nullopt);
  // A request to the platform's HTTP API in that user's process, which knows no other user.
  std::optional<std::int64_t> platform(const std::string& user, HttpCall call);

  // ---- machines and what is in them

  // From the next boot of that machine, or of each machine of that sandbox, on; empty: of every
  // machine.
  void set_guest(std::string_view machine, const GuestConfig& config);
  // The machine that bears the user's sandbox id as its name now; empty: none.
  [[nodiscard]] std::string machine_of(const std::string& user);
  // Somebody writes to the bot of that user's machine, or a device connects to it. Nothing happens
  // when its gateway does not listen.
  void message(const std::string& user, std::string_view channel, std::string_view from,
               std::string_view text);
  void device(const std::string& user, std::string_view name);
  // The code, or request id, that the name was given last; empty when none.
  [[nodiscard]] std::string code_of(const std::string& user, std::string_view channel,
                                    std::string_view from) const;
  [[nodiscard]] std::string request_of(const std::string& user, std::string_view device) const;

  void jump_wall_clock(std::chrono::milliseconds by);
  // No fault fires any more, and no quirk shows.
  void calm();

 private:
  // A user's instance: what it stored, its process while it runs, and who writes to its bot.
  struct Resident {
    std::string sandbox;
    InstanceDisk disk;
    std::unique_ptr<InstanceProcess> process;
    People people;
  };
  // What runs in a machine, and for whom it works.
  struct Running {
    std::string volume;
    std::unique_ptr<Guest> guest;
  };
  // Where each fork came from.
  class Origins final : public EventSink {
   public:
    void on_event(const Event& event) override;
    [[nodiscard]] std::string of(std::string_view volume) const;

   private:
    std::map<std::string, std::string, std::less<>> sources_;
  };

  void on_machine(const FlyMachineChanged& machine);
  void boot(const FlyMachineChanged& machine);
  void end(std::string_view machine);
  Machine& files_of(std::string_view volume);
  Guest* guest_of(std::string_view machine);
  FlyCommandPlan command(const FlyCommand& command);
  InstanceProcess* process_of(const std::string& user);
  // Null: it does not run, or nobody listens in it.
  Running* listening_machine_of(const std::string& user);

  CloudConfig config_;
  VirtualScheduler time_;
  Process self_;
  WallClock wall_;
  ChoiceSource& choices_;
  Recorder recorder_;
  CloudFaultBook faults_;
  FlyService fly_;
  FlyProxy proxy_;
  KeyValueWorld kv_;
  Owner next_process_ = 1;
  std::map<std::string, Machine, std::less<>> files_;       // by volume
  std::map<std::string, GuestConfig, std::less<>> guests_;  // by machine or sandbox: not as usual
  std::map<std::string, Running, std::less<>> running_;     // by machine
  std::map<std::string, std::string, std::less<>> tokens_;  // by sandbox: costly to derive
  Origins origins_;
  std::map<std::string, Resident, std::less<>> residents_;  // by user
  InstanceClient client_;
};

}  // namespace sim
