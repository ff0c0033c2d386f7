// One life of an instance in the simulated world: the production code over seams that reach the
// world and end with the process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "controller/fly/client.h"
#include "controller/instance/instance.h"
#include "sim/cloud/instance_files.h"
#include "sim/cloud/key_value.h"
#include "sim/cloud/proxy.h"
#include "sim/fly/fly_transport.h"
#include "sim/fly/typed_fly.h"

namespace sim {

// How the instance reaches Fly: through bytes, as in production, or through typed values, faster.
enum class FlyWay : std::uint8_t { json, typed };

class InstanceProcess {
 public:
  // All must outlive the process.
  struct Seams {
    VirtualScheduler& time;
    WallClock& wall;
    ChoiceSource& choices;
    Recorder& recorder;
    FlyService& fly;
    FlyProxy& proxy;
    KeyValueWorld& kv;
    InstanceDisk& disk;
  };
  InstanceProcess(Owner id, const Seams& seams, const controller::instance::InstanceConfig& config,
                  const controller::fly::ClientConfig& client, FlyWay way, std::string user,
                  std::string sandbox);

  [[nodiscard]] Process& process() { return process_; }
  [[nodiscard]] const std::string& sandbox() const { return sandbox_; }
  [[nodiscard]] controller::instance::Instance& instance() { return *instance_; }
  // Requests to the instance: they end with it.
  [[nodiscard]] controller::Scope& requests() { return requests_; }
  // Set when the store has been read.
  [[nodiscard]] controller::Event& ready() { return ready_; }

  void start();
  // Cuts it off from the world: nothing of it acts any more. Destroy it afterwards.
  void crash();

 private:
  class LogSink final : public controller::Log {
   public:
    explicit LogSink(InstanceProcess& process) : process_(process) {}
    void write_entry(controller::LogLevel level, std::string_view event,
                     std::span<const controller::LogField> fields) override;

   private:
    InstanceProcess& process_;
  };
  class Dice final : public controller::Random {
   public:
    explicit Dice(ChoiceSource& choices) : choices_(choices) {}
    std::uint64_t below(std::uint64_t bound) override {
      return choices_.draw(Stream::latency, "instance.random", bound);
    }

   private:
    ChoiceSource& choices_;
  };

  controller::Task<void> come_up();

  Recorder& recorder_;
  Process process_;
  std::string user_;
  std::string sandbox_;
  LogSink log_;
  Dice dice_;
  InstanceFiles files_;
  KeyValueFront kv_;
  FlyTransport bytes_;
  controller::fly::Client client_;
  TypedFly typed_;
  ProxyTransport proxy_;
  controller::Event ready_;
  std::unique_ptr<controller::instance::Instance> instance_;
  controller::Scope requests_;
};

}  // namespace sim
