// Which file may include which: dependencies run one way.
#pragma once

#include <string_view>

#include "lint/finding.h"

namespace lint {

// controller <- sim <- scenarios <- bench, fuzz; reports stands alone; the pure parts of the
// controller and of the world do not see the adapters to the real world.
[[nodiscard]] Findings lint_layers(std::string_view path, std::string_view text);

// The judges of a run share nothing with the code they judge except the plain values.
[[nodiscard]] Findings lint_judges(std::string_view path, std::string_view text);

// Libraries that cost seconds to compile stay out of headers.
[[nodiscard]] Findings lint_heavy_headers(std::string_view path, std::string_view text);

// True for the code that may touch no clock, thread, file, socket, process or global.
[[nodiscard]] bool is_pure(std::string_view path);

}  // namespace lint
