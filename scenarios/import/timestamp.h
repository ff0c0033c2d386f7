// The moment that a log line begins with. Pure: bytes in, values out.
//
// Understood, at the very beginning, after ANSI colours, or in brackets:
//   2026-11-22T06:00:01        with or without a fraction (. or ,), Z, +01:00, +0100, +01
//   2026-11-22 06:00:01,123    the same with a space
//   Nov 22 06:00:01            syslog: no year, no zone
// A text without a zone is taken for UTC. A moment before 1970 is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scenarios::importing {

// Microseconds since 1970-01-01T00:00:00Z.
using EpochUs = std::int64_t;

struct Stamp {
  EpochUs time = 0;
  std::size_t end = 0;        // bytes of the line up to here belong to it, a closing bracket too
  bool without_year = false;  // syslog: `time` is in the year that was given
};

// `year` is for texts that name none.
std::optional<Stamp> stamp_at_begin(std::string_view line, int year);

// What the program itself wrote: without a stamp that a collector put before the program's own, and
// without the "host program[pid]: " of syslog.
std::string_view without_collector_head(std::string_view line, const Stamp& stamp, int year);

// "2026-11-22T06:00:01Z"; with milliseconds if there are any.
std::string moment_text(EpochUs time);

}  // namespace scenarios::importing
