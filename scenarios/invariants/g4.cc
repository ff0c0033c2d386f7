// G4: a gateway that ended comes back when it has to, not earlier and not later, and the state that
// is shown fits what can be seen of it.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_judge.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/restart_model.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;

class Restarts final : public GatewayJudge {
 public:
  explicit Restarts(const Terms& terms) : GatewayJudge("G4", terms) {}

 private:
  void before(const sim::Event& event) override {
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
    const bool attempt = (spawned != nullptr && spawned->role == sim::ChildRole::gateway) ||
                         (failed != nullptr && failed->role == sim::ChildRole::gateway);
    if (attempt && gateways().controller_runs()) judge_attempt(event.at);
    const auto* ended = std::get_if<sim::CallEnded>(&event.body);
    const GatewayCall* call = ended == nullptr ? nullptr : gateways().call(ended->call);
    const bool refused = call != nullptr && ended->status != 200 && ended->status != 0;
    if (refused) judge_refusal(*call, event.at);
    if (call != nullptr && ended->status == 200) judge_done(*call, event.at);
    model_.before(event, gateways());
  }
  void after(const sim::Event& event) override { model_.after(event, gateways()); }

  void judge_attempt(Instant at) {
    const std::optional<Restart>& due = model_.due();
    if (gateways().start_wished() || model_.first_start_open(at)) return;
    if (!due) {
      // One that was on its way in the very instant of the shutdown.
      if (gateways().shutdown_asked() && at <= *gateways().shutdown_asked() + kLate) return;
      flag("a gateway was spawned at " + text_of(at) + ", and nobody wanted one");
      return;
    }
    occasion();
    for (const Duration wait : due->waits) {
      if (at + kEarly >= due->ended + wait && at <= due->ended + wait + kLate) return;
    }
    const Duration wait = due->waits.back();
    if (at > due->ended + wait) return;  // told by passed()
    flag("the gateway that " + due->how() + " at " + text_of(due->ended) + " was started again " +
         text_of(at - due->ended) + " later; it had to be " + text_of(wait) + " later");
  }

  // A start or restart that finds the gateway crashed does not wait, and is not refused.
  void judge_refusal(const GatewayCall& call, Instant at) {
    const bool starts = call.wish == Wish::start || call.wish == Wish::restart;
    const std::optional<Restart>& due = model_.due();
    if (!starts || !due || !due->crash || gateways().has_child()) return;
    if (gateways().shutdown_asked() || call.began <= due->ended + kLate) return;
    if (at + kEarly >= due->ended + due->waits.front()) return;
    flag("a start was refused at " + text_of(at) + ", though the gateway " + due->how() + " at " +
         text_of(due->ended) + " and none runs");
  }

  void judge_done(const GatewayCall& call, Instant at) {
    if (call.wish != Wish::restart || model_.attempted_at() >= call.began) return;
    flag("the restart asked for at " + text_of(call.began) + " was answered at " + text_of(at) +
         ", and no gateway was spawned since");
  }

  void passed(Instant now) override {
    const std::optional<Restart>& due = model_.due();
    if (!due || !due->required || now <= due->ended + due->waits.back() + kLate) return;
    flag("the gateway that " + due->how() + " at " + text_of(due->ended) +
             " was not started again by " + text_of(now) + "; it had to be " +
             text_of(due->waits.back()) + " later",
         Property::liveness);
    model_.give_up();
  }

  RestartModel model_;
};

class States final : public GatewayJudge {
 public:
  explicit States(const Terms& terms) : GatewayJudge("G4", terms) {}

 private:
  void before(const sim::Event& event) override {
    const auto* status = std::get_if<sim::GatewayStatus>(&event.body);
    if (status != nullptr && gateways().controller_runs()) judge(*status, event.at);
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned != nullptr && spawned->role == sim::ChildRole::gateway) count_spawn(event.at);
    model_.before(event, gateways());
  }
  void after(const sim::Event& event) override {
    model_.after(event, gateways());
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) least_ = most_ = 0;
  }

  // A spawn that was due and also asked for may count or not.
  void count_spawn(Instant at) {
    if (!model_.due()) return;
    ++most_;
    if (!gateways().start_wished() && !model_.first_start_open(at)) ++least_;
  }

  void judge(const sim::GatewayStatus& status, Instant at) {
    if (!may_be(status, at)) {
      flag("the state is shown as " + status.state +
           (status.pid ? " with pid " + std::to_string(*status.pid) : std::string()) + " at " +
           text_of(at) + ", but " + model_.what_is_seen(gateways()));
    }
    if (status.restarts >= least_ && status.restarts <= most_) return;
    flag("the number of restarts is shown as " + std::to_string(status.restarts) + " at " +
         text_of(at) + "; it had to be " + std::to_string(least_) +
         (least_ == most_ ? std::string() : " to " + std::to_string(most_)));
  }

  // Whether that state may be shown now. What changes within an instant may be shown in any order.
  [[nodiscard]] bool may_be(const sim::GatewayStatus& status, Instant at) const {
    const Gateway* child = status.pid ? gateways().find(*status.pid) : nullptr;
    if (status.pid && child == nullptr) return false;
    if (gateways().shutdown_asked()) {
      return status.state == "shutting_down" || at <= *gateways().shutdown_asked() + kLate;
    }
    if (status.state == "running") {
      return child != nullptr && (!child->signalled || at <= *child->signalled + kLate);
    }
    if (status.state == "stopping") return gateways().end_wished();
    if (status.pid) return false;
    if (status.state == "starting") return model_.may_be_starting(at, gateways());
    if (status.state == "crashed") return model_.may_be_crashed(at);
    if (status.state == "stopped") return model_.may_be_stopped(gateways());
    return false;
  }

  RestartModel model_;
  // Restarts of the controller's own: at least, at most.
  std::int64_t least_ = 0;
  std::int64_t most_ = 0;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g4(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<Restarts>(terms),
                                  std::make_unique<States>(terms));
}

}  // namespace scenarios
