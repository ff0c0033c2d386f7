#include "controller/posix/system.h"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <limits>
#include <system_error>

namespace controller::posix {
namespace {

std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  // So few bytes come whole; only an early signal can interrupt the call.
  while (::getrandom(&bits, sizeof bits, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return bits;
}

}  // namespace

WallTime SystemWallClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// Draws that would favour the low values are made again.
std::uint64_t SystemRandom::below(std::uint64_t bound) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t fair = kMax - kMax % bound;
  std::uint64_t bits = random_bits();
  while (bits >= fair) bits = random_bits();
  return bits % bound;
}

}  // namespace controller::posix
