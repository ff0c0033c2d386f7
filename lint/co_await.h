// g++ 12.2 silently miscompiles some co_await expressions: bodies that never run, objects destroyed
// twice. The forms let through here are compiled correctly:
//
//   co_await name(...);                auto x = co_await name(...);
//   (void)co_await name(...);          const auto x = co_await name(...);
//   co_return co_await name(...);      x = co_await name(...);
//
// The arguments are names, literals, member access and calls such as token() or std::move(x): no
// braces, no lambda, no object made on the spot.
#pragma once

#include <string_view>

#include "lint/finding.h"

namespace lint {

[[nodiscard]] Findings lint_co_await(std::string_view text);

}  // namespace lint
