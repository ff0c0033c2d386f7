// Civil time as text: the profile of ISO 8601 that JavaScript writes, `2026-11-22T05:50:01.416Z`.
// Pure functions, safe from any thread. (std::chrono::parse is missing from libstdc++ 12.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace controller {

// Milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored. Wants `YYYY-MM-DDThh:mm:ss`, then
// perhaps 1 to 9 digits of a second's fraction, then `Z` or an offset `+hh:mm` / `-hh:mm`. The
// calendar is checked: years 0000-9999, leap years, no second 60, no hour 24, offsets up to 23:59.
// Digits below the millisecond are cut off. Nothing for any other text.
std::optional<std::int64_t> parse_iso8601(std::string_view text);

// The moment `ms` (milliseconds since 1970, UTC) as `YYYY-MM-DDThh:mm:ss.mmmZ`, 24 characters. A
// moment outside the years 0000-9999 is shown as the nearest inside: a wall clock that far off is
// wrong anyway, and the text keeps its shape.
std::string format_iso8601(std::int64_t ms);

}  // namespace controller
