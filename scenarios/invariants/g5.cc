// G5: a gateway is ended by SIGTERM, a grace time and SIGKILL, when somebody wants it ended and not
// otherwise; operations come one after the other; no child outlives its controller, and nothing
// that a child has started outlives the child.
#include <algorithm>
#include <csignal>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_judge.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;

std::string called(const Gateway& gateway) { return "gateway " + std::to_string(gateway.pid); }

class Signals final : public GatewayJudge {
 public:
  explicit Signals(const Terms& terms) : GatewayJudge("G5", terms) {}

 private:
  void before(const sim::Event& event) override {
    if (!gateways().controller_runs()) return;
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    const Gateway* gateway = signalled == nullptr ? nullptr : gateways().find(signalled->pid);
    if (gateway != nullptr) judge_signal(*gateway, signalled->signal, event.at);
  }

  void judge_signal(const Gateway& gateway, std::int64_t signal, Instant at) {
    if (!gateway.signalled) {
      occasion();
      if (!gateways().end_wished()) {
        flag(called(gateway) + " was sent signal " + std::to_string(signal) +
             ", and nobody wanted it ended");
      } else if (signal == SIGKILL) {
        flag(called(gateway) + " was sent SIGKILL without SIGTERM and a grace time before");
      } else if (signal != SIGTERM && !gateways().shutdown_asked()) {
        flag(called(gateway) + " was sent signal " + std::to_string(signal) +
             "; it had to be SIGTERM");
      }
    } else if (signal == SIGKILL && !gateway.killed) {
      occasion();
      if (at + kEarly < kill_at(gateway)) {
        flag(called(gateway) + " was sent SIGKILL at " + text_of(at) + ", before " +
             text_of(kill_at(gateway)) + ", the end of its grace time");
      }
    }
  }

  [[nodiscard]] Instant kill_at(const Gateway& gateway) const {
    return *gateway.signalled + terms().stop_grace;
  }

  // What the end of a controller leaves over is judged below.
  void passed(Instant now) override {
    if (!gateways().controller_runs()) return;
    const Gateway* spared = gateways().undisturbed();
    if (spared != nullptr && ask_ && now > *ask_ + kLate) {
      flag(called(*spared) + " got no signal, though its end was asked for at " + text_of(*ask_));
      ask_.reset();
    }
    for (const auto& [pid, gateway] : gateways().alive()) {
      if (!gateway.signalled || gateway.killed || now <= kill_at(gateway) + kLate) continue;
      if (!told_.insert(pid).second) continue;
      flag(called(gateway) + " runs on after " + text_of(kill_at(gateway)) +
           ", the end of its grace time, and was not sent SIGKILL");
    }
  }

  void after(const sim::Event& event) override {
    const auto* call = std::get_if<sim::CallBegan>(&event.body);
    const bool ends = call != nullptr &&
                      (call->operation == "gateway.stop" || call->operation == "gateway.restart" ||
                       call->operation == "controller.stop");
    if (ends && gateways().undisturbed() != nullptr && !ask_) ask_ = event.at;
    if (gateways().undisturbed() == nullptr || !gateways().controller_runs()) ask_.reset();
  }

  std::optional<Instant> ask_;  // the end of the gateway that runs was asked for
  std::set<std::int64_t> told_;
};

// Answers to operations, and how many gateways there are.
class Operations final : public GatewayJudge {
 public:
  explicit Operations(const Terms& terms) : GatewayJudge("G5", terms) {}

 private:
  void before(const sim::Event& event) override {
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned != nullptr && spawned->role == sim::ChildRole::gateway) judge_spawn(event.at);
    const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
    if (failed != nullptr && failed->role == sim::ChildRole::gateway) last_attempt_ = event.at;
    const auto* ended = std::get_if<sim::CallEnded>(&event.body);
    const GatewayCall* call = ended == nullptr ? nullptr : gateways().call(ended->call);
    const bool answered = call != nullptr && ended->status != 0;
    if (answered) judge_answer(*call, ended->status, event.at);
  }

  void judge_spawn(Instant at) {
    last_attempt_ = at;
    if (!gateways().controller_runs()) {
      flag("a gateway was spawned while no controller runs");
    } else if (gateways().shutdown_asked() && at > *gateways().shutdown_asked() + kLate) {
      flag("a gateway was spawned after the shutdown had begun");
    }
    if (gateways().has_child()) flag("a gateway was spawned while another one runs");
  }

  void judge_answer(const GatewayCall& call, std::int64_t status, Instant at) {
    const bool shut_down = gateways().shutdown_asked() && *gateways().shutdown_asked() < call.began;
    const bool starts = call.wish == Wish::start || call.wish == Wish::restart;
    if (starts && shut_down && status != 409) {
      flag("a start was answered " + std::to_string(status) + " during the shutdown, not 409");
    }
    if (call.wish == Wish::start && status == 409 && being_ended_since_before(call)) {
      flag("a start was refused at " + text_of(at) +
           " while the gateway was being stopped; it had to wait its turn");
    }
    if (call.wish == Wish::start && status == 200 && ran_all_along(call)) {
      flag("a start was accepted at " + text_of(at) + ", though the gateway ran");
    }
    const bool ends = call.wish == Wish::stop || call.wish == Wish::shutdown;
    if (ends && status == 200 && left_over(call)) {
      flag("the stop that began at " + text_of(call.began) +
           " was answered while the gateway runs on");
    }
    occasion();
  }

  // One that cannot be reaped is given up, and nobody waits for it any more.
  void passed(Instant now) override {
    constexpr Duration kReapGrace = std::chrono::seconds(5);
    if (!gateways().controller_runs() || gateways().shutdown_asked()) return;
    for (const auto& [pid, gateway] : gateways().alive()) {
      if (!gateway.killed || !gateway.signalled || gateway.left_behind) continue;
      // What is left of its group may have been killed before.
      const Instant killed = std::max(*gateway.killed, *gateway.signalled + terms().stop_grace);
      if (now <= killed + kReapGrace + kLate || last_attempt_ > gateway.spawned) continue;
      for (const auto& [id, call] : gateways().calls()) {
        const bool waits = !call.answered && !call.left && call.began <= killed;
        if (!waits || !told_.insert(id).second) continue;
        flag("what was asked for at " + text_of(call.began) + " still waits for " +
                 called(gateway) + ", which was sent SIGKILL at " + text_of(killed) +
                 " and had to be given up " + text_of(kReapGrace) + " later",
             Property::liveness);
      }
    }
  }

  // Nothing else was asked for, so that no order of the operations explains it.
  [[nodiscard]] bool ran_all_along(const GatewayCall& call) const {
    const Gateway* gateway = gateways().undisturbed();
    return gateway != nullptr && gateway->spawned < call.began && !gateways().end_wished();
  }
  [[nodiscard]] bool being_ended_since_before(const GatewayCall& call) const {
    if (gateways().shutdown_asked() || gateways().undisturbed() != nullptr) return false;
    for (const auto& [pid, gateway] : gateways().alive()) {
      if (gateway.signalled && !gateway.killed && *gateway.signalled < call.began) return true;
    }
    return false;
  }
  // One that was there when the call began, and got no SIGKILL.
  [[nodiscard]] bool left_over(const GatewayCall& call) const {
    for (const auto& [pid, gateway] : gateways().alive()) {
      if (!gateway.killed && gateway.spawned < call.began) return true;
    }
    return false;
  }

  Instant last_attempt_{};       // to spawn a gateway: any one before that was killed is given up
  std::set<std::int64_t> told_;  // calls
};

// How soon after its controller a process that gets SIGKILL has to be gone.
constexpr Duration kReaped = std::chrono::seconds(1);

// No zombie and no orphan remains, whichever way the controller ends.
class Orphans final : public GatewayJudge {
 public:
  explicit Orphans(const Terms& terms) : GatewayJudge("G5", terms) {}

 private:
  void before(const sim::Event& event) override {
    if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) {
      children_[spawned->pid] = Child();
    }
    if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
      children_.erase(exited->pid);
    }
    const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body);
    if (signalled != nullptr && signalled->signal == SIGKILL) killed(signalled->pid);
    if (const auto* rest = std::get_if<sim::GroupKilled>(&event.body)) killed(rest->pid);
    const auto* ended = std::get_if<sim::ControllerEnded>(&event.body);
    if (ended != nullptr) judge_end(*ended, event.at);
  }

  void killed(std::int64_t pid) {
    const auto found = children_.find(pid);
    if (found != children_.end()) found->second.killed = true;
  }

  void judge_end(const sim::ControllerEnded& ended, Instant at) {
    occasion();
    for (auto& [pid, child] : children_) {
      if (!child.gone_by) child.gone_by = at + kReaped;
      if (ended.killed || ended.code == 1 || child.killed) continue;  // 1: at once (H7)
      flag("the controller ended by itself while its child " + std::to_string(pid) + " lives");
    }
  }

  // One that does not even die of SIGKILL is stuck in the kernel, and nobody's fault.
  void passed(Instant now) override {
    for (auto& [pid, child] : children_) {
      if (!child.gone_by || now <= *child.gone_by || child.killed) continue;
      flag("child " + std::to_string(pid) + " outlived its controller");
      child.killed = true;  // told once
    }
  }

  struct Child {
    bool killed = false;
    std::optional<Instant> gone_by;
  };
  std::map<std::int64_t, Child> children_;  // of any role
};

// What a child has started is of its process group: it goes when the group is killed, and no later
// than the child is over.
class Groups final : public GatewayJudge {
 public:
  explicit Groups(const Terms& terms) : GatewayJudge("G5", terms) {}

 private:
  struct Member {
    std::int64_t group = 0;
    Duration slow{};  // stuck in the kernel for so long after SIGKILL
    std::optional<Instant> gone_by;
    std::string why;
  };

  void before(const sim::Event& event) override {
    const auto at = [&event] { return " at " + text_of(event.at); };
    if (const auto* forked = std::get_if<sim::ChildForked>(&event.body)) {
      members_[forked->pid] = Member{forked->group, Duration(forked->reaped_after_us), {}, {}};
    } else if (const auto* ended = std::get_if<sim::ForkEnded>(&event.body)) {
      members_.erase(ended->pid);
    } else if (const auto* died = std::get_if<sim::ChildDied>(&event.body)) {
      kill(died->pid, event.at, "the child died" + at());
    } else if (const auto* rest = std::get_if<sim::GroupKilled>(&event.body)) {
      kill(rest->pid, event.at, "the group was sent SIGKILL" + at());
    } else if (const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body)) {
      if (signalled->signal != SIGKILL) return;
      kill(signalled->pid, event.at, "the group was sent SIGKILL" + at());
    } else if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
      for (auto& [pid, member] : members_) {
        if (member.group == exited->pid)
          demand(member, event.at + kLate, "the child was over" + at());
      }
    } else if (std::holds_alternative<sim::ControllerEnded>(event.body)) {
      for (auto& [pid, member] : members_) {
        demand(member, event.at + kReaped + member.slow, "the controller ended" + at());
      }
    }
  }

  void kill(std::int64_t group, Instant at, const std::string& why) {
    for (auto& [pid, member] : members_) {
      if (member.group == group) demand(member, at + kLate + member.slow, why);
    }
  }

  void demand(Member& member, Instant gone_by, const std::string& why) {
    occasion();
    if (member.gone_by && *member.gone_by <= gone_by) return;
    member.gone_by = gone_by;
    member.why = why;
  }

  void passed(Instant now) override {
    std::erase_if(members_, [&](const auto& entry) {
      const auto& [pid, member] = entry;
      if (!member.gone_by || now <= *member.gone_by) return false;
      flag("process " + std::to_string(pid) + " of the group of child " +
           std::to_string(member.group) + " lives on, though " + member.why);
      return true;
    });
  }

  std::map<std::int64_t, Member> members_;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g5(const Terms& terms) {
  return std::make_unique<Joined>(
      std::make_unique<Signals>(terms), std::make_unique<Operations>(terms),
      std::make_unique<Orphans>(terms), std::make_unique<Groups>(terms));
}

}  // namespace scenarios
