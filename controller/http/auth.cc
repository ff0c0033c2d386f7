#include "controller/http/auth.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace controller {
namespace {

using Digest = std::array<unsigned char, 32>;
static_assert(SHA256_DIGEST_LENGTH == 32);

Digest sha256(std::string_view text) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

}  // namespace

Secret::Secret(std::string_view text) : digest_(sha256(text)) {}

bool Secret::matches(std::string_view text) const {
  const Digest digest = sha256(text);
  return CRYPTO_memcmp(digest.data(), digest_.data(), digest.size()) == 0;
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
  if (token.find_first_of(" \t,") != std::string_view::npos) return std::nullopt;
  return token;
}

}  // namespace controller
