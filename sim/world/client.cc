#include "sim/world/client.h"

#include <csignal>
#include <utility>

namespace sim {

using controller::ApproveReply;
using controller::RefreshReply;
using controller::Task;

// A call that is under way. Gone without an answer, it tells that the connection was lost: its
// frame was dropped with the controller.
class Client::Open {
 public:
  Open(Client& client, std::int64_t call) : client_(&client), call_(call) {}
  Open(Open&& other) noexcept
      : client_(std::exchange(other.client_, nullptr)), call_(other.call_) {}
  Open& operator=(Open&&) = delete;
  ~Open() {
    if (client_ != nullptr) client_->answer(call_, 0, "connection lost");
  }
  void answer(std::int64_t status, std::string message) {
    std::exchange(client_, nullptr)->answer(call_, status, std::move(message));
  }

 private:
  Client* client_;
  std::int64_t call_;
};

std::int64_t Client::ask(CallBegan call) {
  call.call = next_call_++;
  const std::int64_t number = call.call;
  recorder_.emit(world_.id(), std::move(call));
  return number;
}

void Client::answer(std::int64_t call, std::int64_t status, std::string message) {
  recorder_.emit(world_.id(), CallEnded{call, status, std::move(message)});
}

std::int64_t Client::refresh(ControllerProcess& controller, Kind kind) {
  const std::int64_t call = ask(CallBegan{0, "refresh", kind, {}, {}});
  controller.requests().spawn(run_refresh(controller, Open(*this, call), kind));
  return call;
}

Task<void> Client::run_refresh(ControllerProcess& controller, Open open, Kind kind) {
  auto reply = co_await controller.controller().cache().refresh(kind);
  open.answer(200, reply == RefreshReply::refreshed ? "refreshed" : "stale");
}

namespace {

int status_of(ApproveReply::Status status) {
  switch (status) {
    case ApproveReply::Status::approved:
      return 200;
    case ApproveReply::Status::invalid:
      return 400;
    default:
      return 500;
  }
}

}  // namespace

std::int64_t Client::approve_channel(ControllerProcess& controller, std::string channel,
                                     std::string code) {
  const std::int64_t call = ask(CallBegan{0, "approve", Kind::channels, channel, code});
  controller.requests().spawn(
      run_approve_channel(controller, Open(*this, call), std::move(channel), std::move(code)));
  return call;
}

Task<void> Client::run_approve_channel(ControllerProcess& controller, Open open,
                                       std::string channel, std::string code) {
  auto reply =
      co_await controller.controller().cache().approve_channel(std::move(channel), std::move(code));
  open.answer(status_of(reply.status), reply.message);
}

std::int64_t Client::approve_device(ControllerProcess& controller, std::string request_id) {
  const std::int64_t call = ask(CallBegan{0, "approve", Kind::devices, {}, request_id});
  controller.requests().spawn(
      run_approve_device(controller, Open(*this, call), std::move(request_id)));
  return call;
}

Task<void> Client::run_approve_device(ControllerProcess& controller, Open open,
                                      std::string request_id) {
  auto reply = co_await controller.controller().cache().approve_device(std::move(request_id));
  open.answer(status_of(reply.status), reply.message);
}

std::int64_t Client::gateway(ControllerProcess& controller, GatewayCall gateway_call) {
  constexpr const char* kNames[] = {"gateway.start", "gateway.stop", "gateway.restart",
                                    "gateway.status"};
  const std::int64_t call =
      ask(CallBegan{0, kNames[static_cast<std::size_t>(gateway_call)], Kind::channels, {}, {}});
  controller.requests().spawn(run_gateway(controller, Open(*this, call), gateway_call));
  return call;
}

Task<void> Client::run_gateway(ControllerProcess& controller, Open open, GatewayCall call) {
  controller::Supervisor& supervisor = controller.controller().supervisor();
  if (call == GatewayCall::start) {
    auto reply = co_await supervisor.start();
    const bool ok = reply == controller::StartReply::ok;
    open.answer(ok ? 200 : 409,
                ok ? std::string("ok") : std::string(controller::error_text(reply)));
  } else if (call == GatewayCall::restart) {
    auto reply = co_await supervisor.restart();
    const bool ok = reply == controller::RestartReply::ok;
    open.answer(ok ? 200 : 409,
                ok ? std::string("ok") : std::string(controller::error_text(reply)));
  } else if (call == GatewayCall::stop) {
    co_await supervisor.stop();
    open.answer(200, "ok");
  } else {
    const auto status = supervisor.status();
    recorder_.emit(world_.id(),
                   GatewayStatus{std::string(name_of(status.state)), status.pid, status.restarts});
    open.answer(200, std::string(name_of(status.state)));
  }
}

std::int64_t Client::stop_cache(ControllerProcess& controller) {
  const std::int64_t call = ask(CallBegan{0, "cache.stop", Kind::channels, {}, {}});
  controller.controller().cache().stop();
  controller.requests().spawn(run_stop_cache(controller, Open(*this, call)));
  return call;
}

Task<void> Client::run_stop_cache(ControllerProcess& controller, Open open) {
  co_await controller.controller().cache().stopped();
  open.answer(200, "stopped");
}

std::int64_t Client::stop_controller(ControllerProcess& controller, bool& ended) {
  const std::int64_t call = ask(CallBegan{0, "controller.stop", Kind::channels, {}, {}});
  controller.requests().spawn(run_stop_controller(controller, Open(*this, call), ended));
  return call;
}

Task<void> Client::run_stop_controller(ControllerProcess& controller, Open open, bool& ended) {
  co_await controller.controller().shutdown(SIGTERM);
  ended = true;
  open.answer(200, "ended");
}

}  // namespace sim
