// One pairing cache in virtual time, with nothing around it: what refreshes cost when neither
// processes nor judges do.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "controller/pairing/cli_lister.h"
#include "controller/pairing/pairing_cache.h"
#include "sim/world/process.h"
#include "sim/world/virtual_scheduler.h"
#include "sim/world/wall_clock.h"

namespace bench {

using controller::Duration;
using controller::Task;

class SilentLog final : public controller::Log {
 public:
  void write_entry(controller::LogLevel /*level*/, std::string_view /*event*/,
                   std::span<const controller::LogField> /*fields*/) override {}
};

class FixedConfig final : public controller::ConfigSource {
 public:
  bool read(std::string& bytes, std::string& /*error*/) override {
    bytes = text_;
    return true;
  }

 private:
  std::string text_ =
      R"({"channels":{"telegram":{"enabled":true,"botToken":"t"},"discord":{"enabled":true,"token":"t"},)"
      R"("slack":{"enabled":true,"botToken":"t"}}})";
};

// Time, and the seams that need no imitation.
struct Bed {
  sim::VirtualScheduler time;
  sim::Process process{time, 1, "cache"};
  sim::WallClock wall{time, controller::WallTime(std::chrono::hours(24 * 365 * 56))};
  FixedConfig config;
  SilentLog log;

  controller::PairingCache::Seams seams(controller::PairingLister& lister) {
    return controller::PairingCache::Seams{process, wall, config, lister, log};
  }
  void run_for(Duration span) { time.run_until(time.now() + span); }
};

// Answers each list after 5 s with the same ten entries.
class FixedLister final : public controller::PairingLister {
 public:
  explicit FixedLister(controller::Scheduler& scheduler);
  Task<controller::Listed<controller::ChannelListing>> list_channel(
      std::string_view channel, controller::CancelToken token) override;
  Task<controller::Listed<controller::DeviceListing>> list_devices(
      controller::CancelToken token) override;
  Task<controller::Approval> approve_channel(std::string_view channel, std::string_view code,
                                             controller::CancelToken token) override;
  Task<controller::Approval> approve_device(std::string_view request_id,
                                            controller::CancelToken token) override;

 private:
  controller::Scheduler& scheduler_;
  std::shared_ptr<const controller::ChannelListing> channels_;
  std::shared_ptr<const controller::DeviceListing> devices_;
};

// Runs commands in no time at all: after 5 s it hands out a list of ten entries as the CLI prints
// it, always the same bytes (in two copies, taken in turn, so that they must be compared), or
// different ones each time.
class FixedRunner final : public controller::CommandRunner {
 public:
  enum class Output : bool { same, changing };
  FixedRunner(controller::Scheduler& scheduler, Output output);
  Task<controller::CommandResult> run(const controller::SpawnSpec& spec,
                                      controller::CancelToken token,
                                      controller::Semaphore::Permit slot) override;

 private:
  struct Command {
    std::string argument;  // what tells it from the others: telegram, discord, slack, devices
    std::array<controller::SharedText, 2> texts;
    std::size_t calls = 0;
  };
  Command& command_of(const controller::SpawnSpec& spec);

  controller::Scheduler& scheduler_;
  std::array<Command, 4> commands_;
  controller::SharedText nothing_ = std::make_shared<const std::string>();
};

}  // namespace bench
