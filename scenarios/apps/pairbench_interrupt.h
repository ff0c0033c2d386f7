// SIGINT, SIGTERM and SIGHUP ask a run to end early, with what is whole kept. A second one, half a
// second later or more, names the runs that go on, and ends the program at once.
#pragma once

#include "scenarios/runner/run.h"

namespace scenarios::apps {

// From now on. A reader of the output that goes away (`| head`) ends nothing either: what was asked
// for is done and kept, and the end of the command tells that it could not write.
void catch_interrupts();

// The signal that came; 0: none. Safe from any thread.
int interrupted();

// run_scenario(), which an interrupt ends early.
RunResult run_until_interrupted(const Scenario& scenario, const RunOptions& options);

}  // namespace scenarios::apps
