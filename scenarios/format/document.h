// The syntax of scenario files: JSON with comments, within limits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "scenarios/format/node.h"
#include "scenarios/format/scenario_error.h"
#include "sim/text/shown.h"

namespace scenarios {

struct DocumentLimits {
  std::size_t bytes = std::size_t{16} << 20U;
  std::size_t depth = 64;
  std::size_t keys = 256;          // of one object
  std::size_t values = 1'000'000;  // a value takes far more memory than text
};

// The root is an object. Keys are unique within theirs.
controller::Result<Node, ScenarioError> parse_document(std::string_view text,
                                                       const std::string& file_name,
                                                       const DocumentLimits& limits = {});

// The text of the comment that the file begins with, without its marks; lines ended by '\n', the
// last one bare.
std::string first_comment(std::string_view text);

using sim::shown;

}  // namespace scenarios
