// A whole controller with its API over children that live in memory, for tests of the routes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/http/api.h"

namespace controller::testing {

class ApiBed {
 public:
  class Config final : public ConfigSource {
   public:
    bool read(std::string& bytes, std::string& /*error*/) override {
      bytes = R"({"channels":{"telegram":{"enabled":true,"botToken":"t"}}})";
      return true;
    }
  };

  static ControllerConfig config() {
    ControllerConfig config;
    config.supervisor.gateway.argv = {"/usr/local/bin/openclaw", "gateway"};
    return config;
  }
  static HttpApiConfig http_config(bool require_proxy_token) {
    HttpApiConfig config;
    config.token = "secret";
    config.require_proxy_token = require_proxy_token;
    config.build = BuildInfo{"1.2.3", "abc"};
    return config;
  }

  explicit ApiBed(bool require_proxy_token = false)
      : api(scheduler, clock, controller, http_config(require_proxy_token)) {
    clock.time = WallTime(std::chrono::milliseconds(1'795'348'800'000));
  }

  // What each list shows, as the CLI prints it.
  std::string channels =
      R"({"channel":"telegram","requests":[{"id":"700001111","code":"ABCD2345",)"
      R"("createdAt":"2026-11-22T11:59:00.000Z","meta":{"firstName":"Al \"x\""}}]})";
  std::string devices =
      R"({"pending":[{"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e","deviceId":"d1",)"
      R"("publicKey":"never","ts":1795348799000}]})";

  // Lets every command that runs answer and exit with 0.
  void answer_commands() {
    for (std::size_t i = 0; i < spawner.count(); ++i) {
      FakeSpawner::Child& child = spawner.child(i);
      if (!child.alive || child.spec.argv.at(1) == "gateway") continue;
      child.print(OutputStream::out, output_of(child.spec.argv));
      child.exit(0);
    }
    scheduler.run_ready();
  }
  // Starts the controller and lets its first refresh end.
  void start() {
    controller.start();
    scheduler.run_ready();
    answer_commands();
    answer_commands();
  }

  // Asks; the answer is in `response` (or `forwarded`) once it is there.
  void ask(std::string_view method, std::string_view target, std::string_view body = {},
           std::vector<HttpHeader> headers = {{"authorization", "Bearer secret"}}) {
    response.reset();
    forwarded = false;
    headers_ = std::move(headers);
    scope.spawn(run(HttpRequest{method, target, headers_, body}));
    scheduler.run_ready();
  }

  TestScheduler scheduler;
  FakeWallClock clock;
  FakeSpawner spawner{scheduler};
  Config source;
  MemorySink output;
  MemoryLog log;
  PairingController controller{
      PairingController::Seams{scheduler, clock, spawner, source, output, log}, config()};
  HttpApi api;
  Scope scope{scheduler};
  std::optional<HttpResponse> response;
  bool forwarded = false;

 private:
  [[nodiscard]] std::string output_of(const std::vector<std::string>& argv) const {
    if (argv.back() == "--version") return "OpenClaw 2026.3.13 (61d171a)\n";
    return argv.at(1) == "devices" ? devices : channels;
  }
  Task<void> run(HttpRequest request) {
    auto answer = co_await api.handle(request);
    if (const auto* direct = std::get_if<HttpResponse>(&answer)) {
      response = *direct;
    } else {
      forwarded = true;
    }
  }

  std::vector<HttpHeader> headers_;
};

}  // namespace controller::testing
