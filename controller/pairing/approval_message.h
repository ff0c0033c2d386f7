// What a client may see of a failed approval (H2): the first line of the CLI's message, at most 200
// characters, without colours, stack or paths.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace controller {

inline constexpr std::size_t kApprovalMessageMax = 200;  // characters (code points)

// From the CLI's stderr, or from its stdout when that is empty. "unknown error" when neither says
// anything.
std::string approval_message(std::string_view err, std::string_view out);

}  // namespace controller
