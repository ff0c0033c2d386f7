// Spans of time as scenarios write them: "250ms", "1.5s", "10m", "2h", "1d".
#pragma once

#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "controller/base/time.h"

namespace sim {

inline constexpr controller::Duration kDurationMax = std::chrono::hours(24 * 400);
inline constexpr std::string_view kDurationPattern = "^[0-9]+(\\.[0-9]{1,3})?(ms|s|m|h|d)$";
inline constexpr std::string_view kSignedDurationPattern = "^-?[0-9]+(\\.[0-9]{1,3})?(ms|s|m|h|d)$";

enum class Sign { plus, any };

// The failure says what is wrong with the text, in a few words.
controller::Result<controller::Duration, std::string> parse_duration(std::string_view text,
                                                                     Sign sign = Sign::plus);

// In the largest unit that needs no fraction.
std::string duration_text(controller::Duration duration);

}  // namespace sim
