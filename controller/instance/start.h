// One start (contract M): from whatever is known and whatever Fly has, to a machine that runs with
// the user's volume. What has been reached is persisted at each step, so the next start goes on
// where this one was dropped.
#pragma once

#include "controller/instance/machines.h"
#include "controller/instance/operation.h"
#include "controller/instance/volumes.h"

namespace controller::instance {

class Start {
 public:
  explicit Start(const Operation& operation)
      : op_(operation), machines_(operation), volumes_(operation) {}

  // The machine runs, and what it runs with is persisted; whether its gateway answers is not known.
  Task<Attempt<Nothing>> make_it_run();

 private:
  Task<Attempt<Nothing>> hold_volume();
  Task<Attempt<Nothing>> find_machine();
  Task<Attempt<Nothing>> machine_is(fly::Machine machine);
  Task<Attempt<Nothing>> run_machine();
  Task<Attempt<Progress>> try_once();
  // Success: something was mended, so try again.
  Task<Attempt<Nothing>> mend(Attempt<Progress> reached);
  Task<Attempt<Nothing>> mend_progress(Progress progress);
  Task<Attempt<Nothing>> mend_refusal(Trouble trouble);
  Task<Attempt<Nothing>> mend_missing(Trouble trouble);
  Task<Attempt<Nothing>> move_elsewhere(Trouble trouble);
  Task<Attempt<Nothing>> it_runs();

  // How often each mend may be tried in one start.
  struct Budget {
    int creates_anew = 1;     // M5
    int stale = 1;            // M4
    int missing_volumes = 1;  // M7
  };

  Operation op_;
  Machines machines_;
  Volumes volumes_;
  Budget left_;
};

}  // namespace controller::instance
