// Compares what two runs left behind, so that a difference explains itself.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "controller/base/result.h"

namespace scenarios {

// One file that is not the same on both sides.
struct FileDifference {
  std::string name;  // below both folders; of two files: the left one's path
  std::string text;  // what differs, in one or more lines
};

struct ResultComparison {
  std::vector<FileDifference> differences;  // those that tell most first
  std::size_t files = 0;                    // how many were compared
  std::size_t left_out = 0;  // of one side alone, since the other is what a replay wrote
};

// Two result folders, perf.json apart, which differs from run to run; of one that a replay wrote,
// only its files are compared. Or two files. Of two
// result.json whose folders hold traces, the traces too. The failure is one line: what cannot be
// read.
controller::Result<ResultComparison, std::string> compare_results(const std::string& left,
                                                                  const std::string& right);

}  // namespace scenarios
