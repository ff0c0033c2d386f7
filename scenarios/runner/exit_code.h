// How the program ends.
#pragma once

#include <array>
#include <cstddef>

#include "scenarios/runner/result.h"

namespace scenarios {

// What kind of end it was; the worst last. Not the order of the codes: those are for scripts.
enum class Outcome : std::uint8_t {
  passed,
  inconclusive,
  failed,
  nondeterministic,
  bad_input,
  internal_error
};

constexpr Outcome outcome_of(Verdict verdict) {
  constexpr std::array kOutcomes = {Outcome::passed, Outcome::inconclusive, Outcome::failed,
                                    Outcome::nondeterministic, Outcome::internal_error};
  return kOutcomes[static_cast<std::size_t>(verdict)];
}

constexpr Outcome worse(Outcome a, Outcome b) { return a < b ? b : a; }

constexpr int exit_code(Outcome outcome) {
  constexpr std::array kCodes = {0, 3, 1, 4, 2, 70};
  return kCodes[static_cast<std::size_t>(outcome)];
}

// As shells do it: 130 for SIGINT.
constexpr int exit_code_of_signal(int signal) { return 128 + signal; }

}  // namespace scenarios
