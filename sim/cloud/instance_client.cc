#include "sim/cloud/instance_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "controller/base/ascii.h"
#include "controller/instance/platform_api.h"

namespace sim {
namespace {

using controller::Task;
using controller::instance::ApproveReply;
using controller::instance::Instance;
using controller::instance::ListReply;
using controller::instance::Outcome;
using controller::instance::PairingCalls;

std::vector<std::string> keys_of(const controller::instance::RequestList& list) {
  std::vector<std::string> keys;
  for (const auto& request : list.channels) keys.push_back(request.channel + '/' + request.code);
  for (const auto& request : list.devices) keys.push_back(request.request_id);
  return keys;
}

Task<Outcome> carry_out(Instance& instance, InstanceOperation operation) {
  switch (operation) {
    case InstanceOperation::start:
      co_return co_await instance.start();
    case InstanceOperation::stop:
      co_return co_await instance.stop();
    case InstanceOperation::destroy:
      co_return co_await instance.destroy();
    case InstanceOperation::reconcile:
      co_return co_await instance.reconcile();
    case InstanceOperation::status:
      break;
  }
  const std::string status =
      instance.erased() ? "erased" : std::string(name_of(instance.state().status));
  co_return Outcome{200, status};
}

// A directory with one entry.
class OneInstance final : public controller::instance::InstanceDirectory {
 public:
  explicit OneInstance(Instance& instance) : instance_(instance) {}
  std::shared_ptr<PairingCalls> find(const std::string& user_id) override {
    if (user_id != instance_.state().user_id) return nullptr;
    return {std::shared_ptr<void>(), &instance_.pairing()};  // owned by its process
  }

 private:
  Instance& instance_;
};

}  // namespace

std::string_view name_of(InstanceOperation operation) {
  constexpr std::string_view kNames[] = {"start", "stop", "destroy", "status", "reconcile"};
  return kNames[static_cast<std::size_t>(operation)];
}

// A call that is under way. Gone without an answer, it tells that the connection was lost: its
// frame was dropped with the instance.
class InstanceClient::Exchange {
 public:
  Exchange(InstanceClient& client, std::int64_t number, std::string instance)
      : client_(client), number_(number), instance_(std::move(instance)) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    if (open_) answer(0, "connection lost");
  }

  [[nodiscard]] std::int64_t number() const { return number_; }

  void answer(std::int64_t status, std::string message, std::vector<std::string> keys = {}) {
    open_ = false;
    client_.recorder_.emit(
        client_.world_.id(),
        InstanceAnswered{number_, instance_, status, std::move(message), std::move(keys)});
  }
  // Nothing happens once it was answered.
  void give_up() {
    if (open_) answer(0, "gave up");
  }
  void answer(const ListReply& reply) {
    if (reply) {
      answer(200, {}, keys_of(*reply));
    } else {
      answer(reply.error().status, reply.error().text);
    }
  }
  void answer(const ApproveReply& reply) {
    if (!reply) {
      answer(reply.error().status, reply.error().text);
    } else {
      answer(reply->success ? 200 : 500, reply->message);
    }
  }

 private:
  InstanceClient& client_;
  std::int64_t number_;
  std::string instance_;
  bool open_ = true;
};

// A request to the platform, with what it is answered by.
struct InstanceClient::Request {
  Request(Instance& instance, HttpCall call_in, const std::string& key)
      : call(std::move(call_in)), directory(instance), api(directory, key) {
    for (const auto& [name, value] : call.headers) headers.push_back({name, value});
  }
  HttpCall call;
  std::vector<controller::HttpHeader> headers;
  OneInstance directory;
  controller::instance::PlatformApi api;
};

std::shared_ptr<InstanceClient::Exchange> InstanceClient::begin(InstanceProcess& instance,
                                                                InstanceAsked asked) {
  asked.call = next_call_++;
  asked.instance = instance.sandbox();
  auto exchange = std::make_shared<Exchange>(*this, asked.call, asked.instance);
  recorder_.emit(world_.id(), std::move(asked));
  return exchange;
}

std::int64_t InstanceClient::ask(InstanceProcess& instance, InstanceOperation operation) {
  InstanceAsked asked;
  asked.operation = name_of(operation);
  auto exchange = begin(instance, std::move(asked));
  const std::int64_t number = exchange->number();
  instance.requests().spawn(run_operation(instance, std::move(exchange), operation));
  return number;
}

std::int64_t InstanceClient::list(InstanceProcess& instance, Kind kind, bool forced) {
  InstanceAsked asked;
  asked.operation = "list";
  asked.list = kind;
  asked.forced = forced;
  auto exchange = begin(instance, std::move(asked));
  const std::int64_t number = exchange->number();
  instance.requests().spawn(run_list(instance, std::move(exchange), kind, forced));
  return number;
}

std::int64_t InstanceClient::approve(InstanceProcess& instance, Kind kind, std::string channel,
                                     std::string target, std::optional<Duration> patience) {
  InstanceAsked asked;
  asked.operation = "approve";
  asked.list = kind;
  asked.channel = channel;
  asked.target = target;
  auto exchange = begin(instance, std::move(asked));
  const std::int64_t number = exchange->number();
  auto call = run_approve(instance, exchange, kind, std::move(channel), std::move(target));
  if (patience) call = run_until(instance, std::move(exchange), std::move(call), *patience);
  instance.requests().spawn(std::move(call));
  return number;
}

std::int64_t InstanceClient::platform(InstanceProcess& instance, HttpCall call,
                                      const std::string& key) {
  InstanceAsked asked;
  asked.operation = "platform";
  asked.target = call.method + ' ' + call.target;
  asked.body = call.body;
  asked.key_right = std::ranges::any_of(call.headers, [&key](const auto& header) {
    return controller::equal_ignoring_case(header.first, "x-internal-api-key") &&
           header.second == key;
  });
  auto exchange = begin(instance, std::move(asked));
  const std::int64_t number = exchange->number();
  auto request = std::make_unique<Request>(instance.instance(), std::move(call), key);
  instance.requests().spawn(run_platform(instance, std::move(exchange), std::move(request)));
  return number;
}

Task<void> InstanceClient::run_operation(InstanceProcess& instance,
                                         std::shared_ptr<Exchange> exchange,
                                         InstanceOperation operation) {
  (void)co_await instance.ready().wait();
  auto outcome = co_await carry_out(instance.instance(), operation);
  exchange->answer(outcome.status, outcome.message);
}

Task<void> InstanceClient::run_list(InstanceProcess& instance, std::shared_ptr<Exchange> exchange,
                                    Kind kind, bool forced) {
  (void)co_await instance.ready().wait();
  auto reply = co_await instance.instance().pairing().list(kind, forced);
  exchange->answer(reply);
}

Task<void> InstanceClient::run_approve(InstanceProcess& instance,
                                       std::shared_ptr<Exchange> exchange, Kind kind,
                                       std::string channel, std::string target) {
  (void)co_await instance.ready().wait();
  PairingCalls& pairing = instance.instance().pairing();
  if (kind == Kind::channels) {
    auto reply = co_await pairing.approve_channel(std::move(channel), std::move(target));
    exchange->answer(reply);
  } else {
    auto reply = co_await pairing.approve_device(std::move(target));
    exchange->answer(reply);
  }
}

Task<void> InstanceClient::run_until(InstanceProcess& instance, std::shared_ptr<Exchange> exchange,
                                     Task<void> call, Duration patience) {
  controller::Scope connection(instance.process());
  connection.spawn(std::move(call));
  (void)co_await controller::sleep(instance.process(), patience);
  exchange->give_up();
}

Task<void> InstanceClient::run_platform(InstanceProcess& instance,
                                        std::shared_ptr<Exchange> exchange,
                                        std::unique_ptr<Request> request) {
  (void)co_await instance.ready().wait();
  const controller::HttpRequest http{request->call.method, request->call.target, request->headers,
                                     request->call.body};
  auto response = co_await request->api.handle(http);
  exchange->answer(response.status, *response.body);
}

}  // namespace sim
