// H6: requests that are too large or too slow are refused in time, and no others.
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_judge.h"

namespace scenarios {
namespace {

using namespace seen;

class H6 final : public Judge {
 public:
  explicit H6(const Terms& terms) : Judge("H6", terms) {}

 private:
  struct Request {
    sim::HttpSent sent;
    Instant began;
  };

  [[nodiscard]] bool own(const Request& request) const {
    return request.sent.target.starts_with("/_kilo/");
  }
  // The refusals that the request earns.
  [[nodiscard]] std::set<std::int64_t> earned(const Request& request) const {
    std::set<std::int64_t> statuses;
    if (request.sent.head_bytes > terms().head_bytes_max) statuses.insert(431);
    if (own(request) && request.sent.body_bytes > terms().body_bytes_max) statuses.insert(413);
    if (own(request) && Duration(request.sent.send_us) > terms().read_patience)
      statuses.insert(408);
    return statuses;
  }

  void before(const sim::Event& event) override {
    if (const auto* sent = std::get_if<sim::HttpSent>(&event.body))
      open_[sent->call] = Request{*sent, event.at};
    if (const auto* arrived = std::get_if<sim::GatewayRequested>(&event.body))
      forwarded_.insert(arrived->call);
    if (const auto* reply = std::get_if<sim::HttpReceived>(&event.body)) judge(*reply);
    if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) {
      open_.erase(ended->call);
      forwarded_.erase(ended->call);
    }
  }

  void judge(const sim::HttpReceived& reply) {
    const auto found = open_.find(reply.call);
    if (found == open_.end()) return;
    const auto refusals = earned(found->second);
    const std::string told = found->second.sent.method + ' ' + found->second.sent.target + " of " +
                             text_of(found->second.began) + ", " +
                             std::to_string(found->second.sent.head_bytes) + " and " +
                             std::to_string(found->second.sent.body_bytes) +
                             " bytes, was answered with " + std::to_string(reply.status);
    if (!refusals.empty()) {
      occasion();
      if (!refusals.contains(reply.status)) flag(told);
      return;
    }
    // Waiting for an answer is not slow.
    if (world().now() > found->second.began + terms().read_patience) occasion();
    if (forwarded_.contains(reply.call)) return;  // the gateway has limits of its own
    const bool in_time = Duration(found->second.sent.send_us) <= terms().read_patience;
    if (reply.status == 431 || reply.status == 413 || (in_time && reply.status == 408)) {
      flag(told + ", though it keeps to the limits");
    }
  }

  // A slow sender does not hold its connection for longer than that.
  void idle(Instant until) override {
    for (const auto& [call, request] : open_) {
      const Instant due = request.began + terms().read_patience + kReplySlack;
      if (earned(request).empty() || due >= until || !told_.insert(call).second) continue;
      flag(request.sent.method + ' ' + request.sent.target + " of " + text_of(request.began) +
           " is outside the limits and still not refused at " + text_of(due));
    }
  }

  std::map<std::int64_t, Request> open_;
  std::set<std::int64_t> forwarded_;  // those that reached the gateway
  std::set<std::int64_t> told_;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h6(const Terms& terms) {
  return std::make_unique<H6>(terms);
}

}  // namespace scenarios
