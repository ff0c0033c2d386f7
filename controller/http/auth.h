// Tokens that clients prove themselves with (H3, H5).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "controller/http/message.h"

namespace controller {

// A secret, kept as its SHA-256. Comparing hashes of equal length byte for byte takes the same time
// whatever was sent. Immutable; safe from any thread.
class Secret {
 public:
  explicit Secret(std::string_view text);

  // Whether `text` is the secret.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  std::array<unsigned char, 32> digest_;
};

// The token of `Authorization: Bearer <token>`: the scheme in any case, then spaces, then one word.
// Nothing for another scheme, several words or several such headers.
std::optional<std::string_view> bearer_token(std::span<const HttpHeader> headers);

}  // namespace controller
