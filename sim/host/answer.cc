#include "sim/host/answer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/text/json.h"
#include "sim/trace/utf8.h"

namespace sim {
namespace {

using nlohmann::json;

constexpr int kDepthMax = 64;  // objects and arrays inside one another (contract C7)

// The end of the string that begins at `begin`.
std::size_t string_end(std::string_view text, std::size_t begin) {
  std::size_t i = begin + 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

// Where the next bracket stands, or string begins; the end of the text when there is none.
std::size_t next_mark(std::string_view text, std::size_t from) {
  static constexpr std::array<bool, 256> kMarks = [] {
    std::array<bool, 256> marks{};
    for (const char c : {'"', '{', '}', '[', ']'}) marks[static_cast<unsigned char>(c)] = true;
    return marks;
  }();
  while (from < text.size() && !kMarks[static_cast<unsigned char>(text[from])]) ++from;
  return from;
}

// The end of the JSON value that begins at `begin`, by bracket counting outside strings; nothing
// when the text ends first. Whether it is JSON, the caller finds out by parsing it.
std::optional<std::size_t> value_end(std::string_view text, std::size_t begin) {
  int depth = 0;
  for (std::size_t at = next_mark(text, begin); at < text.size(); at = next_mark(text, at)) {
    const char c = text[at];
    at = c == '"' ? string_end(text, at) : at + 1;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return std::nullopt;
}

bool is_text(const json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() &&
         !found->get_ref<const std::string&>().empty();
}

bool is_code(const std::string& code) {
  return code.size() <= 32 && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

bool is_uuid(const std::string& id) {
  if (id.size() != 36) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = std::isxdigit(static_cast<unsigned char>(id[i])) != 0;
    if (dash ? id[i] != '-' : !hex) return false;
  }
  return true;
}

std::string folded(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::optional<std::string> key_of(Kind list, const json& entry) {
  if (!entry.is_object()) return std::nullopt;
  if (list == Kind::channels) {
    if (!is_text(entry, "code") || !is_text(entry, "id")) return std::nullopt;
    auto code = entry["code"].get<std::string>();
    return is_code(code) ? std::optional(code) : std::nullopt;
  }
  if (!is_text(entry, "requestId") || !is_text(entry, "deviceId")) return std::nullopt;
  auto id = entry["requestId"].get<std::string>();
  return is_uuid(id) ? std::optional(id) : std::nullopt;
}

Answer answer_of(Kind list, const std::vector<std::string_view>& elements, EntryReader& entries) {
  Answer answer;
  answer.ok = true;
  std::vector<std::string> seen;
  for (const std::string_view element : elements) {
    const auto& key = entries.key_of(list, element);
    if (!key) {
      ++answer.dropped;
    } else if (std::find(seen.begin(), seen.end(), folded(*key)) != seen.end()) {
      ++answer.duplicates;
    } else {
      seen.push_back(folded(*key));
      answer.keys.push_back(*key);
    }
  }
  return answer;
}

// The texts of the elements of the array that `text` is. Each is read on its own: what is wrong
// with one costs no other.
std::vector<std::string_view> elements_of(std::string_view text) {
  std::vector<std::string_view> elements;
  for (std::size_t at = 1; at < text.size();) {
    at = text.find_first_not_of(" \t\r\n,", at);
    if (at == std::string_view::npos || text[at] == ']') break;
    const bool structured = text[at] == '{' || text[at] == '[';
    const std::size_t end =
        structured ? value_end(text, at).value_or(text.size()) : text.find_first_of(",]", at);
    elements.push_back(text.substr(at, end - at));
    at = end;
  }
  return elements;
}

// The array that is the value of the member whose key ends at `end`; nothing when none is.
std::optional<std::string_view> array_after(std::string_view text, std::size_t end) {
  const std::size_t colon = text.find_first_not_of(" \t\r\n", end);
  if (colon == std::string_view::npos || text[colon] != ':') return std::nullopt;
  const std::size_t value = text.find_first_not_of(" \t\r\n", colon + 1);
  if (value == std::string_view::npos || text[value] != '[') return std::nullopt;
  const auto value_ends = value_end(text, value);
  if (!value_ends) return std::nullopt;
  return text.substr(value, *value_ends - value);
}

// The text of the array that stands under `key` in the object that `text` is, not in one within it;
// nothing when none does.
std::optional<std::string_view> array_under(std::string_view text, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + '"';
  int depth = 0;
  for (std::size_t at = next_mark(text, 0); at < text.size(); at = next_mark(text, at)) {
    const char c = text[at];
    const std::size_t end = c == '"' ? string_end(text, at) : at + 1;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    const bool found = depth == 1 && text.substr(at, end - at) == quoted;
    const auto array = found ? array_after(text, end) : std::nullopt;
    if (array) return array;
    at = end;
  }
  return std::nullopt;
}

// The object with all that is in its array taken out.
std::string frame_of(std::string_view object, std::string_view array) {
  const auto begin = static_cast<std::size_t>(array.data() - object.data());
  std::string frame(object.substr(0, begin));
  return frame.append("[]").append(object.substr(begin + array.size()));
}

// How deep brackets outside strings stand inside one another. Up to where `text` stops being JSON
// nothing nests deeper than that.
int deepest_bracket(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  for (std::size_t at = next_mark(text, 0); at < text.size(); at = next_mark(text, at)) {
    const char c = text[at];
    at = c == '"' ? string_end(text, at) : at + 1;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

// Whether what begins with `text` nests too deep before anything in it is wrong or missing.
bool too_deep(std::string_view text) {
  if (deepest_bracket(text) <= kDepthMax) return false;  // parsing takes much longer
  return depth_of_json(text) > kDepthMax;
}

// Nearly all of it is ASCII, so eight bytes at a time are looked at.
bool is_utf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  while (!text.empty()) {
    std::uint64_t word = kHighBits;
    if (text.size() >= sizeof word) std::memcpy(&word, text.data(), sizeof word);
    const std::size_t length = (word & kHighBits) == 0 ? sizeof word : utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `text` with all made plain that a strict parser refuses though it breaks no rule of the grammar:
// bytes that are not UTF-8, lone surrogates, exponents that are out of range.
std::string plain(std::string_view text) {
  std::string made(text);
  char before = ' ';
  for (char& c : made) {
    if (static_cast<unsigned char>(c) >= 0x80) c = 'x';
    if (before == 'u' && (c == 'd' || c == 'D')) c = '0';
    const bool exponent = is_digit(before) && (c == 'e' || c == 'E' || c == '+' || c == '-');
    if (exponent) c = '0';
    before = c;
  }
  return made;
}

// What stands before an object that never ends.
std::string_view before_a_cut_object(std::string_view text) {
  std::size_t at = text.find('{');
  while (at != std::string_view::npos && value_end(text, at)) at = text.find('{', at + 1);
  return text.substr(0, at);
}

Answer read_answer_by(EntryReader& entries, Kind list, std::string_view out) {
  const char* key = list == Kind::channels ? "requests" : "pending";
  Answer answer;
  std::size_t noise = 0;  // begins there
  for (std::size_t at = out.find('{'); at != std::string_view::npos;) {
    const auto end = value_end(out, at);
    const std::string_view object = out.substr(at, end.value_or(at) - at);
    const auto array = array_under(object, key);
    if (too_deep(end ? object : out.substr(at))) return Answer{};  // the whole call has failed
    if (!end && is_json_cut_off(plain(out.substr(at)))) break;     // the search ends (contract C6)
    const bool taken = array && entries.is_sound(list, frame_of(object, *array));
    if (taken) answer = answer_of(list, elements_of(*array), entries);
    const bool passed = taken || is_json(object);
    if (passed && !is_utf8(out.substr(noise, at - noise))) return Answer{};
    if (passed) noise = *end;
    at = out.find('{', passed ? noise : at + 1);
  }
  return is_utf8(before_a_cut_object(out.substr(noise))) ? answer : Answer{};
}

}  // namespace

const std::optional<std::string>& EntryReader::key_of(Kind list, std::string_view text) {
  Keys& known = known_[static_cast<std::size_t>(list)];
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  if (known.size() >= kRemembered) known.clear();
  return known.emplace(text, sim::key_of(list, read_json(text))).first->second;
}

bool EntryReader::is_sound(Kind list, std::string frame) {
  std::string& known = sound_[static_cast<std::size_t>(list)];
  if (frame == known) return true;
  if (!is_json(frame)) return false;
  known = std::move(frame);
  return true;
}

Answer read_answer(Kind list, std::string_view out) {
  EntryReader entries;
  return read_answer_by(entries, list, out);
}

Answer AnswerReader::read(Kind list, std::string_view out) {
  for (const Known& known : known_)
    if (known.list == list && known.out == out && !out.empty()) return known.answer;
  Known& known = known_[next_];
  next_ = (next_ + 1) % kRemembered;
  known = Known{list, std::string(out), read_answer_by(entries_, list, out)};
  return known.answer;
}

}  // namespace sim
