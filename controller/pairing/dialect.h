// How a vendor's CLI is called: the argv of every command that the cache runs (C3, H2).
//
// Values stand in argv as they are and never pass through a shell. Precondition of every builder:
// the values satisfy validate.h, so that none can be taken for an option. Immutable once built;
// safe from any thread. What a list is called with never changes: build it once and keep it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace controller {

// The program first, as execve wants it.
using Argv = std::vector<std::string>;

class Dialect {
 public:
  // kilo: only the names of its two list commands are known. Its program, `--json`, both approvals
  // and `--version` are assumed by analogy with openclaw.
  enum class Name : std::uint8_t { openclaw, kilo };

  // Nothing for a name that is neither `openclaw` nor `kilo`.
  static std::optional<Name> parse_name(std::string_view text);
  // The path of the program where it is installed.
  static std::string_view default_program(Name name);

  explicit Dialect(Name name = Name::openclaw);
  Dialect(Name name, std::string program);

  Argv list_channel(std::string_view channel) const;
  Argv list_devices() const;
  Argv approve_channel(std::string_view channel, std::string_view code) const;
  Argv approve_device(std::string_view request_id) const;
  Argv version() const;

 private:
  std::string program_;
  std::string_view devices_command_;  // a literal
};

}  // namespace controller
