// Moments of the wall clock as the contract writes them.
#pragma once

#include <cstdint>
#include <string>

namespace scenarios::seen {

// `ms` since 1970, UTC, as `2026-11-22T06:00:00.000Z`; years 0 to 9999.
std::string iso_text(std::int64_t ms);

}  // namespace scenarios::seen
