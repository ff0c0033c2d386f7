// H5: what no route answers goes to the gateway, behind the proxy token if one is required, and is
// never answered with 405.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;

class H5 final : public Judge {
 public:
  explicit H5(const Terms& terms) : Judge("H5", terms) {}

 private:
  void answered(const Request& request, const sim::HttpReceived& reply) override {
    if (reply.status == 405) flag(text_of(request) + " was answered with 405");
    if (route_of(request) != Route::unknown || !requests().reach_route(request)) return;
    occasion();
    if (terms().require_proxy_token &&
        header_of(request.sent, "x-kiloclaw-proxy-token") != terms().token) {
      const bool own = request.below("/_kilo/");
      judge(request, reply, 401,
            own ? R"({"error":"Unauthorized","code":"controller_route_unavailable"})"
                : R"({"error":"Unauthorized"})");
      return;
    }
    const auto arrived = arrived_.find(request.sent.call);
    if (arrived != arrived_.end()) {
      judge_forwarded(request, arrived->second);
    } else if (reply.status == 503) {
      judge(request, reply, 503, R"({"error":"Gateway not ready"})");
      if (since_before(running_since_, request))
        flag(text_of(request) + " was told that the gateway is not ready, but it runs");
      return;
    } else {
      judge(request, reply, 502, R"({"error":"Bad Gateway"})");
      if (since_before(listens_since_, request))
        flag(text_of(request) + " was told that the gateway cannot be reached, but it listens");
    }
    if (since_before(not_running_since_, request))
      flag(text_of(request) + " was answered with " + std::to_string(reply.status) +
           " and not with 503, though the gateway did not run");
  }

  // Whether that held when the last byte of the request came, and ever since.
  static bool since_before(const std::optional<Instant>& since, const Request& request) {
    return since && *since < request.complete();
  }

  void judge(const Request& request, const sim::HttpReceived& reply, std::int64_t status,
             std::string_view body) {
    if (reply.status == status && reply.body == body) return;
    flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ' ' +
         reply.body + ", not with " + std::to_string(status) + ' ' + std::string(body));
  }

  void judge_forwarded(const Request& request, const sim::GatewayRequested& arrived) {
    if (arrived.method != request.sent.method || arrived.target != request.sent.target)
      flag(text_of(request) + " reached the gateway as " + arrived.method + ' ' + arrived.target);
    std::vector<std::string> hosts;
    for (const std::string& line : arrived.headers) {
      const Header header = header_in(line);
      if (header.name == "host") hosts.push_back(header.value);
      if (header.name == "x-kiloclaw-proxy-token")
        flag(text_of(request) + " reached the gateway with its proxy token");
    }
    if (hosts != std::vector<std::string>{"127.0.0.1:3001"})
      flag(text_of(request) + " reached the gateway without its host");
    judge_passed_on(request, arrived);
  }

  // Those that concern the connection stay behind; but a proxy may say some of its own.
  void judge_passed_on(const Request& request, const sim::GatewayRequested& arrived) {
    const std::set<std::string> dropped = of_connection(request);
    for (const std::string& line : request.sent.headers) {
      const Header sent = header_in(line);
      const bool came = std::ranges::any_of(arrived.headers, [&](const std::string& other) {
        const Header header = header_in(other);
        return header.name == sent.name && header.value.starts_with(sent.value);
      });
      if (came && dropped.contains(sent.name))
        flag(text_of(request) + " reached the gateway with the connection's header " + sent.name);
      if (!came && !dropped.contains(sent.name) && !may_be_dropped(sent.name))
        flag(text_of(request) + " reached the gateway without its header " + sent.name);
    }
  }

  static std::set<std::string> of_connection(const Request& request) {
    std::set<std::string> names = {"keep-alive", "proxy-connection", "te", "upgrade"};
    for (const std::string& line : request.sent.headers) {
      const Header header = header_in(line);
      if (header.name != "connection") continue;
      std::istringstream listed(lower(header.value));
      for (std::string name; std::getline(listed, name, ',');) {
        std::erase_if(name, [](char c) { return c == ' ' || c == '\t'; });
        names.insert(name);
      }
    }
    return names;
  }
  static bool may_be_dropped(const std::string& name) {
    static const std::set<std::string> kNames = {
        "host",    "x-kiloclaw-proxy-token", "connection",         "transfer-encoding",
        "trailer", "proxy-authorization",    "proxy-authenticate", "content-length"};
    return kNames.contains(name);
  }

  void before(const sim::Event& event) override {
    if (const auto* arrived = std::get_if<sim::GatewayRequested>(&event.body)) {
      const auto found = requests().open().find(arrived->call);
      if (found != requests().open().end() && terms().require_proxy_token &&
          header_of(found->second.sent, "x-kiloclaw-proxy-token") != terms().token)
        flag(text_of(found->second) + " reached the gateway without a proxy token");
      arrived_[arrived->call] = *arrived;
    }
    if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) arrived_.erase(ended->call);
    if (const auto* status = std::get_if<sim::GatewayStatus>(&event.body))
      told(status->state == "running", event.at);
    if (std::holds_alternative<sim::GatewayListening>(event.body)) listens_since_ = event.at;
    if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) {
      if (spawned->role == sim::ChildRole::gateway) gateway_ = spawned->pid;
    }
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited != nullptr && exited->role == sim::ChildRole::gateway) listens_since_.reset();
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    if (signalled != nullptr && signalled->pid == gateway_)
      listens_since_.reset();  // it may close its port before it ends
    const auto* died = std::get_if<sim::ChildDied>(&event.body);
    if (died != nullptr && died->pid == gateway_)
      listens_since_.reset();  // what is left of its group answers nobody
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      told(false, event.at);
      listens_since_.reset();
      arrived_.clear();
    }
  }

  // The supervisor's state.
  void told(bool runs, Instant at) {
    auto& since = runs ? running_since_ : not_running_since_;
    if (!since) since = at;
    (runs ? not_running_since_ : running_since_).reset();
  }

  std::map<std::int64_t, sim::GatewayRequested> arrived_;  // at the gateway, by call
  std::optional<Instant> running_since_;
  std::optional<Instant> not_running_since_;
  std::optional<Instant> listens_since_;
  std::int64_t gateway_ = 0;  // the pid of the last one
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h5(const Terms& terms) {
  return std::make_unique<H5>(terms);
}

}  // namespace scenarios
