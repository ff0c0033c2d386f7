// What came of an exploration: plain values for the writers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/report.h"

namespace reports {

// Failures of one kind.
struct ExploreFinding {
  std::string fingerprint;
  std::string finding;       // what was seen first, in one line
  std::uint64_t number = 0;  // of the first run that showed it
  std::uint64_t runs = 1;    // that showed it
  std::string explore;       // the command that does this run alone
  // Relative to the folder of the report; empty: there is none.
  std::string result;
  std::string minimized;
  std::string before;  // how large the scenario was: steps, faults …
  std::string after;
  std::uint64_t minimize_runs = 0;
};

struct ExploreReport {
  Build build;
  std::string profile;
  std::uint64_t seed = 1;
  std::uint64_t first = 0;
  std::uint64_t shard = 0;
  std::uint64_t shards = 1;
  bool complete = false;
  std::uint64_t runs = 0;
  std::uint64_t failed = 0;
  std::int64_t virtual_us = 0;
  std::uint64_t events = 0;
  std::uint64_t digest = 0;
  Counts clauses;     // how often each was put to the test
  Counts situations;  // how often each came about
  std::vector<ExploreFinding> findings;
};

}  // namespace reports
