// What came of one run of one scenario with one seed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenarios/invariants/invariant.h"

namespace scenarios {

// Worst last, so that the verdict of several runs is their maximum.
enum class Verdict : std::uint8_t { passed, inconclusive, failed, nondeterministic, crashed };
constexpr std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[] = {"passed", "inconclusive", "failed", "nondeterministic",
                                         "crashed"};
  return kNames[static_cast<std::size_t>(verdict)];
}

// An entry of `expect` that was not met.
struct UnmetExpectation {
  std::size_t index = 0;  // its place in the scenario's list
  std::string text;       // what was expected and what was seen, in one line
};

struct RunResult {
  std::string scenario;
  std::string file;
  std::vector<std::string> clauses;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::passed;

  std::vector<Violation> violations;
  std::vector<UnmetExpectation> unmet;
  std::vector<std::string> never_happened;  // entries of `must_happen`
  std::vector<std::string>
      clauses_not_tested;    // named by the scenario, but nothing put them to the test
  std::string endless;       // which limit stopped the run; empty: none
  bool interrupted = false;  // by somebody who would not wait for its end

  // How often each clause was put to the test, and each situation visited; all names, also those
  // with 0.
  std::map<std::string, std::uint64_t> occasions;
  std::map<std::string, std::uint64_t> situations;
  std::map<std::string, std::int64_t> metrics;
  std::map<std::string, std::uint64_t> faults;  // how often each rule of the scenario struck
  std::vector<std::string> idle_choices;        // of the scenario: they decided nothing

  Duration virtual_time{};  // from the first to the last instant
  std::uint64_t events = 0;
  std::uint64_t steps = 0;  // pieces of work that the scheduler ran
  std::uint64_t draws = 0;  // choices drawn
  std::uint64_t trace_hash = 0;

  // The only field that differs from run to run: wall-clock time, for perf.json alone.
  double wall_seconds = 0;
};

}  // namespace scenarios
