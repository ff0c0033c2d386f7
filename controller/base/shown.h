// Text within messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace controller {

// In quotes, on one line, control characters as <0A>, cut when longer than `max` bytes.
std::string shown(std::string_view text, std::size_t max = 60);

}  // namespace controller
