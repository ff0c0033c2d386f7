// The pure code must run the same way each time: it touches no clock, thread, file, socket, process
// or chance of its own, and orders nothing by hash or address.
#pragma once

#include <string_view>

#include "lint/finding.h"

namespace lint {

// Unit tests may read recordings from files; everything else in controller/ outside posix/ and
// apps/ and in sim/ outside apps/ obeys.
[[nodiscard]] Findings lint_effects(std::string_view path, std::string_view text);

}  // namespace lint
