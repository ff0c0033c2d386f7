// The fake Fly in virtual time, with one instance that calls it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/scope.h"
#include "sim/choice/seeded_choices.h"
#include "sim/fly/fly_transport.h"
#include "sim/fly/typed_fly.h"

namespace sim {

class ServiceBed : public EventSink {
 public:
  using Received = controller::Result<controller::InboundReply, controller::TransportError>;
  template <class T>
  using Typed = controller::fly::Reply<T>;

  explicit ServiceBed(std::vector<CloudFaultRule> rules_in = {}, FlyConfig config = {})
      : rules(std::move(rules_in)),
        faults(rules),
        service({world, wall, choices, recorder, faults}, std::move(config)),
        caller(std::make_unique<Process>(time, 1, "instance")),
        scope(std::make_unique<controller::Scope>(*caller)),
        bytes(service, *caller, "box"),
        typed(service, *caller, "box") {
    recorder.add_sink(*this);
  }
  ~ServiceBed() override {
    recorder.clear_sinks();
    scope.reset();
  }

  void on_event(const Event& event) override {
    if (const auto* e = std::get_if<FlyCalled>(&event.body)) called.push_back(*e);
    if (const auto* e = std::get_if<FlyAnswered>(&event.body)) answered.push_back(*e);
    if (const auto* e = std::get_if<FlyMachineChanged>(&event.body)) machines.push_back(*e);
    if (const auto* e = std::get_if<FlyVolumeChanged>(&event.body)) volumes.push_back(*e);
    if (const auto* e = std::get_if<FaultInjected>(&event.body)) struck.push_back(*e);
  }

  // Sends, without waiting; the reply will be in `*slot`.
  void send(std::string method, std::string path, std::string body = {},
            controller::CancelToken token = {}) {
    controller::OutboundRequest request;
    request.method = std::move(method);
    request.url = "https://api.machines.dev/v1/apps/pairbench" + path;
    request.headers = {{"authorization", "Bearer fly-token"}};
    request.body = std::move(body);
    received.reset();
    scope->spawn(send_task(std::move(request), token));
  }
  void pass(Duration span) { time.run_until(time.now() + span); }
  // The status and body, or what went wrong with the connection.
  [[nodiscard]] std::string said() const {
    if (!received) return "waits";
    if (!received->ok())
      return received->error().failure == controller::TransportFailure::unreachable ? "unreachable"
             : received->error().failure == controller::TransportFailure::broken    ? "broken"
                                                                                    : "cancelled";
    return std::to_string((*received)->status) + " " + (*received)->body;
  }
  std::string say(std::string method, std::string path, std::string body = {}) {
    send(std::move(method), std::move(path), std::move(body));
    pass(std::chrono::seconds(1));
    return said();
  }

  // As typed values: "ok", or the kind of refusal with its text.
  template <class T>
  std::string say(controller::Task<Typed<T>> call) {
    std::string out = "waits";
    scope->spawn(typed_task(std::move(call), out));
    pass(std::chrono::seconds(1));
    return out;
  }

  std::string seed(const std::string& name, MachineState state = MachineState::started,
                   const std::string& volume = {}) {
    controller::fly::MachineSpec spec;
    spec.image = "image";
    spec.metadata = {{"kiloclaw_sandbox_id", name}};
    if (!volume.empty()) spec.mounts = {{volume, "/root"}};
    std::string id = service.model().seed_machine(name, "iad", spec, state, service.now());
    service.settle();
    return id;
  }
  std::string seed_volume(const std::string& name) {
    std::string id = service.model().seed_volume(name, "iad", "box", 3, service.now());
    service.settle();
    return id;
  }
  void crash() {
    caller->cut_off();
    scope.reset();
  }

  CalmChoices choices;
  VirtualScheduler time;
  WallClock wall{time, WallTime(std::chrono::seconds(1'700'000'000))};
  Process world{time, 0, "world"};
  Recorder recorder{time, wall};
  std::vector<CloudFaultRule> rules;
  CloudFaultBook faults;
  FlyService service;
  std::unique_ptr<Process> caller;
  std::unique_ptr<controller::Scope> scope;
  FlyTransport bytes;
  TypedFly typed;
  std::optional<Received> received;

  std::vector<FlyCalled> called;
  std::vector<FlyAnswered> answered;
  std::vector<FlyMachineChanged> machines;
  std::vector<FlyVolumeChanged> volumes;
  std::vector<FaultInjected> struck;

 private:
  controller::Task<void> send_task(controller::OutboundRequest request,
                                   controller::CancelToken token) {
    auto reply = co_await bytes.send(request, token);
    received.emplace(std::move(reply));
  }
  template <class T>
  controller::Task<void> typed_task(controller::Task<Typed<T>> call, std::string& out) {
    const auto reply = co_await std::move(call);
    out = reply.ok() ? "ok"
                     : std::string(controller::fly::name_of(reply.error().kind)) + " " +
                           reply.error().text;
  }
};

}  // namespace sim
