// Times as the gateway and its CLI write them. The C library's formatting is not used: it depends
// on locale and zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"

namespace sim {

using controller::Duration;
using controller::WallTime;

// 2026-11-22T05:46:12.196Z, as in pairing files and lists.
void append_iso_time(std::string& out, WallTime time);
std::string iso_time(WallTime time);

// 2026-11-22T05:54:29.830+00:00, as in log lines.
void append_log_time(std::string& out, WallTime time);

// Reads exactly the form that append_iso_time writes; anything else is nothing.
std::optional<WallTime> parse_iso_time(std::string_view text);

}  // namespace sim
