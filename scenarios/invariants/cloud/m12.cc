// M12: the statuses are five. After a start the gateway's status is polled every 3 s, for 60 s at
// most, and running is persisted afterwards; never once the instance is being destroyed.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios {
namespace {

using namespace seen;

class M12 final : public CloudJudge {
 public:
  explicit M12(const SharedCloud& cloud) : CloudJudge("M12", cloud) {}

 private:
  // How far a moment of polling may be missed by.
  static constexpr Duration kSlack = std::chrono::seconds(1);

  struct Polling {
    std::optional<Instant> first;
    std::optional<Instant> last;
    std::optional<Instant> answered;  // when the last request was
    std::string status;               // the last one that was told; empty: it was not
    bool reachable = false;           // GET / was not 502 after it

    // The gateway was seen to run, and could be reached. Each status is told, and few are asked
    // for.
    [[nodiscard]] bool ready() const { return reachable && text_in(status, "state") == "running"; }
  };

  static bool is_poll(const ControllerCall& request) {
    return path_of(request.sent.target) == "/_kilo/gateway/status";
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() != "start" || ask.beside.contains("start")) return;
    polls_[&instance] = {};
    ran_before_[&instance] = instance.status() == "running";
    behind_[&instance] = instance.may_be_at_work(cloud().now());
  }
  void ended(const CloudInstance& instance) override { polls_.erase(&instance); }

  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    const auto found = polls_.find(&instance);
    if (!is_poll(request) || found == polls_.end()) return;
    occasion();
    Polling& polling = found->second;
    if (!polling.first) polling.first = request.at;
    if (polling.last && request.at - *polling.last + kSlack < terms().poll_gap)
      flag(instance.id + " polls the gateway's status " + text_of(request.at - *polling.last) +
           " after the last time");
    if (polling.answered && request.at - *polling.answered > terms().poll_gap + kSlack)
      flag(instance.id + " polls the gateway's status " + text_of(request.at - *polling.answered) +
           " after the last answer only");
    if (request.at - *polling.first > terms().poll_max + kSlack)
      flag(instance.id + " still polls the gateway's status " +
           text_of(request.at - *polling.first) + " after the first time");
    polling.last = request.at;
  }

  void controller_answered(const CloudInstance& instance, const ControllerCall& request) override {
    const auto found = polls_.find(&instance);
    if (found == polls_.end()) return;
    Polling& polling = found->second;
    const sim::ControllerAnswered& answer = *request.answer;
    if (is_poll(request)) {
      polling.answered = cloud().now();
      polling.status = answer.status / 100 == 2 ? answer.body : std::string();
      polling.reachable = false;
    } else if (request.sent.target == "/") {
      constexpr std::int64_t kBadGateway = 502;
      polling.answered = cloud().now();
      polling.reachable = answer.status != 0 && answer.status != kBadGateway;
    }
  }

  // A machine is not touched before the start is persisted.
  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const Ask* start = instance.in_flight("start");
    const bool launches = call.operation() == "create_machine" ||
                          call.operation() == "update_machine" ||
                          call.operation() == "start_machine";
    if (start == nullptr || !launches || instance.status() == "starting" ||
        instance.status() == "destroying" || start->lifecycle_beside > 0 || behind_[&instance])
      return;
    flag(instance.id + " calls " + call.operation() + " in a start, and its status is \"" +
         instance.status() + '"');
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    if (now.erased) return;
    if (now.status == "starting") behind_[&instance] = false;
    constexpr std::string_view kStatuses[] = {"provisioned", "starting", "running", "stopped",
                                              "destroying"};
    if (std::ranges::find(kStatuses, now.status) == std::end(kStatuses))
      flag(instance.id + " has the status \"" + now.status + '"');
    const auto& old = news().old_stored;
    // The next start, which was asked for before the last one was answered.
    if (now.status == "starting" && old && old->status == "running") polls_[&instance] = {};
    if (old && old->status == "destroying" && now.status != "destroying")
      flag(instance.id + " was being destroyed, and its status becomes \"" + now.status + '"');
    const bool fresh = now.status == "running" && (!old || old->status != "running");
    if (!fresh) return;
    occasion();
    const auto polling = polls_.find(&instance);
    // A start that fails leaves one that ran as it was.
    if (instance.in_flight("start") != nullptr && !ran_before_[&instance] &&
        (polling == polls_.end() || !polling->second.first))
      flag(instance.id + " is running without having asked for its gateway's status");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start" || reply.status != 200) return;
    if (instance.status() != "running" && instance.in_flight("destroy") == nullptr &&
        instance.in_flight("stop") == nullptr)
      flag(instance.id + " has started, and its status is \"" + instance.status() + '"');
    const Polling& polling = polls_[&instance];
    if (polling.first && !polling.ready() && cloud().now() - *polling.first < terms().poll_max)
      flag(instance.id + " has started after " + text_of(cloud().now() - *polling.first) +
           " of polling, and its gateway was not seen to run");
  }

  PerInstance<Polling> polls_;    // of the start that is under way
  PerInstance<bool> ran_before_;  // likewise: as it was asked for
  // Likewise: a check was at work then, and has its turn until the start stores that it starts.
  PerInstance<bool> behind_;
};

}  // namespace

std::unique_ptr<Invariant> make_m12(const SharedCloud& cloud) {
  return std::make_unique<M12>(cloud);
}

}  // namespace scenarios
