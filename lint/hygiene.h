// Small rules for every file of the tree.
#pragma once

#include <string_view>

#include "lint/finding.h"

namespace lint {

// The tree is whole: it refers to no folder outside itself, and leaves no note about work undone.
[[nodiscard]] Findings lint_words(std::string_view text);

// Headers have `#pragma once`, files stay small enough to read.
[[nodiscard]] Findings lint_shape(std::string_view path, std::string_view text);

}  // namespace lint
