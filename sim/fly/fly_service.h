// The fake Fly in virtual time: owns the model, moves it on, gives every call its latency and its
// faults, and tells the recorder what was seen.
//
// A call belongs to Fly once it is sent: when its caller gives up, or is cut off from the world, it
// is carried out all the same, and nobody hears the answer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "controller/base/http_transport.h"
#include "controller/base/wait.h"
#include "sim/faults/cloud_fault.h"
#include "sim/fly/fly_model.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim {

// What a call came to.
struct FlyOutcome {
  // A reply of the model; one that was put in its place, as bytes; or none.
  std::variant<FlyReply, controller::InboundReply, controller::TransportError> what;
  std::uint64_t number = 0;               // of the call
  std::optional<std::uint64_t> truncate;  // of the body's bytes, these alone arrive
  bool malformed = false;
};

class FlyService {
 public:
  // All must outlive the service. `world`: the process that Fly's timers and events belong to.
  struct Seams {
    Process& world;
    const WallClock& wall;
    ChoiceSource& choices;
    Recorder& recorder;
    CloudFaultBook& faults;
  };
  FlyService(Seams seams, FlyConfig config);
  ~FlyService();

  // Whoever changes the model from outside calls settle() afterwards.
  [[nodiscard]] FlyModel& model() { return model_; }
  [[nodiscard]] FlyNow now() const;
  // Tells what has changed, delivers what is answered, and arms the timer anew.
  void settle();

  // Called for each change of a machine, after it was recorded.
  void set_on_machine(std::function<void(const FlyMachineChanged&)> on_machine) {
    on_machine_ = std::move(on_machine);
  }

  // The caller's side of a call; it lives in the frame that waits. Destroyed before the answer, the
  // answer goes nowhere; nothing else happens then.
  class Pending {
   public:
    // `process`: that of the caller; it must outlive the call, like `instance`, its sandbox id.
    Pending(FlyService& service, Process& process, const std::string& instance);
    ~Pending();
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    // Sends `request`, once. `method` and `target` are told as they are.
    void send(FlyRequest&& request, std::string_view method, std::string&& target);
    // `co_await pending.answered(token)`: false when the caller gave up.
    controller::Event::Wait answered(controller::CancelToken token) { return done_.wait(token); }
    // After answered(), with its result; it lives as long as this. When the caller gave up: a
    // TransportError.
    FlyOutcome& outcome(bool answered);

   private:
    friend class FlyService;
    FlyService& service_;
    Process& process_;
    const std::string& instance_;
    controller::Event done_;
    std::uint64_t number_ = 0;  // 0: not sent, or over
    FlyOutcome outcome_;
  };

 private:
  class Exchange;

  void send(Pending& pending, FlyRequest&& request, std::string_view method, std::string&& target);
  // The fault rules that strike; valid until the next call.
  std::span<const CloudFaultRule* const> struck(const Pending& pending, const FlyCall& call);
  void give_up(Pending& pending);
  void forget(Pending& pending);
  void advance();
  void deliver(FlyEffect& effect);
  std::vector<std::unique_ptr<Exchange>>::iterator place_of(std::uint64_t number);
  Exchange* find(std::uint64_t number);
  void drop(std::uint64_t number);
  Duration latency();

  Seams seams_;
  FlyModel model_;
  std::function<void(const FlyMachineChanged&)> on_machine_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;  // by number
  std::uint64_t next_number_ = 1;
  struct Alarm : controller::Timer {
    explicit Alarm(FlyService* service_in)
        : Timer([](controller::Work& work) { static_cast<Alarm&>(work).service->advance(); }),
          service(service_in) {}
    FlyService* service;
  };
  Alarm alarm_;
};

}  // namespace sim
