// H5: what no route answers goes to the gateway, behind the proxy token if one is required, and is
// never answered with 405.
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_judge.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;

class H5 final : public HttpJudge {
 public:
  explicit H5(const Terms& terms) : HttpJudge("H5", terms) {}

 private:
  void answered(const Request& request, const sim::HttpReceived& reply) override {
    if (reply.status == 405) flag(text_of(request) + " was answered with 405");
    if (route_of(request) != Route::unknown || !reaches(request)) return;
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
      if (always_running_since_ && *always_running_since_ < request.complete())
        flag(text_of(request) + " was told that the gateway is not ready, but it runs");
    } else {
      judge(request, reply, 502, R"({"error":"Bad Gateway"})");
      if (listens_since_ && *listens_since_ < request.complete())
        flag(text_of(request) + " was told that the gateway cannot be reached, but it listens");
    }
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
    for (const std::string& header : arrived.headers) {
      const std::size_t colon = header.find(": ");
      const std::string name = lower(header.substr(0, colon));
      if (name == "host") hosts.push_back(header.substr(colon + 2));
      if (name == "x-kiloclaw-proxy-token")
        flag(text_of(request) + " reached the gateway with its proxy token");
    }
    if (hosts != std::vector<std::string>{"127.0.0.1:3001"})
      flag(text_of(request) + " reached the gateway without its host");
  }

  void other(const sim::Event& event) override {
    if (const auto* arrived = std::get_if<sim::GatewayRequested>(&event.body)) {
      const auto found = open().find(arrived->call);
      if (found != open().end() && terms().require_proxy_token &&
          header_of(found->second.sent, "x-kiloclaw-proxy-token") != terms().token)
        flag(text_of(found->second) + " reached the gateway without a proxy token");
      arrived_[arrived->call] = *arrived;
    }
    if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) arrived_.erase(ended->call);
    if (const auto* status = std::get_if<sim::GatewayStatus>(&event.body)) {
      if (status->state != "running") {
        always_running_since_.reset();
      } else if (!always_running_since_) {
        always_running_since_ = event.at;
      }
    }
    if (std::holds_alternative<sim::GatewayListening>(event.body)) listens_since_ = event.at;
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited != nullptr && exited->role == sim::ChildRole::gateway) listens_since_.reset();
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    if (signalled != nullptr) listens_since_.reset();  // it may close its port before it ends
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      always_running_since_.reset();
      listens_since_.reset();
    }
  }

  std::map<std::int64_t, sim::GatewayRequested> arrived_;  // at the gateway, by call
  std::optional<Instant> always_running_since_;
  std::optional<Instant> listens_since_;
};

}  // namespace

std::unique_ptr<Invariant> make_h5(const Terms& terms) { return std::make_unique<H5>(terms); }

}  // namespace scenarios
