#include "scenarios/format/scenario_error.h"

namespace scenarios {

std::string to_string(const ScenarioError& error) {
  std::string out = error.file;
  if (error.line > 0) out += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
  return out + ": " + error.message;
}

}  // namespace scenarios
