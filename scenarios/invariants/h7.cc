// H7: the first signal ends the controller in order: the cache stops, then the gateway gets that
// signal, and the exit code is 0. A second signal ends it at once, with 1.
#include <csignal>
#include <optional>
#include <set>
#include <string>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class H7 final : public Judge {
 public:
  explicit H7(const Terms& terms) : Judge("H7", terms) {}

 private:
  void before(const sim::Event& event) override {
    if (const auto* call = std::get_if<sim::CallBegan>(&event.body)) {
      if (call->operation == "controller.stop") asked_ ? again(event.at) : ask(*call, event.at);
    }
    if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) {
      if (spawned->role == sim::ChildRole::gateway) gateways_.insert(spawned->pid);
    }
    if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
      gateways_.erase(exited->pid);
      owed_.erase(exited->pid);
    }
    if (const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body)) judge(*signalled);
    if (const auto* ended = std::get_if<sim::ControllerEnded>(&event.body)) judge(*ended, event.at);
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) forget();
  }

  void ask(const sim::CallBegan& call, Instant at) {
    asked_ = at;
    signal_ = std::stoll(call.target);
    owed_ = gateways_;
    occasion();
  }
  void again(Instant at) {
    if (!hurried_) hurried_ = at;
    owed_.clear();
    occasion();
  }

  void judge(const sim::ChildSignalled& signalled) {
    if (!owed_.erase(signalled.pid)) {
      gateways_.erase(signalled.pid);  // it is being ended already
      return;
    }
    gateways_.erase(signalled.pid);
    if (stops_it_already(signalled)) return;
    if (signalled.signal != signal_) {
      flag("the controller got signal " + std::to_string(signal_) + " and sent its gateway " +
           std::to_string(signalled.signal));
    }
    for (const auto& [pid, child] : world().children().alive()) {
      if (child.signalled || child.command == sim::CliPurpose::version) continue;
      flag("the gateway was sent its signal before the cache had stopped: " + text_of(child) +
           " runs on");
    }
  }

  // An operation (G5) and the signal to the controller may come in one instant. Who was first
  // nobody can tell, and one that is being stopped gets no second signal.
  [[nodiscard]] bool stops_it_already(const sim::ChildSignalled& signalled) const {
    const bool stop =
        world().gateways().wished(Wish::stop) || world().gateways().wished(Wish::restart);
    return stop && signalled.signal == SIGTERM && world().now() <= *asked_ + kLate;
  }

  void judge(const sim::ControllerEnded& ended, Instant at) {
    if (!ended.killed) judge_code(ended.code.value_or(-1));
    if (ended.code == 0 && !owed_.empty())
      flag("the controller exited at " + text_of(at) + " without a signal to its gateway");
    forget();
  }

  void judge_code(std::int64_t code) {
    const std::string told = "the controller exited with " + std::to_string(code);
    if (!asked_) {
      flag(told + " without being asked to");
    } else if (hurried_ && code != 1) {
      flag(told + " after a second signal, not with 1");
    } else if (!hurried_ && code != 0) {
      flag(told + " after one signal, not with 0");
    }
  }

  // Before anything else happens.
  void idle(Instant /*until*/) override {
    if (hurried_) {
      flag("the controller got a second signal at " + text_of(*hurried_) + " and runs on");
      forget();
    }
    if (owed_.empty()) return;
    flag("the controller got signal " + std::to_string(signal_) + " at " + text_of(*asked_) +
         " and did not pass it on to its gateway");
    owed_.clear();
  }

  void forget() {
    asked_.reset();
    hurried_.reset();
    gateways_.clear();
    owed_.clear();
  }

  std::set<std::int64_t> gateways_;  // that live and were sent no signal
  std::set<std::int64_t> owed_;      // the signal that the controller got
  std::optional<Instant> asked_;
  std::optional<Instant> hurried_;  // by a second signal
  std::int64_t signal_ = 0;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h7(const Terms& terms) {
  return std::make_unique<H7>(terms);
}

}  // namespace scenarios
