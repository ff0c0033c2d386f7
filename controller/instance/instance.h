// One user's instance: the object outside the machine that owns it. It finds, makes, starts, mends
// and removes the machine and its volume (contract M), and answers the pairing calls (F).
//
// One thread, the scheduler's. An instance is a set of tasks over its seams; what it knows is
// persisted by its store before anything is waited for, so it may be dropped at any moment and made
// anew (M9).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "controller/base/key_value_store.h"
#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/base/scope.h"
#include "controller/base/semaphore.h"
#include "controller/base/wall_clock.h"
#include "controller/instance/config.h"
#include "controller/instance/controller_client.h"
#include "controller/instance/memory.h"
#include "controller/instance/outcome.h"
#include "controller/instance/pairing_calls.h"

namespace controller::instance {

class Instance {
 public:
  // All seams must outlive the instance.
  struct Seams {
    Scheduler& scheduler;
    WallClock& wall_clock;
    Random& random;
    Log& log;
    fly::MachinesApi& fly;
    HttpTransport& controller;  // reaches the proxy before the machines
    KeyValueStore& kv;
    InstanceStore& store;
  };

  // Precondition: sandbox_id_of() accepts `user_id`.
  Instance(Seams seams, const InstanceConfig& config, std::string user_id);

  // Reads what the store has; until it has succeeded every operation is refused. May be repeated
  // when it fails.
  Task<Outcome> load();
  // From here on the periodic check runs (M13). Once.
  void run();

  // Makes the user's machine run. One at a time: a second start waits for the first one and has its
  // outcome. Refused while the instance is being destroyed (409). One that has begun is carried
  // out, whether its caller still waits or not.
  Task<Outcome> start();
  Task<Outcome> stop();
  // Wins over everything else. 200 when all is gone and forgotten, 202 while something is left: the
  // periodic check goes on with it.
  Task<Outcome> destroy();
  // One periodic check, now; also used by run(). Does nothing while an operation runs.
  Task<Outcome> reconcile();

  // What it knows; valid after load().
  [[nodiscard]] const InstanceState& state() const { return memory_.state(); }
  // It was destroyed, and nothing is left of it.
  [[nodiscard]] bool erased() const { return memory_.erased(); }
  [[nodiscard]] PairingCalls& pairing() { return pairing_; }

 private:
  struct Turn;
  // A start that is under way, for those who join it.
  struct Flight {
    explicit Flight(Scheduler& scheduler) : in_line(scheduler), done(scheduler) {}
    Event in_line;  // nobody who asks for a turn from now on gets it before
    Event done;
    Outcome outcome;
  };

  Task<void> carry_out(std::shared_ptr<Flight> flight);
  Task<Outcome> start_alone();
  Task<Attempt<Nothing>> run_start(Turn& turn);
  Task<Outcome> destroy_pass();
  Task<void> reconcile_for_ever();
  [[nodiscard]] Duration until_next_check();

  Seams seams_;
  InstanceConfig config_;
  Memory memory_;
  ControllerClient client_;
  PairingCalls pairing_;
  Semaphore turn_;                         // one operation at a time
  std::optional<CancelSource> operation_;  // of the one that runs, or ran last
  std::shared_ptr<Flight> starting_;
  std::optional<CancelSource> nap_;  // between two checks
  Scope scope_;                      // last: its tasks use all of the above
};

}  // namespace controller::instance
