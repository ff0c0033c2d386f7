// The reference model of an instance: from its events alone it keeps what the instance can know of
// Fly (instance_mind.h) and which of its operations may be at work (instance_turns.h), and has for
// every moment the set of allowed calls of the Machines API (allowed_calls.h) and of allowed
// answers (allowed_answers.h). What is not in the set is told, and the judge of the clause that
// the limit comes from flags it. The judges of F and M look at the truth of the world and at what
// becomes of it; the model looks at each single call, from what its caller had been told.
//
// It is derived from docs/contract.md alone (F1-F8, M1-M13), and as simple as possible. It leaves
// free:
// - times: when something is called, how often, and in which order where several calls are allowed
//   (M10, M12, M13 have judges);
// - whether something is called at all: an instance that does nothing does nothing wrong;
// - which region, of those that were not refused, and which of several machines (M2, M8);
// - what events do not show of a machine: image, environment, metadata, services and checks;
// - what the store is told, and the log;
// - the key-value store, and calls to controllers (F2, F5-F7 have judges);
// - with operations that overlap: who made which call. What either may do is allowed. With pairing
//   calls of one kind that overlap and may have taken each other's reply: how they are answered;
// - how a failed start, stop, destroy or check is told;
// - texts that a controller, a command or Fly wrote, where more than their beginning would have to
//   be predicted, and bodies that the trace has cut.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/support/allowed_answers.h"
#include "scenarios/invariants/support/allowed_calls.h"
#include "scenarios/invariants/support/instance_mind.h"
#include "scenarios/invariants/support/instance_turns.h"

namespace scenarios::seen {

// An observation outside of the allowed ones.
struct Deviation {
  std::string_view clause;  // whose judge flags it
  std::string text;
};

class InstanceModel {
 public:
  explicit InstanceModel(const CloudTerms& terms) : answers_(terms) {}

  // `event` happened; `cloud` has just taken it in. What was wrong with it, until the next event.
  const std::vector<Deviation>& observe(const sim::Event& event, const Cloud& cloud);

 private:
  struct Self {
    InstanceMind mind;
    InstanceTurns turns;
    std::string app;  // what the paths of its calls begin with

    void restart() {
      mind.restart();
      turns.restart();
      app.clear();
    }
  };
  // How long a machine's create whose reply was lost keeps its volume where it is.
  static constexpr Duration kLateCreate = std::chrono::minutes(2);

  void take(const sim::InstanceStarted& body, const Cloud& cloud);
  void take(const sim::InstanceEnded& body, const Cloud& cloud);
  void take(const sim::InstanceStored& body, const Cloud& cloud);
  void take(const sim::InstanceAsked& body, const Cloud& cloud);
  void take(const sim::InstanceAnswered& body, const Cloud& cloud);
  void take(const sim::FlyCalled& body, const Cloud& cloud);
  void take(const sim::FlyAnswered& body, const Cloud& cloud);
  void take(const sim::ControllerCalled& body, const Cloud& cloud);
  void take(const sim::KeyValueCalled& body, const Cloud& cloud);
  void take(const sim::FlyMachineChanged& body, const Cloud& cloud);
  template <class Other>
  void take(const Other& /*body*/, const Cloud& /*cloud*/) {}

  void check_call(const sim::FlyCalled& body, const Self& self, const Cloud& cloud);
  void check_lifecycle(const CloudInstance& instance, const Ask& ask, const Cloud& cloud);
  // A stop that took a machine for gone which was made just before, and lives.
  bool gave_up_a_new_one(const CloudInstance& instance, const Ask& ask, const Cloud& cloud);

  PerInstance<Self> selves_;
  std::map<std::string, MachineLives> lives_;  // by machine
  std::map<std::string, std::string> guests_;  // sizes: of machines, and that an instance uses
  PerInstance<Instant> creating_;              // instances that make a machine: since when
  PerInstance<Instant> lost_creates_;          // whose machine may still come: since when
  bool queries_ = false;                       // paths are told with their queries
  std::uint64_t cause_ = 0;                    // of the event that is being taken in
  AllowedAnswers answers_;
  std::vector<Deviation> deviations_;
};

}  // namespace scenarios::seen
