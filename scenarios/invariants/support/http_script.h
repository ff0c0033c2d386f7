// Runs of requests written by hand, for the tests of H1 to H7.
//
//   HttpScript run;
//   run.at(60).get(1, "/_kilo/health").answer(1, 200, R"({"status":"ok"})").at(61);
//   EXPECT_THAT(run.flaws(make_h4), IsEmpty());
#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/support/event_script.h"

namespace scenarios::seen {

class HttpScript {
 public:
  using Headers = std::vector<std::string>;
  static inline const std::string kBearer = "Authorization: Bearer made-up";
  static inline const std::string kProxyToken = "X-KiloClaw-Proxy-Token: made-up";

  // A controller at 0 s, with its gateway 100.
  HttpScript() {
    script_.config({"telegram"}).start();
    state("starting");
    gateway(100);
    state("running");
  }

  HttpScript& at(double seconds) {
    script_.at(seconds);
    return *this;
  }
  // Whatever else EventScript can tell.
  EventScript& script() { return script_; }

  // With the bearer.
  HttpScript& get(std::int64_t call, const std::string& target) {
    return sent(request(call, "GET", target));
  }
  HttpScript& post(std::int64_t call, const std::string& target, const std::string& body = {}) {
    return sent(request(call, "POST", target, {kBearer}, body));
  }
  static sim::HttpSent request(std::int64_t call, std::string method, std::string target,
                               Headers headers = {kBearer}, std::string body = {}) {
    sim::HttpSent sent;
    sent.call = call;
    sent.method = std::move(method);
    sent.target = std::move(target);
    sent.headers = std::move(headers);
    sent.head_bytes = 200;
    sent.body_bytes = static_cast<std::int64_t>(body.size());
    sent.body = std::move(body);
    return sent;
  }
  HttpScript& sent(sim::HttpSent sent) { return add(std::move(sent)); }
  HttpScript& answer(std::int64_t call, std::int64_t status, const std::string& body) {
    add(sim::HttpReceived{call, status, "application/json", body});
    return add(sim::CallEnded{call, status, body});
  }
  HttpScript& leaves(std::int64_t call) { return add(sim::CallEnded{call, 0, "gave up"}); }
  // What reached the gateway.
  HttpScript& forwarded(std::int64_t call, std::string method, std::string target,
                        Headers headers) {
    return add(
        sim::GatewayRequested{call, std::move(method), std::move(target), std::move(headers)});
  }

  HttpScript& state(const std::string& state) {
    return add(sim::GatewayStatus{state, std::nullopt, 0});
  }
  HttpScript& gateway(std::int64_t pid) {
    sim::ChildSpawned spawned;
    spawned.pid = pid;
    spawned.role = sim::ChildRole::gateway;
    return add(std::move(spawned));
  }
  HttpScript& listening() { return add(sim::GatewayListening{100}); }
  HttpScript& signal(std::int64_t pid, int number) { return add(sim::ChildSignalled{pid, number}); }
  HttpScript& gateway_exits(std::int64_t pid, std::optional<std::int64_t> code,
                            std::optional<std::int64_t> signal = std::nullopt) {
    sim::ChildExited exit;
    exit.pid = pid;
    exit.role = sim::ChildRole::gateway;
    exit.code = code;
    exit.signal = signal;
    return add(std::move(exit));
  }

  // The controller gets a signal.
  HttpScript& ask_to_end(std::int64_t call, int number) {
    return add(sim::CallBegan{call, "controller.stop", Kind::channels, {}, std::to_string(number)});
  }
  HttpScript& ends(std::optional<std::int64_t> code) {
    return add(sim::ControllerEnded{!code, code});
  }

  // What the reader sees. `entries` are JSON.
  HttpScript& shows(Kind kind, std::vector<std::string> entries,
                    std::optional<std::int64_t> updated) {
    return add(sim::ListRead{kind, {}, std::move(entries), updated});
  }

  template <class Body>
  HttpScript& add(Body body) {
    script_.add(std::move(body));
    return *this;
  }

  static Terms terms(bool require_proxy_token = false) {
    Terms terms;
    terms.token = "made-up";
    terms.require_proxy_token = require_proxy_token;
    return terms;
  }
  [[nodiscard]] std::vector<std::string> flaws(EventScript::Maker make,
                                               const Terms& terms = HttpScript::terms()) const {
    return script_.flaws(make, terms);
  }
  [[nodiscard]] std::uint64_t occasions(EventScript::Maker make) const {
    return script_.occasions(make, terms());
  }

 private:
  EventScript script_;
};

}  // namespace scenarios::seen
