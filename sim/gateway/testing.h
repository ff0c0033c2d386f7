// Help for the tests of this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/gateway/time_text.h"

namespace sim::gateway_test {

inline const std::string kRecordings = PAIRBENCH_SOURCE_DIR "/sim/recordings/openclaw-2026.3.13/";

// A recording's text; empty when there is no such file.
std::string contents(const std::string& path);

inline WallTime wall_time(const char* iso) { return parse_iso_time(iso).value(); }
inline WallTime at_ms(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

class Calm final : public ChoiceSource {
 public:
  std::uint64_t draw(Stream, const char*, std::uint64_t) override { return 0; }
};

// Always the wildest choice.
class Wild final : public ChoiceSource {
 public:
  std::uint64_t draw(Stream, const char*, std::uint64_t bound) override { return bound - 1; }
};

}  // namespace sim::gateway_test
