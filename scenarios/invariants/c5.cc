// C5: a call that lasts too long is sent SIGTERM at its time-out and SIGKILL after a grace; output
// beyond the cap is an error of that call.
//
// An early signal is judged when the child is gone: only then is known how much it printed.
#include <csignal>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class TimeOuts final : public Judge {
 public:
  explicit TimeOuts(const Terms& terms) : Judge("C5", terms) {}

 private:
  [[nodiscard]] bool judged(const Child& child) const {
    return is_list(child.command) || is_approval(child.command);
  }
  [[nodiscard]] Instant deadline(const Child& child) const {
    return child.spawned +
           (is_list(child.command) ? terms().list_timeout : terms().approve_timeout);
  }

  void idle(Instant until) override {
    if (!world().running()) return;
    for (const auto& [pid, child] : world().children().alive()) {
      if (!judged(child)) continue;
      if (!child.signalled && deadline(child) < until && told_.insert(pid).second) {
        flag(text_of(child) + " runs since " + text_of(child.spawned) +
             " and had to get SIGTERM at " + text_of(deadline(child)));
      }
      const bool spared = child.termed && !child.killed;
      if (spared && *child.termed + terms().term_grace < until && told_.insert(pid).second) {
        flag(text_of(child) + " got SIGTERM at " + text_of(*child.termed) +
             " and had to get SIGKILL at " + text_of(*child.termed + terms().term_grace));
      }
    }
    judge_callers();
  }

  // A caller does not wait for a child that cannot be reaped.
  void judge_callers() {
    for (const auto& [pid, child] : world().children().alive()) {
      if (!child.given_up || !is_approval(child.command)) continue;
      for (const auto& [id, call] : world().calls().open()) {
        if (!call.is_approval() || call.key != approval_key(child)) continue;
        if (call.began >= *child.killed + terms().reap_grace) continue;
        if (!told_callers_.insert(id).second) continue;
        flag(text_of(child) + " got SIGKILL at " + text_of(*child.killed) +
             " and is not reaped; its caller had to be answered " + text_of(terms().reap_grace) +
             " later");
      }
    }
  }

  void before(const sim::Event& event) override {
    const auto* exit = std::get_if<sim::ChildExited>(&event.body);
    if (exit == nullptr) return;
    const Child* child = world().children().find(exit->pid);
    if (child != nullptr && judged(*child) && world().running()) judge_signals(*child, *exit);
    told_.erase(exit->pid);
  }

  void judge_signals(const Child& child, const sim::ChildExited& exit) {
    if (!child.signalled) return;
    const auto cap = static_cast<std::int64_t>(terms().output_bytes_max);
    if (exit.out_bytes > cap || exit.err_bytes > cap) return;
    occasion();
    if (*child.signalled < deadline(child)) {
      flag(text_of(child) + " runs since " + text_of(child.spawned) + " and got a signal at " +
           text_of(*child.signalled) + "; its time-out was at " + text_of(deadline(child)));
    }
    if (!child.killed) return;
    if (!child.termed || *child.killed < *child.termed + terms().term_grace) {
      flag(text_of(child) + " got SIGKILL at " + text_of(*child.killed) +
           (child.termed ? ", less than " + text_of(terms().term_grace) + " after its SIGTERM"
                         : " without any SIGTERM before"));
    }
  }

  std::set<std::int64_t> told_;  // children already complained of
  std::set<std::int64_t> told_callers_;
};

class Cap final : public Judge {
 public:
  explicit Cap(const Terms& terms) : Judge("C5", terms) {}

 private:
  void ended(const Round& round) override {
    for (const ListCall& call : round.calls) {
      if (call.oversized) occasion();
    }
  }
  void differs(const Difference& difference) override {
    if (difference.wrong == Wrong::oversized_used) flag(difference.text);
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c5(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<TimeOuts>(terms), std::make_unique<Cap>(terms));
}

}  // namespace scenarios
