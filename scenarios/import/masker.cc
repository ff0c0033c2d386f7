#include "scenarios/import/masker.h"

#include <algorithm>
#include <vector>

#include "controller/base/ascii.h"

namespace scenarios::importing {
namespace {

using controller::is_digit_ascii;

// Shorter ones ("password=yes") are told by what stands before them, and mean nothing elsewhere.
constexpr std::size_t kKnownMin = 8;

std::string in_base(std::uint64_t number, std::uint64_t base) {
  std::string digits;
  for (; number > 0 || digits.empty(); number /= base) digits += "0123456789abcdef"[number % base];
  std::ranges::reverse(digits);
  return digits;
}

// Replaces the characters of `text` that `is_filled` names, from `keep` on: by `filler`, and the
// last ones by `number`. What has too few of them grows.
template <class F>
std::string filled(std::string_view text, std::size_t keep, char filler, std::string number,
                   F&& is_filled) {
  std::string out(text);
  for (std::size_t i = out.size(); i > keep; --i) {
    char& c = out[i - 1];
    if (!is_filled(c)) continue;
    c = number.empty() ? filler : number.back();
    if (!number.empty()) number.pop_back();
  }
  return out.insert(std::min(keep, out.size()), number);
}

// Of what a secret is made that nobody has typed.
bool is_drawn_byte(char c) {
  return is_token_byte(c) || c == '+' || c == '/' || c == '.' || c == '=' || c == '~';
}
bool is_any(char /*c*/) { return true; }
bool is_hex_text(std::string_view text) {
  return std::ranges::all_of(text, controller::is_hex_ascii);
}

// xoxb-…, eyJ…, sk-…: how much of it everybody knows.
std::size_t public_prefix(SecretKind kind, std::string_view secret) {
  if (kind == SecretKind::jwt) return 3;
  if (kind != SecretKind::slack_token && kind != SecretKind::api_key) return 0;
  constexpr std::size_t kPrefixMax = 12;
  const std::size_t mark = secret.substr(0, kPrefixMax).find_first_of("-_");
  return mark == std::string_view::npos ? std::min<std::size_t>(4, secret.size()) : mark + 1;
}

std::string phone_placeholder(std::string_view secret, std::uint64_t number) {
  return filled(secret, 0, '0', in_base(number, 10), is_digit_ascii);
}

std::string telegram_placeholder(std::string_view secret, std::uint64_t number) {
  const std::size_t colon = std::min(secret.find(':'), secret.size());
  return filled(secret.substr(0, colon), 0, '0', in_base(number, 10), is_any) +
         filled(secret.substr(colon), 1, 'x', in_base(number, 10), is_any);
}

}  // namespace

std::string placeholder(SecretKind kind, std::string_view secret, std::uint64_t number) {
  if (kind == SecretKind::email) return "masked" + in_base(number, 10) + "@example.com";
  if (kind == SecretKind::phone) return phone_placeholder(secret, number);
  if (kind == SecretKind::telegram_token) return telegram_placeholder(secret, number);
  const bool parts = kind == SecretKind::jwt || kind == SecretKind::discord_token;
  if (!parts && is_hex_text(secret)) return filled(secret, 0, '0', in_base(number, 16), is_any);
  return filled(secret, public_prefix(kind, secret), 'x', in_base(number, 10),
                [&](char c) { return !parts || c != '.'; });
}

const std::string& Masker::placeholder_for(SecretKind kind, std::string_view secret) {
  const auto known = placeholders_.find(secret);
  if (known != placeholders_.end()) return known->second;
  ++counts_[static_cast<std::size_t>(kind)];
  // One that holds the secret would give it away: "00000001" may be somebody's.
  std::uint64_t number = placeholders_.size() + 1;
  std::string text = placeholder(kind, secret, number);
  if (secret.size() >= kKnownMin && text.find(secret) != std::string::npos)
    text = placeholder(kind, secret, number + 1'000'000);
  const auto added = placeholders_.emplace(secret, std::move(text)).first;
  if (secret.size() >= kKnownMin && !std::ranges::all_of(secret, is_drawn_byte))
    of_any_bytes_.push_back(&*added);
  return added->second;
}

std::string Masker::mask(std::string_view line) {
  std::string out;
  std::size_t done = 0;
  for (const Secret& secret : find_secrets(line)) {
    out += line.substr(done, secret.at - done);
    out += placeholder_for(secret.kind, line.substr(secret.at, secret.size));
    done = secret.at + secret.size;
  }
  out += line.substr(done);
  mask_known(out);
  return out;
}

bool Masker::mask_known(std::string& line) const {
  if (placeholders_.empty()) return false;
  bool masked = false;
  for (const auto* known : of_any_bytes_) {
    const auto& [secret, placeholder] = *known;
    for (std::size_t at = line.find(secret); at != std::string::npos; at = line.find(secret, at)) {
      line.replace(at, secret.size(), placeholder);
      at += placeholder.size();
      masked = true;
    }
  }
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && is_drawn_byte(line[end])) ++end;
    const auto word = std::string_view(line).substr(at, end - at);
    const auto known = word.size() < kKnownMin ? placeholders_.end() : placeholders_.find(word);
    if (known != placeholders_.end()) {
      line.replace(at, word.size(), known->second);
      end = at + known->second.size();
      masked = true;
    }
    at = std::max(end, at + 1);
  }
  return masked;
}

}  // namespace scenarios::importing
