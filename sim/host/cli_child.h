// One call of the gateway's command line, as a process: the pure model of sim/gateway, given time,
// cores and faults.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/fault_rule.h"
#include "sim/gateway/cli_model.h"
#include "sim/host/child.h"
#include "sim/host/cpu.h"

namespace sim {

// What the fault rules that struck a call make of it.
struct CliFaults {
  std::optional<fault::Exit> exit;
  std::optional<fault::Crash> crash;
  Duration delay{};
  bool hang = false;
  bool ignore_term = false;
  std::optional<fault::Unkillable> unkillable;
  std::vector<fault::Fork> forks;
  std::vector<const FaultRule*> struck;  // all of them, for what is printed
  bool shapes_output = false;

  // The call ends without touching the stores.
  [[nodiscard]] bool idle() const { return exit || (crash && !crash->carried_out); }
};

class CliChild final : public Child {
 public:
  // Nothing, and `error`, when a fault keeps it from starting.
  static std::unique_ptr<CliChild> start(Host& host, std::int64_t pid,
                                         const controller::SpawnSpec& spec, Parent& parent,
                                         std::string& error);

  CliChild(Host& host, std::int64_t pid, Parent& parent, CliPlan plan, CliFaults faults);

  void on_signal(int number) override;

 private:
  struct CpuWork final : Cpu::Job {
    explicit CpuWork(CliChild* child_in)
        : Job([](Job& job) { static_cast<CpuWork&>(job).child->work_done(); }), child(child_in) {}
    CliChild* child;
  };
  enum class Phase : std::uint8_t { before_act, after_act };

  void describe(ChildExited& exited) const override;
  void plan_durations();
  void run(CliSpan span);
  void work_done();
  void next_phase();
  void act();
  // What it has found out, as events tell it.
  void tell_answer();
  void finish();
  void print_all(std::string_view out, std::string_view err);
  void halt();
  void on_death() override;
  void die();
  void end_by_fault();

  CliPlan plan_;
  CliFaults faults_;
  CliPurpose purpose_;
  Kind list_;
  std::string channel_;
  Phase phase_ = Phase::before_act;
  CliSpan tail_;  // from acting to the end
  std::int64_t max_rss_kb_;
  std::optional<Duration> fixed_tail_;  // when the scenario sets the duration
  CliReply reply_;
  bool answered_ = false;
  bool in_doubt_ = false;  // what was printed does not tell whether the approval was carried out
  int death_signal_ = 0;
  Duration wait_{};
  CpuWork work_;
  MemberTimer<CliChild, &CliChild::next_phase> wait_timer_;
  MemberTimer<CliChild, &CliChild::die> death_timer_;
  MemberTimer<CliChild, &CliChild::end_by_fault> fault_timer_;
};

// What an argv is for, as events tell it.
CliPurpose purpose_of(const CliArgs& args);

}  // namespace sim
