// How judges name times and requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/pairing/types.h"

namespace scenarios::seen {

using controller::Duration;
using controller::Instant;
using controller::Kind;

inline constexpr Kind kKinds[] = {Kind::channels, Kind::devices};

// Chosen before the library's, which looks at the bytes before the lengths: judges ask thousands of
// times a run what a text is, and mostly it is something else of another length. Where the lengths
// are the same, that of a literal is known, and the bytes are compared without a call.
[[gnu::always_inline]] inline bool operator==(const std::string& text, const char* other) {
  const std::size_t size = std::char_traits<char>::length(other);
  return text.size() == size && std::memcmp(text.data(), other, size) == 0;
}

constexpr std::size_t index_of(Kind kind) { return static_cast<std::size_t>(kind); }
constexpr Kind other(Kind kind) { return kind == Kind::channels ? Kind::devices : Kind::channels; }
constexpr std::string_view name_of(Kind kind) {
  return kind == Kind::channels ? "channels" : "devices";
}

// "12.345 s", or "12.345678 s" where milliseconds are not exact: a span of time, or how long the
// run had lasted.
std::string text_of(Duration span);
std::string text_of(Instant at);

// ASCII letters in lower case: codes and request ids name the same request in either.
std::string lower(std::string_view text);

// What the trace calls a request: "telegram/ABC" or the request id. `key` may hold the channel
// already.
std::string raw_key_of(Kind kind, std::string_view channel, std::string_view key);
// The same in lower case, by which requests are told apart.
std::string key_of(Kind kind, std::string_view channel, std::string_view key);
// The list that a key stands in: its channel; empty for a device.
std::string source_of(Kind kind, std::string_view key);

}  // namespace scenarios::seen
