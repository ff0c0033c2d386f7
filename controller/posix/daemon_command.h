// The command line that the daemons have in common.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "controller/posix/options.h"

namespace controller::posix {

struct DaemonCommand {
  struct Flag {
    std::string name;  // as in `--name`
    std::string meaning;
    bool& given;
  };

  std::string program;
  std::string version;
  std::string about;   // the first lines of --help
  std::string footer;  // its last lines
  std::vector<Option> options;
  std::vector<Flag> flags;
  // Once all options are set: what is wrong with them together, as lines.
  std::function<std::vector<std::string>()> errors;
  // What --check-config looks at besides: what would not keep the program from starting, and yet
  // from doing its work. Lines likewise.
  std::function<std::vector<std::string>()> doubts;
};

// Reads the options from flags, environment and the file of --config. The code that the program is
// to end with: 0 after --help, --version and --check-config, 2 for bad usage, which is told on
// stderr. Nothing: it is to run.
std::optional<int> read_command(const DaemonCommand& command, int argc, char** argv);

}  // namespace controller::posix
