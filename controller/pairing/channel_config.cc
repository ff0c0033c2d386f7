#include "controller/pairing/channel_config.h"

#include <algorithm>
#include <optional>

#include "controller/pairing/json_slice.h"

namespace controller {
namespace {

// Zero as JavaScript reads it, except that 1e-999, which it rounds to zero, is none here.
bool is_zero(std::string_view number) {
  const std::size_t mantissa_end = std::min(number.find_first_of("eE"), number.size());
  const auto first_digit = number.substr(0, mantissa_end).find_first_of("123456789");
  return first_digit == std::string_view::npos;
}

// `raw` is a well formed JSON value.
bool truthy(std::string_view raw) {
  switch (raw.front()) {
    case '{':
    case '[':
    case 't':
      return true;
    case 'f':
    case 'n':
      return false;
    case '"':
      return raw.size() > 2;
    default:
      return !is_zero(raw);
  }
}

// A raw JSON object, if there is one.
using RawObject = std::optional<std::string_view>;

// The member `key` if it is an object.
RawObject object_member(RawObject object, std::string_view key) {
  if (!object) return std::nullopt;
  const auto raw = find_member(*object, key);
  return raw && raw->front() == '{' ? raw : std::nullopt;
}

bool truthy_member(RawObject object, std::string_view key) {
  if (!object) return false;
  const auto raw = find_member(*object, key);
  return raw && truthy(*raw);
}

std::string unreadable(std::string_view what, std::size_t offset) {
  return std::string(what) + " at byte " + std::to_string(offset);
}

// The text without the whitespace around it, if that is one JSON object.
Result<std::string_view, std::string> whole_object(std::string_view json) {
  const std::string_view text = trim_json_space(json);
  if (text.empty()) return Failure{std::string("the config is empty")};
  const auto offset = static_cast<std::size_t>(text.data() - json.data());
  const SkipResult result = skip_json_value(text, 0);
  const std::size_t at = offset + result.end;
  if (result.outcome == SkipOutcome::violation) return Failure{unreadable("not JSON", at)};
  if (result.outcome == SkipOutcome::truncated) return Failure{unreadable("JSON cut off", at)};
  if (result.outcome == SkipOutcome::too_deep) return Failure{unreadable("nested too deep", at)};
  if (result.end != text.size()) return Failure{unreadable("more than one JSON value", at)};
  if (text.front() != '{') return Failure{std::string("the config is no JSON object")};
  return text;
}

}  // namespace

void ChannelSet::append(std::string_view channel) { names_[size_++] = channel; }

bool ChannelSet::contains(std::string_view channel) const {
  return std::find(begin(), end(), channel) != end();
}

Result<ChannelSet, std::string> enabled_channels(std::string_view json) {
  const auto root = whole_object(json);
  if (!root) return Failure{root.error()};
  const RawObject channels = object_member(*root, "channels");

  ChannelSet enabled;
  for (const std::string_view name : kChannels) {
    const RawObject channel = object_member(channels, name);
    const bool has_token = name == "discord"
                               ? truthy_member(channel, "token")
                               : truthy_member(channel, "botToken") ||
                                     (name == "slack" && truthy_member(channel, "appToken"));
    if (has_token && truthy_member(channel, "enabled")) enabled.append(name);
  }
  return enabled;
}

}  // namespace controller
