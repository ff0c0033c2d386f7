#include "sim/host/answer.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

namespace sim {
namespace {

using Json = nlohmann::json;

constexpr int kDepthMax = 64;

// The end of the JSON value that begins at `begin`, by bracket counting outside strings; nothing when the text ends
// first. Whether it is JSON, the caller finds out by parsing it.
std::optional<std::size_t> value_end(std::string_view text, std::size_t begin) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i + 1;
  }
  return std::nullopt;
}

int depth_of(const Json& value) {
  int deepest = 0;
  if (value.is_structured()) {
    for (const Json& item : value) deepest = std::max(deepest, depth_of(item));
    return deepest + 1;
  }
  return 0;
}

bool is_text(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() && !found->get_ref<const std::string&>().empty();
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

std::optional<std::string> key_of(Kind list, const Json& entry) {
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

std::vector<std::string> keys_of(Kind list, const Json& entries) {
  std::vector<std::string> keys;
  std::vector<std::string> seen;
  for (const Json& entry : entries) {
    auto key = key_of(list, entry);
    if (!key) continue;
    if (std::find(seen.begin(), seen.end(), folded(*key)) != seen.end()) continue;
    seen.push_back(folded(*key));
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace

Answer read_answer(Kind list, std::string_view out) {
  const char* key = list == Kind::channels ? "requests" : "pending";
  Answer answer;
  for (std::size_t at = out.find('{'); at != std::string_view::npos;) {
    const auto end = value_end(out, at);
    const Json value = end ? Json::parse(out.substr(at, *end - at), nullptr, false) : Json(Json::value_t::discarded);
    if (value.is_discarded() || depth_of(value) > kDepthMax) {
      at = out.find('{', at + 1);
      continue;
    }
    const auto found = value.find(key);
    if (found != value.end() && found->is_array()) answer = Answer{true, keys_of(list, *found)};
    at = out.find('{', *end);
  }
  return answer;
}

}  // namespace sim
