// What is explored: one machine with its controller, or instances and their machines on Fly.
#pragma once

#include <cstdint>

namespace scenarios {

enum class Profile : std::uint8_t { controller, instance };

}  // namespace scenarios
