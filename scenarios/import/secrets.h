// Finds what must not leave the machine in a log line. Pure; any bytes; linear in the line but for
// short looks ahead.
//
// Two ways: by shape (a Telegram bot token, a JWT, an e-mail address) and by what stands before
// (`--token`, `Bearer`, `apiKey=`). Pairing codes, request ids and device ids are no secrets here:
// they expire, and a scenario without them would tell nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace scenarios::importing {

// When two are found in the same place, the first of these is the better name.
enum class SecretKind : std::uint8_t {
  telegram_token,
  discord_token,
  slack_token,
  jwt,
  api_key,
  email,
  phone,
  password,
  token,
};

struct SecretKindName {
  SecretKind kind;
  std::string_view one;
  std::string_view many;
};
inline constexpr std::array kSecretKinds = {
    SecretKindName{SecretKind::telegram_token, "Telegram bot token", "Telegram bot tokens"},
    SecretKindName{SecretKind::discord_token, "Discord bot token", "Discord bot tokens"},
    SecretKindName{SecretKind::slack_token, "Slack token", "Slack tokens"},
    SecretKindName{SecretKind::jwt, "JWT", "JWTs"},
    SecretKindName{SecretKind::api_key, "API key", "API keys"},
    SecretKindName{SecretKind::email, "e-mail address", "e-mail addresses"},
    SecretKindName{SecretKind::phone, "phone number", "phone numbers"},
    SecretKindName{SecretKind::password, "password", "passwords"},
    SecretKindName{SecretKind::token, "token", "tokens"},
};

struct Secret {
  std::size_t at = 0;
  std::size_t size = 0;
  SecretKind kind = SecretKind::token;
};

// In the order of the line, none overlapping another.
std::vector<Secret> find_secrets(std::string_view line);

// The two halves of it, in no particular order.
void find_by_shape(std::string_view line, std::vector<Secret>& found);
void find_by_context(std::string_view line, std::vector<Secret>& found);

// Letters, digits and what else stands within tokens: - _
constexpr bool is_token_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace scenarios::importing
