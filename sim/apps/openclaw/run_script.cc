#include <poll.h>

#include <csignal>
#include <iostream>
#include <thread>

#include "sim/apps/openclaw/real_machine.h"
#include "sim/apps/openclaw/run.h"
#include "sim/cloud/guest_cli.h"

namespace sim::fake {

// Nothing of it is asked for while it works: a signal ends it as the kernel does.
int run_script(StateDir& directory, const std::vector<std::string>& argv) {
  const Settings settings = read_settings(directory.path());
  RealMachine machine(directory, settings, false);
  std::vector<std::string> command = {"/usr/bin/env", "HOME=/root", "node"};
  command.insert(command.end(), argv.begin() + 1, argv.end());
  FlyCommandPlan plan;
  machine.act([&] {
    plan = plan_guest_command(command, machine.machine(), machine.host().wall_clock(),
                              machine.choices());
    if (settings.cli_duration) plan.takes = machine.host().draw(*settings.cli_duration, "script");
  });
  std::this_thread::sleep_for(plan.takes);
  controller::fly::ExecResult result;
  machine.act([&] { result = plan.finish(); });
  std::cout << result.out << std::flush;
  std::cerr << result.err << std::flush;
  return static_cast<int>(result.exit_code);
}

}  // namespace sim::fake
