// H4: health, version and the gateway's routes answer as the wire facts say, and truthfully.
#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_judge.h"
#include "scenarios/invariants/support/wall_text.h"

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

class H4 final : public HttpJudge {
 public:
  explicit H4(const Terms& terms) : HttpJudge("H4", terms) {}

 private:
  struct Gateway {
    std::int64_t pid = 0;
    Instant spawned;
  };

  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const Route route = route_of(request);
    if (route == Route::unknown || !reaches(request)) return;
    const json body = json::parse(reply.body, nullptr, false);
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
                     is_ok(reply, body) || is_conflict(reply, body, "Gateway is shutting down"));
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
    expected_.clear();
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

  // A child that ignores SIGKILL may have been given up: then null is right, too.
  bool is_process(const json& status) {
    if (!gateway_ || (given_up_ && status["pid"].is_null()))
      return status["pid"].is_null() && status["uptime"] == 0;
    const auto uptime =
        std::chrono::floor<std::chrono::seconds>(world().now() - gateway_->spawned).count();
    expected_ = "; the gateway is process " + std::to_string(gateway_->pid) + ", up for " +
                std::to_string(uptime) + " s";
    return status["pid"] == gateway_->pid && status["uptime"] == uptime;
  }

  bool is_exit(const json& exit) {
    if (!last_exit_) return exit.is_null() || given_up_;
    expected_ = "; the last exit was " + last_exit_->dump();
    if (keys_of(exit) != keys_of(*last_exit_)) return false;
    return exit["at"] == (*last_exit_)["at"] && exit["code"] == (*last_exit_)["code"] &&
           ((*last_exit_)["signal"].is_null() || exit["signal"] == (*last_exit_)["signal"]);
  }

  void other(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body) ||
        std::holds_alternative<sim::ControllerEnded>(event.body)) {
      gateway_.reset();
      last_exit_.reset();
      given_up_ = false;
    }
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned != nullptr && spawned->role == sim::ChildRole::gateway)
      gateway_ = Gateway{spawned->pid, event.at};
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    if (signalled != nullptr && gateway_ && signalled->pid == gateway_->pid &&
        signalled->signal == SIGKILL)
      given_up_ = true;
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited == nullptr || !gateway_ || exited->pid != gateway_->pid) return;
    gateway_.reset();
    last_exit_ = json{{"code", nullptr}, {"signal", nullptr}};
    if (exited->code) (*last_exit_)["code"] = *exited->code;
    if (exited->signal) (*last_exit_)["signal"] = signal_text(*exited->signal);
    (*last_exit_)["at"] = iso_text(event.wall.time_since_epoch().count());
  }

  std::optional<Gateway> gateway_;
  std::optional<json> last_exit_;
  bool given_up_ = false;  // or perhaps not
  std::string expected_;
};

}  // namespace

std::unique_ptr<Invariant> make_h4(const Terms& terms) { return std::make_unique<H4>(terms); }

}  // namespace scenarios
