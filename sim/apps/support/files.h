// Files, descriptors and clocks of the fakes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/posix/file_descriptor.h"

namespace sim::fake {

using Fd = controller::posix::FileDescriptor;

// The time of day.
controller::WallTime wall_now();

// Throws std::runtime_error: the file's name, and what errno says.
[[noreturn]] void fail_on(const std::string& path);
// With all above it. Throws like fail_on().
void make_directory(const std::string& path);
// What is in the file; nothing when it cannot be read.
std::optional<std::string> read_file(const std::string& path);
// Whoever reads it sees the old text or the new one. Throws like fail_on().
void replace_file(const std::string& path, std::string_view text);

}  // namespace sim::fake
