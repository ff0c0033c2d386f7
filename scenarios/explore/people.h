// Those who want to be paired, in every generated scenario.
#pragma once

#include <array>
#include <string_view>

namespace scenarios {

inline constexpr std::array<const char*, 3> kChannelNames = {"telegram", "slack", "discord"};
inline constexpr std::array<const char*, 6> kSenders = {"alice", "bob",  "carol",
                                                        "dave",  "erin", "frank"};
inline constexpr std::array<const char*, 3> kDevices = {"phone", "tablet", "laptop"};
// What they may have been given before the run: for clients that spell it out.
inline constexpr std::array<const char*, 3> kKnownCodes = {"ABCD2345", "WXYZ6789", "KLMN4567"};
inline constexpr std::array<const char*, 2> kKnownRequests = {
    "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"};
// What they write; some of it has keywords (L4).
inline constexpr std::array<const char*, 5> kMessages = {"hi", "hi, approved", "my pairing code?",
                                                         "\xC3\xA4\xF0\x9F\x99\x82 \"{}[]\\", ""};

}  // namespace scenarios
