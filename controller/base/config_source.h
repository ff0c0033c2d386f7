// The seam of the gateway's configuration file.
#pragma once

#include <string>

namespace controller {

class ConfigSource {
 public:
  virtual ~ConfigSource() = default;

  // Replaces `bytes` by the whole file as it is now. True on success; otherwise `error` says why in
  // one line, without the file's content, and `bytes` is unspecified. Both keep their capacity, so
  // reading an unchanged file allocates nothing.
  virtual bool read(std::string& bytes, std::string& error) = 0;
};

}  // namespace controller
