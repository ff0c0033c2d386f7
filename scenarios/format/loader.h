// Scenario files to values. Everything wrong with a file becomes one ScenarioError: the first
// mistake by position, syntax before meaning. Nothing throws, whatever the bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/format/scenario_error.h"

namespace scenarios {

inline constexpr std::size_t kScenarioMaxBytes = std::size_t{16} << 20U;
inline constexpr int kScenarioMaxDepth = 64;

struct LoadOptions {
  // Where recordings are looked up by name. Empty: `sim/recordings` in the scenario's folder or in
  // the nearest folder above it, else the same from the working directory.
  std::string recordings{};
  // The name must be the file's, without folder and extension.
  bool name_is_file_name = true;
};

// Reads the file, and the recordings that it names.
controller::Result<Scenario, ScenarioError> load_scenario(const std::string& path,
                                                          const LoadOptions& options = {});

// Touches no file: recordings stay names, their rows and texts empty. `file_name` stands in errors.
controller::Result<Scenario, ScenarioError> parse_scenario(std::string_view text,
                                                           const std::string& file_name,
                                                           const LoadOptions& options = {});

}  // namespace scenarios
