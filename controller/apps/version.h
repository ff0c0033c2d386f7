// The version of the daemons.
#pragma once

#include <string_view>

namespace controller::apps {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace controller::apps
