#include "scenarios/invariants/support/text.h"

#include "reports/text.h"

namespace scenarios::seen {

std::string text_of(Duration span) { return reports::instant_text(span.count()); }

std::string text_of(Instant at) { return text_of(at.time_since_epoch()); }

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

std::string raw_key_of(Kind kind, std::string_view channel, std::string_view key) {
  const bool whole = kind == Kind::devices || channel.empty() || key.find('/') != key.npos;
  return whole ? std::string(key) : std::string(channel) + '/' + std::string(key);
}

std::string key_of(Kind kind, std::string_view channel, std::string_view key) {
  return lower(raw_key_of(kind, channel, key));
}

std::string source_of(Kind kind, std::string_view key) {
  const auto slash = key.find('/');
  return kind == Kind::devices || slash == key.npos ? std::string() : lower(key.substr(0, slash));
}

}  // namespace scenarios::seen
