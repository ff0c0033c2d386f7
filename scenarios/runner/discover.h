// From paths on the command line to scenario files.
#pragma once

#include <string>
#include <vector>

namespace scenarios {

struct Discovered {
  std::vector<std::string> files;
  std::vector<std::string> errors;  // one for each path that leads nowhere
};

// Files stand for themselves; folders for all *.json below them, sorted by path, those hidden and
// the results of earlier runs left out. Each file appears once, where it came first.
Discovered discover(const std::vector<std::string>& paths);

// What a file is that `run` or `explore` wrote, by whatever name; empty: they did not.
std::string other_than_scenario(const std::string& file);

// As it stands in results: relative to the working directory, so that they are the same in every
// checkout.
std::string relative_path(const std::string& path);

// Whether a scenario's name is selected: `*`, `?` and `[…]` as in the shell. Empty: it is.
bool matches(const std::string& glob, const std::string& name);

}  // namespace scenarios
