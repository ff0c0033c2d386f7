// The controller's routes on a real port of loopback, over children that live in memory, for tests
// of the listener and the proxy. The loop runs on the test's thread, clients on another one.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/fakes.h"
#include "controller/http/api.h"
#include "controller/posix/http_listener.h"
#include "controller/posix/system.h"

namespace controller::posix::testing {

class ServedApi {
 public:
  explicit ServedApi(const ListenerConfig& config = ListenerConfig(),
                     bool require_proxy_token = false)
      : api(loop, clock, controller, http_config(require_proxy_token)),
        listener(loop, clock, api, config) {
    const auto listening = listener.listen("127.0.0.1", 0);
    EXPECT_TRUE(listening);
    port = listening.value();
    controller.start();
  }

  // Runs the loop until `client`, on a thread of its own, has returned.
  void run(const std::function<void()>& client) {
    std::thread thread([&] {
      client();
      loop.post_from_anywhere([this] { loop.stop(); });
    });
    loop.run();
    thread.join();
  }

  EventLoop loop;
  SystemWallClock clock;
  controller::testing::FakeSpawner spawner{loop};
  controller::testing::MemorySink output;
  controller::testing::MemoryLog log;

 private:
  class Config final : public ConfigSource {
   public:
    bool read(std::string& bytes, std::string& /*error*/) override {
      bytes = R"({"channels":{"telegram":{"enabled":true,"botToken":"t"}}})";
      return true;
    }
  };
  static ControllerConfig controller_config() {
    ControllerConfig config;
    config.supervisor.gateway.argv = {"/usr/local/bin/openclaw", "gateway"};
    return config;
  }
  static HttpApiConfig http_config(bool require_proxy_token) {
    HttpApiConfig config;
    config.token = "secret";
    config.require_proxy_token = require_proxy_token;
    return config;
  }

  Config config_;

 public:
  PairingController controller{PairingController::Seams{loop, clock, spawner, config_, output, log},
                               controller_config()};
  HttpApi api;
  HttpListener listener;
  std::uint16_t port = 0;
};

}  // namespace controller::posix::testing
