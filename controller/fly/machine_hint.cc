#include "controller/fly/machine_hint.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "controller/base/ascii.h"
#include "controller/fly/types.h"

namespace controller::fly {
namespace {

constexpr std::string_view kBeforeId = " \t:=_#\"'\\";
constexpr std::string_view kAfterId = " \t\r\n,;)]}\"'\\";

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
  return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool is_id_character(char c) { return is_alnum_ascii(c) || c == '_' || c == '-'; }

// The id that `text` begins with, after separators. Nothing when something follows it that would
// make it a part of something else, such as a path.
std::optional<std::string_view> leading_id(std::string_view text, bool whole) {
  const std::size_t begin = text.find_first_not_of(kBeforeId);
  if (begin == 0 || begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin);
  const auto end = std::ranges::find_if_not(text, is_id_character);
  const std::string_view id = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const std::string_view rest = text.substr(id.size());
  const bool ended = rest.empty() ? whole : kAfterId.find(rest.front()) != std::string_view::npos;
  const bool full_stop = rest == "." || rest.starts_with(". ");
  if (!valid_id(id) || std::ranges::none_of(id, is_digit_ascii)) return std::nullopt;
  return ended || full_stop ? std::optional(id) : std::nullopt;
}

bool looks_like_machine_id(std::string_view id) {
  constexpr std::size_t kUsualSize = 14;
  return id.size() == kUsualSize && std::ranges::all_of(id, is_hex_ascii);
}

// `text` begins with `machine`.
std::optional<std::string_view> id_after_machine(std::string_view text, bool whole) {
  constexpr std::string_view kMachine = "machine";
  text.remove_prefix(kMachine.size());
  const auto word = std::min(text.find_first_not_of(kBeforeId), text.size());
  if (word > 0 && starts_ignoring_case(text.substr(word), "id")) {
    const auto id = leading_id(text.substr(word + 2), whole);
    if (id) return id;
  }
  const auto id = leading_id(text, whole);
  return id && looks_like_machine_id(*id) ? id : std::nullopt;
}

}  // namespace

std::string machine_hint(std::string_view text, bool whole) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (to_lower_ascii(text[at]) != 'm') continue;  // soon said, of most
    if (!starts_ignoring_case(text.substr(at), "machine")) continue;
    if (at > 0 && is_id_character(text[at - 1])) continue;
    if (const auto id = id_after_machine(text.substr(at), whole)) return std::string(*id);
  }
  return {};
}

}  // namespace controller::fly
