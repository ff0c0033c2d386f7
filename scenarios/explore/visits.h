// What a set of runs has visited: how often each clause was put to the test and each situation came
// about, and how much virtual time it took.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "scenarios/runner/result.h"

namespace scenarios {

struct Visits {
  std::uint64_t runs = 0;
  std::uint64_t failed = 0;  // of those
  Duration virtual_time{};
  std::uint64_t events = 0;
  // All names, also those with 0, of the kinds of runs that there were.
  std::map<std::string, std::uint64_t> clauses;
  std::map<std::string, std::uint64_t> situations;

  void add(const RunResult& result);
};

// How many of them have been visited.
std::size_t visited(const std::map<std::string, std::uint64_t>& counts);

}  // namespace scenarios
