// How many of the points of a run the tests that end something at each of them leave out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace scenarios {

// From one point to the next: `usual`, unless CRASH_STRIDE in the environment says otherwise;
// CRASH_STRIDE=1 asks for every point, as `./dev crash-points` does.
inline std::uint64_t crash_stride(std::uint64_t usual) {
  const char* wanted = std::getenv("CRASH_STRIDE");
  return wanted == nullptr ? usual : std::max(1ULL, std::strtoull(wanted, nullptr, 10));
}

}  // namespace scenarios
