// H6: requests that are too large or too slow are refused in time, and no others.
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class H6 final : public Judge {
 public:
  explicit H6(const Terms& terms) : Judge("H6", terms) {}

 private:
  // The refusals that the request earns.
  [[nodiscard]] std::set<std::int64_t> earned(const Request& request) const {
    std::set<std::int64_t> statuses;
    const sim::HttpSent& sent = request.sent;
    if (sent.head_bytes > terms().head_bytes_max) statuses.insert(431);
    if (is_for_controller(sent) && sent.body_bytes > terms().body_bytes_max) statuses.insert(413);
    if (is_too_slow(sent, terms().read_patience)) statuses.insert(408);
    return statuses;
  }

  void before(const sim::Event& event) override {
    if (const auto* arrived = std::get_if<sim::GatewayRequested>(&event.body))
      forwarded_.insert(arrived->call);
    if (const auto* reply = std::get_if<sim::HttpReceived>(&event.body)) judge(*reply);
    if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) forwarded_.erase(ended->call);
  }

  void judge(const sim::HttpReceived& reply) {
    const Request* request = requests().answered();
    if (request == nullptr) return;
    const auto refusals = earned(*request);
    const std::string told = text_of(*request) + ", " + std::to_string(request->sent.head_bytes) +
                             " and " + std::to_string(request->sent.body_bytes) +
                             " bytes, was answered with " + std::to_string(reply.status);
    if (!refusals.empty()) {
      occasion();
      if (!refusals.contains(reply.status)) flag(told);
      return;
    }
    // Waiting for an answer is not slow.
    if (world().now() > request->began + terms().read_patience) occasion();
    if (forwarded_.contains(reply.call)) return;  // the gateway has limits of its own
    if (reply.status == 431 || reply.status == 413 || reply.status == 408) {
      flag(told + ", though it keeps to the limits");
    }
  }

  // A slow sender does not hold its connection for longer than that. Of a request that is passed on
  // the head is over time by then, or, since all pauses are equal, the first one is.
  void idle(Instant until) override {
    for (const auto& [call, request] : requests().open()) {
      const Instant due = request.began + terms().read_patience + kReplySlack;
      if (earned(request).empty() || due >= until || !told_.insert(call).second) continue;
      flag(text_of(request) + " is outside the limits and still not refused at " + text_of(due));
    }
  }

  std::set<std::int64_t> forwarded_;  // those that reached the gateway
  std::set<std::int64_t> told_;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h6(const Terms& terms) {
  return std::make_unique<H6>(terms);
}

}  // namespace scenarios
