// What is to be run: the scenarios that the paths lead to, loaded and checked, each with its seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/runner/seeds.h"

namespace scenarios {

struct Planned {
  std::string file;
  Scenario scenario;
  Seeds seeds;
  std::string again{};  // the command that does it again, where that is not a replay of its file
};

// "approval-joined with seed 7"
std::string seed_text(const Scenario& scenario, std::uint64_t seed);

struct Plan {
  std::vector<Planned> scenarios;
  std::vector<std::string> errors;  // everything wrong with the input, one line each
};

struct PlanOptions {
  std::string filter;          // a glob; empty: all
  std::optional<Seeds> seeds;  // instead of those that the scenarios name
};

// Files that the filter leaves out are not even read.
Plan make_plan(const std::vector<std::string>& paths, const PlanOptions& options = {});

}  // namespace scenarios
