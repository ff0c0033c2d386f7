#include "scenarios/invariants/support/platform_ask.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/text/json.h"

namespace scenarios::seen {
namespace {

using nlohmann::json;

// Nothing: an escape is broken.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const std::string digits(text.substr(i + 1, 2));
    const bool whole = digits.size() == 2 && std::ranges::all_of(digits, [](char c) {
                         return std::isxdigit(static_cast<unsigned char>(c)) != 0;
                       });
    if (!whole) return std::nullopt;
    plain += static_cast<char>(std::stoi(digits, nullptr, 16));
    i += 2;
  }
  return plain;
}

PlatformAsk read_query(std::string_view query) {
  constexpr std::string_view kUser = "userId=";
  PlatformAsk asked;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (!pair.starts_with(kUser)) continue;
    const auto user = decoded(pair.substr(kUser.size()));
    if (!user) asked.refusals = {"Invalid userId"};
    asked.users.push_back(user.value_or(std::string()));
  }
  const bool none = std::ranges::all_of(asked.users, &std::string::empty);
  if (none && asked.refusals.empty()) asked.refusals = {"Missing required field: userId"};
  return asked;
}

PlatformAsk read_body(Kind kind, const std::string& text) {
  const json body = sim::read_json(text);
  if (body.is_discarded()) return {{}, {"Invalid request body"}};
  const auto text_of = [&body](const char* name) {
    const auto found = body.is_object() ? body.find(name) : body.end();
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  PlatformAsk asked{{text_of("userId")}, {}};
  if (asked.users[0].empty()) asked.refusals.emplace_back("Missing required field: userId");
  if (kind == Kind::devices && text_of("requestId").empty())
    asked.refusals.emplace_back("Missing required field: requestId");
  if (kind == Kind::channels && (text_of("channel").empty() || text_of("code").empty()))
    asked.refusals.emplace_back("Missing required fields: channel and code");
  return asked;
}

}  // namespace

PlatformAsk read_platform(const Ask& ask) {
  if (ask.purpose == Purpose::approve) return read_body(ask.kind, ask.asked.body);
  const std::string& target = ask.asked.target;
  const auto mark = target.find('?');
  return read_query(mark == std::string::npos ? std::string_view()
                                              : std::string_view(target).substr(mark + 1));
}

}  // namespace scenarios::seen
