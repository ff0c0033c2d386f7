// H4: health, version and the gateway's routes answer as the wire facts say, and truthfully.
#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/wall_text.h"
#include "sim/text/json.h"

namespace scenarios {
namespace {

using namespace seen;
using nlohmann::json;

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  if (!object.is_object()) return keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

json signal_text(std::int64_t number) {
  switch (number) {
    case SIGKILL:
      return "SIGKILL";
    case SIGTERM:
      return "SIGTERM";
    case SIGINT:
      return "SIGINT";
    case SIGSEGV:
      return "SIGSEGV";
    case SIGABRT:
      return "SIGABRT";
    default:
      return nullptr;  // others are not checked
  }
}

class H4 final : public Judge {
 public:
  explicit H4(const Terms& terms) : Judge("H4", terms) {}

 private:
  struct Gateway {
    std::int64_t pid = 0;
    Instant spawned;
    std::optional<Instant> killed;
  };

  // The answers of other routes are for H1 and H2, and not read here.
  static bool is_about_gateway(Route route) {
    return route == Route::health || route == Route::version || route == Route::gateway_status ||
           route == Route::gateway_start || route == Route::gateway_stop ||
           route == Route::gateway_restart;
  }

  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const Route route = route_of(request);
    expected_.clear();
    if (!is_about_gateway(route) || !requests().reach_route(request)) return;
    const json body = sim::read_json(reply.body);
    switch (route) {
      case Route::health:
        return judge(request, reply, reply.status == 200 && body == json{{"status", "ok"}});
      case Route::gateway_status:
        return judge(request, reply, reply.status == 200 && is_status(body));
      case Route::gateway_start:
        return judge(
            request, reply,
            is_ok(reply, body) || is_conflict(reply, body, "Gateway already running or starting"));
      case Route::gateway_restart:
        return judge(request, reply,
                     is_ok(reply, body) || (!world().running() &&
                                            is_conflict(reply, body, "Gateway is shutting down")));
      case Route::gateway_stop:
        return judge(request, reply, is_ok(reply, body));
      case Route::version:
        return judge(request, reply, reply.status == 200 && is_version(body));
      default:
        return;
    }
  }

  void judge(const Request& request, const sim::HttpReceived& reply, bool right) {
    occasion();
    if (right) return;
    flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ' ' +
         reply.body + expected_);
  }

  static bool is_ok(const sim::HttpReceived& reply, const json& body) {
    return reply.status == 200 && body == json{{"ok", true}};
  }
  static bool is_conflict(const sim::HttpReceived& reply, const json& body, const char* error) {
    return reply.status == 409 && body == json{{"error", error}};
  }

  bool is_version(const json& body) {
    const std::set<std::string> keys = {"version", "commit", "openclawVersion", "openclawCommit",
                                        "gateway"};
    if (keys_of(body) != keys || !body["version"].is_string() || !body["commit"].is_string())
      return false;
    for (const char* key : {"openclawVersion", "openclawCommit"}) {
      if (!body[key].is_null() && !body[key].is_string()) return false;
    }
    if (body["openclawVersion"].is_string()) version_known_ = true;
    if (version_known_ && body["openclawVersion"].is_null()) {
      expected_ = "; it was known before";
      return false;
    }
    return is_status(body["gateway"]);
  }

  bool is_status(const json& status) {
    const std::set<std::string> states = {"stopped",  "starting", "running",
                                          "stopping", "crashed",  "shutting_down"};
    if (keys_of(status) != std::set<std::string>{"state", "pid", "uptime", "restarts", "lastExit"})
      return false;
    const bool shaped = status["state"].is_string() &&
                        states.contains(status["state"].get<std::string>()) &&
                        status["restarts"].is_number_integer();
    return shaped && is_process(status) && is_exit(status["lastExit"]);
  }

  // A child that ignores SIGKILL is given up: then null is right, too.
  [[nodiscard]] bool may_be_given_up() const {
    constexpr Duration kReapGrace = std::chrono::seconds(5);  // G5
    return gateway_->killed && world().now() >= *gateway_->killed + kReapGrace;
  }

  bool is_process(const json& status) {
    const bool none = status["pid"].is_null() && status["uptime"] == 0;
    if (!gateway_ || (none && may_be_given_up())) return none;
    const auto uptime =
        std::chrono::floor<std::chrono::seconds>(world().now() - gateway_->spawned).count();
    expected_ = "; the gateway is process " + std::to_string(gateway_->pid) + ", up for " +
                std::to_string(uptime) + " s";
    return status["pid"] == gateway_->pid && status["uptime"] == uptime;
  }

  bool is_exit(const json& exit) {
    expected_ = "; the last exit was " + sim::to_text(last_exits_.back());
    return std::any_of(last_exits_.begin(), last_exits_.end(),
                       [&](const json& last) { return is_same_exit(exit, last); });
  }

  static bool is_same_exit(const json& exit, const json& last) {
    if (last.is_null() || keys_of(exit) != keys_of(last)) return exit == last;
    const bool unnamed = last["code"].is_null() && last["signal"].is_null();
    return exit["at"] == last["at"] && exit["code"] == last["code"] &&
           (unnamed ? exit["signal"].is_string() : exit["signal"] == last["signal"]);
  }

  void before(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body) ||
        std::holds_alternative<sim::ControllerEnded>(event.body)) {
      gateway_.reset();
      last_exits_ = {nullptr};
      version_known_ = false;
    }
    if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) on(*spawned, event.at);
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    if (signalled != nullptr && gateway_ && signalled->pid == gateway_->pid &&
        signalled->signal == SIGKILL && !gateway_->killed)
      gateway_->killed = event.at;
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited != nullptr && gateway_ && exited->pid == gateway_->pid) on(*exited, event);
  }

  void on(const sim::ChildSpawned& spawned, Instant at) {
    if (spawned.role == sim::ChildRole::gateway) gateway_ = Gateway{spawned.pid, at, std::nullopt};
    if (spawned.command == sim::CliPurpose::version && version_known_)
      flag("the gateway's version is asked for again at " + text_of(at) + ", though it is known");
  }

  // Whether the end of one that was given up still counts as the last exit is open.
  void on(const sim::ChildExited& exited, const sim::Event& event) {
    json last = {{"code", nullptr}, {"signal", nullptr}};
    if (exited.code) last["code"] = *exited.code;
    if (exited.signal) last["signal"] = signal_text(*exited.signal);
    last["at"] = iso_text(event.wall.time_since_epoch().count());
    if (!may_be_given_up()) last_exits_.clear();
    last_exits_.push_back(std::move(last));
    gateway_.reset();
  }

  std::optional<Gateway> gateway_;
  std::vector<json> last_exits_ = {nullptr};  // each may count as the last one
  bool version_known_ = false;
  std::string expected_;  // told with a wrong answer
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h4(const Terms& terms) {
  return std::make_unique<H4>(terms);
}

}  // namespace scenarios
