// The commands of pairbench. Each adds itself to the command line and, when it is the one given,
// does its work.
#pragma once

#include "scenarios/runner/exit_code.h"

namespace CLI {
class App;
}

namespace scenarios::apps {

// Where a command leaves its exit code.
struct Exit {
  int code = 0;
  void operator=(Outcome outcome) { code = exit_code(outcome); }
};

void add_run(CLI::App& app, Exit& exit);
void add_replay(CLI::App& app, Exit& exit);
void add_explore(CLI::App& app, Exit& exit);
void add_schedules(CLI::App& app, Exit& exit);
void add_list(CLI::App& app, Exit& exit);
void add_check(CLI::App& app, Exit& exit);
void add_minimize(CLI::App& app, Exit& exit);
void add_localize(CLI::App& app, Exit& exit);
void add_diff(CLI::App& app, Exit& exit);
void add_import_log(CLI::App& app, Exit& exit);

}  // namespace scenarios::apps
