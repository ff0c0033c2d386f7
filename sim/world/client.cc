#include "sim/world/client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/iso8601.h"
#include "sim/gateway/json_text.h"
#include "sim/http/meaning.h"
#include "sim/text/json.h"

namespace sim {

using controller::Task;
using nlohmann::json;

namespace {

// The object in a reply; empty when there is none.
json object_in(const HttpReply& reply) {
  json object = read_json(reply.body);
  return object.is_object() ? object : json::object();
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string_view name_of(Kind kind) { return kind == Kind::channels ? "channels" : "devices"; }

}  // namespace

// A call that is under way. Gone without an answer, it tells that the connection was lost: its
// frame was dropped with the controller.
class Client::Exchange {
 public:
  Exchange(Client& client, std::int64_t number)
      : client_(client), number_(number), patience_(this) {}
  Exchange(Client& client, CallBegan meaning, HttpCall call, Reading reading)
      : client_(client),
        number_(meaning.call),
        call_(std::move(call)),
        meaning_(std::move(meaning)),
        reading_(reading),
        patience_(this) {
    if (call_.gives_up_after)
      client_.world_.arm(patience_, client_.world_.now() + *call_.gives_up_after);
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    if (open_) answer(0, "connection lost");
  }

  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] const HttpCall& call() const { return call_; }
  // Cancelled when the client has given up.
  [[nodiscard]] controller::CancelToken token() { return source_.token(); }

  // The controller knows from now on what is asked of it.
  void asks() { client_.recorder_.emit(client_.world_.id(), meaning_); }

  void answer(std::int64_t status, std::string message) {
    open_ = false;
    patience_.disarm();
    client_.answer(number_, status, std::move(message));
  }
  void answer(const HttpReply& reply) {
    if (!open_) return;  // the client has left
    client_.recorder_.emit(client_.world_.id(),
                           HttpReceived{number_, reply.status, reply.content_type, reply.body});
    answer(reply.status, reading_(client_, reply));
  }

 private:
  void give_up() {
    answer(0, "gave up");
    source_.cancel();
  }

  Client& client_;
  std::int64_t number_;
  HttpCall call_;
  CallBegan meaning_;
  Reading reading_ = nullptr;
  bool open_ = true;
  controller::CancelSource source_;
  MemberTimer<Exchange, &Exchange::give_up> patience_;
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

// A request that comes at once asks at once; one that takes its time, when its last byte is there.
std::int64_t Client::send(ControllerProcess& controller, CallBegan meaning, HttpCall call,
                          Reading reading) {
  const std::int64_t number = next_call_++;
  meaning.call = number;
  const bool at_once = call.send_over == Duration::zero();
  HttpSent sent{number, call.method, call.target, {}, call.body.substr(0, HttpSent::kBodyShown)};
  for (const auto& [name, value] : call.headers)
    sent.headers.push_back(name + ": " + value.substr(0, HttpSent::kHeaderShown));
  sent.head_bytes = static_cast<std::int64_t>(call.head_bytes());
  sent.body_bytes = static_cast<std::int64_t>(call.body.size());
  sent.send_us = call.send_over.count();
  auto exchange = std::make_unique<Exchange>(*this, std::move(meaning), std::move(call), reading);
  if (at_once) exchange->asks();
  recorder_.emit(world_.id(), std::move(sent));
  controller.requests().spawn(run(controller, std::move(exchange)));
  return number;
}

Task<void> Client::run(ControllerProcess& controller, std::unique_ptr<Exchange> exchange) {
  Connection connection(controller.process(), controller.http(), host_, exchange->number());
  auto received = co_await connection.receive(exchange->call(), exchange->token());
  if (received.refusal) exchange->answer(*received.refusal);
  if (!received.complete) co_return;
  if (exchange->call().send_over > Duration::zero()) exchange->asks();
  auto reply = co_await connection.answer(exchange->call(), exchange->token());
  exchange->answer(reply);
}

HttpCall Client::with_token(std::string method, std::string target, std::string body) const {
  HttpCall call;
  call.method = std::move(method);
  call.target = std::move(target);
  call.headers = {{"Host", "controller"}, {"Authorization", "Bearer " + token_}};
  if (!body.empty()) call.headers.emplace_back("Content-Type", "application/json");
  call.body = std::move(body);
  return call;
}

// ---- what replies say
// ------------------------------------------------------------------------------------------------

std::string Client::read_body(Client& /*client*/, const HttpReply& reply) { return reply.body; }

// A list that is as old as the answer is fresh.
std::string Client::read_refresh(Client& client, const HttpReply& reply) {
  const std::string now = controller::format_iso8601(client.wall_.now().time_since_epoch().count());
  return text_in(object_in(reply), "lastUpdated") == now ? "refreshed" : "stale";
}

std::string Client::read_outcome(Client& /*client*/, const HttpReply& reply) {
  const json object = object_in(reply);
  if (object.value("ok", false)) return "ok";
  const std::string message = text_in(object, "message");
  return message.empty() ? text_in(object, "error") : message;
}

std::string Client::read_status(Client& client, const HttpReply& reply) {
  const json object = object_in(reply);
  GatewayStatus status{text_in(object, "state"), std::nullopt, 0};
  const auto pid = object.find("pid");
  if (pid != object.end() && pid->is_number_integer()) status.pid = pid->get<std::int64_t>();
  const auto restarts = object.find("restarts");
  if (restarts != object.end() && restarts->is_number_integer())
    status.restarts = restarts->get<std::int64_t>();
  std::string state = status.state;
  if (!state.empty()) client.recorder_.emit(client.world_.id(), std::move(status));
  return state;
}

// ---- calls
// -----------------------------------------------------------------------------------------------------------

std::int64_t Client::list(ControllerProcess& controller, Kind kind) {
  return send(controller, CallBegan{0, "list", kind, {}, {}},
              with_token("GET", "/_kilo/pairing/" + std::string(name_of(kind))), read_body);
}

std::int64_t Client::refresh(ControllerProcess& controller, Kind kind) {
  return send(controller, CallBegan{0, "refresh", kind, {}, {}},
              with_token("GET", "/_kilo/pairing/" + std::string(name_of(kind)) + "?refresh=true"),
              read_refresh);
}

std::int64_t Client::approve_channel(ControllerProcess& controller, const std::string& channel,
                                     const std::string& code) {
  std::string body = R"({"channel":)";
  append_json_string(body, channel);
  body += R"(,"code":)";
  append_json_string(body, code);
  body += '}';
  return send(controller, CallBegan{0, "approve", Kind::channels, channel, code},
              with_token("POST", "/_kilo/pairing/channels/approve", std::move(body)), read_outcome);
}

std::int64_t Client::approve_device(ControllerProcess& controller, const std::string& request_id) {
  std::string body = R"({"requestId":)";
  append_json_string(body, request_id);
  body += '}';
  return send(controller, CallBegan{0, "approve", Kind::devices, {}, request_id},
              with_token("POST", "/_kilo/pairing/devices/approve", std::move(body)), read_outcome);
}

std::int64_t Client::gateway(ControllerProcess& controller, GatewayCall call) {
  constexpr const char* kNames[] = {"start", "stop", "restart", "status"};
  const std::string name = kNames[static_cast<std::size_t>(call)];
  const bool reads = call == GatewayCall::status;
  return send(controller, CallBegan{0, "gateway." + name, Kind::channels, {}, {}},
              with_token(reads ? "GET" : "POST", "/_kilo/gateway/" + name),
              reads ? read_status : read_outcome);
}

std::int64_t Client::http(ControllerProcess& controller, HttpCall call) {
  CallBegan meaning = meaning_of(call, token_);
  return send(controller, std::move(meaning), std::move(call), read_body);
}

// ---- ends
// ------------------------------------------------------------------------------------------------------------

std::int64_t Client::stop_cache(ControllerProcess& controller) {
  const std::int64_t call = ask(CallBegan{0, "cache.stop", Kind::channels, {}, {}});
  controller.controller().cache().stop();
  controller.requests().spawn(run_stop_cache(controller, std::make_unique<Exchange>(*this, call)));
  return call;
}

Task<void> Client::run_stop_cache(ControllerProcess& controller,
                                  std::unique_ptr<Exchange> exchange) {
  co_await controller.controller().cache().stopped();
  exchange->answer(200, "stopped");
}

std::int64_t Client::stop_controller(ControllerProcess& controller, int signal, bool& ended) {
  const std::int64_t call =
      ask(CallBegan{0, "controller.stop", Kind::channels, {}, std::to_string(signal)});
  controller.requests().spawn(
      run_stop_controller(controller, std::make_unique<Exchange>(*this, call), signal, ended));
  return call;
}

void Client::signal_again(int signal) {
  ask(CallBegan{0, "controller.stop", Kind::channels, {}, std::to_string(signal)});
}

Task<void> Client::run_stop_controller(ControllerProcess& controller,
                                       std::unique_ptr<Exchange> exchange, int signal,
                                       bool& ended) {
  co_await controller.controller().shutdown(signal);
  ended = true;
  exchange->answer(200, "ended");
}

}  // namespace sim
