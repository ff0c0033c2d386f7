// The options that every daemon has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "controller/posix/options.h"

namespace controller::posix {

struct DaemonSettings {
  std::uint64_t connections_max = 1024;
  std::string log_format = "text";
  std::string log_level = "info";
};

// The options that fill `settings`, which must outlive them.
std::vector<Option> daemon_options(DaemonSettings& settings);

}  // namespace controller::posix
