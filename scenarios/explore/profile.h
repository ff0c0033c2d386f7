// What is explored: one machine with its controller, or instances and their machines on Fly.
#pragma once

#include <cstdint>
#include <string_view>

namespace scenarios {

enum class Profile : std::uint8_t { controller, instance };

constexpr std::string_view name_of(Profile profile) {
  return profile == Profile::controller ? "controller" : "instance";
}

}  // namespace scenarios
