// Which chat channels the gateway's config enables (C3), read from the bytes of openclaw.json.
//
// Strict JSON (RFC 8259), although the gateway itself reads JSON5: the gateway rewrites its config
// as plain JSON, and a second dialect to get subtly wrong is worth less than a clear refusal. A
// file with comments or trailing commas is unreadable, which changes nothing in the cache (C8).
//
// Values count by JavaScript's truthiness, because that is how the gateway reads them: false, null,
// 0, -0, "" and a missing member are false; all else is true, "false", {} and [] included.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "controller/base/result.h"

namespace controller {

// The channels that can be paired, in the order in which they are always listed.
inline constexpr std::array<std::string_view, 3> kChannels = {"telegram", "discord", "slack"};

// Some of kChannels, in that order. Iterates over names that live for ever.
class ChannelSet {
 public:
  using const_iterator = const std::string_view*;

  // In the order of kChannels, none twice.
  void append(std::string_view channel);

  const_iterator begin() const { return names_.data(); }
  const_iterator end() const { return names_.data() + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool contains(std::string_view channel) const;

  bool operator==(const ChannelSet&) const = default;

 private:
  std::array<std::string_view, kChannels.size()> names_{};
  std::size_t size_ = 0;
};

// telegram: `enabled` and `botToken`; discord: `enabled` and `token`; slack: `enabled` and
// `botToken` or `appToken`; each below `channels`. A root that is no object is an error; a missing
// or wrong-typed part below it enables nothing. The error is one short sentence with the position
// of the fault and nothing of the text, which holds tokens. Linear, allocates nothing but the
// error, safe from any thread.
Result<ChannelSet, std::string> enabled_channels(std::string_view json);

}  // namespace controller
