#include "controller/http/auth.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace controller {

bool Secret::matches(std::string_view text) const {
  const bool same_size = text.size() == text_.size();
  const std::string_view compared = same_size ? text : text_;  // not told apart by its time
  const bool same = CRYPTO_memcmp(compared.data(), text_.data(), text_.size()) == 0;
  return same_size && same;
}

std::optional<std::string_view> bearer_token(std::span<const HttpHeader> headers) {
  constexpr std::string_view kScheme = "bearer";
  const auto value = only_header(headers, "authorization");
  if (!value || !equal_ignoring_case(value->substr(0, kScheme.size()), kScheme))
    return std::nullopt;
  std::string_view token = value->substr(kScheme.size());
  const std::size_t begin = token.find_first_not_of(' ');
  if (begin == 0 || begin == std::string_view::npos) return std::nullopt;
  token.remove_prefix(begin);
  if (std::ranges::any_of(token, [](char c) { return c == ' ' || c == '\t' || c == ','; }))
    return std::nullopt;
  return token;
}

}  // namespace controller
