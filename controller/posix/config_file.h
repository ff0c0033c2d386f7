// The gateway's configuration file, read anew each time.
#pragma once

#include <string>

#include "controller/base/config_source.h"

namespace controller::posix {

class ConfigFile final : public ConfigSource {
 public:
  explicit ConfigFile(std::string path) : path_(std::move(path)) {}

  // Blocks for as long as the file system does. A file of more than 16 MiB is an error.
  bool read(std::string& bytes, std::string& error) override;

 private:
  std::string path_;
};

}  // namespace controller::posix
