// SIGINT, SIGTERM and SIGHUP ask a run to end early, with what is whole kept. A second one, half a
// second later or more, names the runs that go on, and ends the program at once.
#pragma once

namespace scenarios::apps {

void catch_interrupts();

// The signal that came; 0: none. Safe from any thread.
int interrupted();

}  // namespace scenarios::apps
