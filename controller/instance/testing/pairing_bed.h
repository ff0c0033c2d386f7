// An instance's pairing calls over fakes, for tests.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/fake_key_value_store.h"
#include "controller/base/testing/fake_transport.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/instance/identity.h"
#include "controller/instance/pairing_calls.h"
#include "controller/instance/testing/fake_exec.h"

namespace controller::instance::testing {

inline constexpr const char* kRequestId = "0f8fad5b-d9cb-469f-a165-70867728950e";
inline constexpr const char* kKey = "pairing:app:148e21";  // of the channels
inline constexpr const char* kChannelEntry = R"({"code":"ABCD2345","id":"7","channel":"telegram"})";
inline constexpr const char* kDeviceEntry =
    R"({"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e","deviceId":"d1"})";

inline std::string requests_of(std::string_view entries) {
  return R"({"requests":[)" + std::string(entries) + "]}";
}
inline std::string reply_of(std::string_view entries) {
  return R"({"requests":[)" + std::string(entries) + R"(],"lastUpdated":""})";
}

// What a call said, in one line: the codes and ids of a list, `success: message`,
// `failure: message` or `status: text`.
inline std::string words_of(const ListReply& reply) {
  if (!reply) return std::to_string(reply.error().status) + ": " + reply.error().text;
  std::string words = "[";
  for (const auto& request : reply->channels) words += request.channel + ' ' + request.code + ' ';
  for (const auto& request : reply->devices) words += request.request_id + ' ';
  return words + "]";
}
inline std::string words_of(const ApproveReply& reply) {
  if (!reply) return std::to_string(reply.error().status) + ": " + reply.error().text;
  return (reply->success ? "success: " : "failure: ") + reply->message;
}

class PairingBed {
 public:
  PairingBed() {
    state.status = Status::running;
    state.machine_id = "148e21";
    transport.reply(200, reply_of(""));
    exec.exit(0, requests_of(""));
  }

  // One call, its answer in words once it is there.
  struct Asked {
    std::optional<std::string> words;
    [[nodiscard]] std::string text() const { return words.value_or("pending"); }
  };
  using AskedPtr = std::shared_ptr<Asked>;

  AskedPtr list(Kind kind = Kind::channels, bool forced = false) {
    auto asked = std::make_shared<Asked>();
    scope.spawn(run_list(kind, forced, asked));
    return asked;
  }
  AskedPtr approve_channel(std::string channel = "telegram", std::string code = "ABCD2345") {
    auto asked = std::make_shared<Asked>();
    scope.spawn(run_channel(std::move(channel), std::move(code), asked));
    return asked;
  }
  AskedPtr approve_device(std::string id = kRequestId) {
    auto asked = std::make_shared<Asked>();
    scope.spawn(run_device(std::move(id), asked));
    return asked;
  }

  // The answer of a call that ends within `span`.
  std::string answer(const AskedPtr& asked, Duration span = std::chrono::seconds(1)) {
    scheduler.advance(span);
    return asked->text();
  }
  // A controller that predates the routes.
  void old_controller() {
    transport.reply(401, R"({"error":"Unauthorized","code":"controller_route_unavailable"})");
  }
  [[nodiscard]] std::size_t calls_made() const {
    return transport.requests.size() + exec.calls.size() + store.calls.size();
  }

  controller::testing::TestScheduler scheduler;
  controller::testing::MemoryLog log;
  controller::testing::FakeTransport transport{scheduler};
  controller::testing::FakeKeyValueStore store{scheduler};
  FakeExec exec{scheduler};
  InstanceState state;
  const std::string token = controller_token("secret", "dXNlcg");
  PairingCalls calls{
      {scheduler, log, exec, transport, store}, {"app", {default_base_url("app"), token}}, state};
  Scope scope{scheduler};

 private:
  Task<void> run_list(Kind kind, bool forced, AskedPtr asked) {
    auto reply = co_await calls.list(kind, forced);
    asked->words = words_of(reply);
  }
  Task<void> run_channel(std::string channel, std::string code, AskedPtr asked) {
    auto reply = co_await calls.approve_channel(std::move(channel), std::move(code));
    asked->words = words_of(reply);
  }
  Task<void> run_device(std::string id, AskedPtr asked) {
    auto reply = co_await calls.approve_device(std::move(id));
    asked->words = words_of(reply);
  }
};

}  // namespace controller::instance::testing
