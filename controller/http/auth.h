// Tokens that clients prove themselves with (H3, H5).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "controller/http/message.h"

namespace controller {

// A secret. Comparing takes the same time whatever was sent. Immutable; safe from any thread.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}

  // Whether `text` is the secret.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  std::string text_;
};

// The token of `Authorization: Bearer <token>`: the scheme in any case, then spaces, then one word.
// Nothing for another scheme, several words or several such headers.
std::optional<std::string_view> bearer_token(std::span<const HttpHeader> headers);

}  // namespace controller
