// SIGINT and SIGTERM ask a run to end early, with what is whole kept. A second one ends the program
// at once.
#pragma once

namespace scenarios::apps {

void catch_interrupts();

// The signal that came; 0: none. Safe from any thread.
int interrupted();

}  // namespace scenarios::apps
