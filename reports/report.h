// What the writers of this folder read: plain values, filled by whoever ran the scenarios. Texts
// may hold any bytes; the writers see to it that their files stay valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

// Worst last.
enum class Verdict : std::uint8_t { passed, inconclusive, failed, nondeterministic, crashed };
inline constexpr std::size_t kVerdicts = 5;
constexpr std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[kVerdicts] = {"passed", "inconclusive", "failed",
                                                  "nondeterministic", "crashed"};
  return kNames[static_cast<std::size_t>(verdict)];
}

// The program that ran the scenario.
struct Build {
  std::string version;   // of pairbench
  std::string compiler;  // and how it compiled
  std::string binary;    // a fingerprint of the executable; empty: unknown
  bool operator==(const Build&) const = default;
};

struct Violation {
  std::string clause;
  std::string property;  // "safety" or "liveness"
  std::int64_t at_us = 0;
  std::uint64_t event = 0;  // 0: the end of the run
  std::string text;
};

struct Unmet {
  std::size_t index = 0;
  std::string text;
};

using Counts = std::map<std::string, std::uint64_t>;

// One run of one scenario with one seed.
struct RunReport {
  std::string scenario;
  std::string file;  // relative to where pairbench ran
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::passed;
  std::vector<std::string> clauses;

  std::vector<Violation> violations;
  std::vector<Unmet> unmet;
  std::vector<std::string> never_happened;
  std::vector<std::string> clauses_not_tested;
  std::string endless;  // which limit stopped the run; empty: none
  std::string remark;   // what else there is to say: two traces for one seed, an internal error
  bool interrupted = false;  // ended before its time

  std::int64_t virtual_us = 0;
  std::uint64_t events = 0;
  std::uint64_t steps = 0;
  std::uint64_t draws = 0;
  std::uint64_t trace_hash = 0;
  Counts occasions;
  Counts situations;
  std::map<std::string, std::int64_t> metrics;
  Counts faults;  // how often each fault rule struck

  Build build;
  std::string replay;      // the command that shows the same trace again
  std::string definition;  // the scenario as it was run: JSON, perhaps with comments
};

// One thing that kept a run from passing, for people.
struct Finding {
  std::string
      kind;  // "safety", "liveness", "expectation", "situation", "untested", "endless", "remark"
  std::string clause;  // empty: none
  std::optional<std::int64_t> at_us;
  std::string text;
};

// A seed that did not pass.
struct SeedReport {
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::failed;
  std::vector<Finding> findings;   // the first few
  std::size_t findings_count = 0;  // all
  std::string replay;
};

// All runs of one scenario.
struct ScenarioReport {
  std::string name;
  std::string file;
  std::vector<std::string> clauses;
  Verdict verdict = Verdict::passed;  // the worst
  std::uint64_t runs = 0;
  std::uint64_t runs_planned = 0;              // more than `runs` only when interrupted
  bool cut_short = false;                      // its only run was interrupted, and nothing failed
  std::uint64_t runs_by_verdict[kVerdicts]{};  // at the place of each verdict
  std::int64_t virtual_us = 0;                 // sums over the runs
  std::uint64_t events = 0;
  Counts occasions;
  Counts situations;
  Counts violations;                      // by clause
  Counts faults;                          // how often each fault rule struck
  std::vector<std::string> idle_choices;  // decided nothing in any of the runs
  std::vector<SeedReport> seeds;          // the first that did not pass
};

struct Summary {
  std::vector<ScenarioReport> scenarios;
  bool interrupted = false;
};

// Wall-clock figures: they differ from run to run.
struct PerfEntry {
  std::string name;
  std::uint64_t runs = 0;
  double wall_seconds = 0;
  std::int64_t virtual_us = 0;
  std::uint64_t events = 0;
};

struct PerfReport {
  Build build;
  std::size_t jobs = 1;
  double wall_seconds = 0;  // of everything, from the first run to the last
  std::uint64_t memory_peak_kib = 0;
  std::vector<PerfEntry> scenarios;
};

}  // namespace reports
