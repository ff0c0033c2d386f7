// One line of a log, whatever its format.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scenarios/import/timestamp.h"

namespace scenarios::importing {

enum class Source : std::uint8_t {
  out,
  err,
  marker,  // what somebody did at that moment; not output
};

struct LogLine {
  std::optional<EpochUs> time{};  // absent: that of the line before
  Source source = Source::out;
  std::string_view text;      // without its end
  bool continues = false;     // the line goes on in the next of its source
  bool without_year = false;  // see Stamp
};

enum class Format : std::uint8_t { plain, journald, docker, recording };

constexpr std::string_view name_of(Format format) {
  switch (format) {
    case Format::plain:
      return "plain";
    case Format::journald:
      return "journald";
    case Format::docker:
      return "docker";
    case Format::recording:
      return "recording";
  }
  return "";
}

}  // namespace scenarios::importing
