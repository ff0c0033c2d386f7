#include "controller/instance/identity.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <simdjson.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "controller/base/ascii.h"

namespace controller::instance {
namespace {

constexpr std::string_view kVolumePrefix = "kiloclaw_";

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string text;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    pending = (pending << 8) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) text += kDigits[(pending >> (bits - 6)) & 63];
  }
  if (bits > 0) text += kDigits[(pending << (6 - bits)) & 63];
  return text;
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* mac) const { EVP_MAC_CTX_free(mac); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

// HMAC-SHA256 without a key; null: it is not available.
Mac make_mac() {
  EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Mac mac(EVP_MAC_CTX_new(algorithm));
  EVP_MAC_free(algorithm);
  char digest[] = "SHA256";
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
  if (mac && EVP_MAC_CTX_set_params(mac.get(), settings) != 1) mac.reset();
  return mac;
}

}  // namespace

std::optional<std::string> sandbox_id_of(std::string_view user_id) {
  constexpr std::size_t kMaxUserIdLength = kMaxSandboxIdLength * 3 / 4;
  const bool text = user_id.find('\0') == std::string_view::npos &&
                    simdjson::validate_utf8(user_id.data(), user_id.size());
  if (user_id.empty() || user_id.size() > kMaxUserIdLength || !text) return std::nullopt;
  return base64url(user_id);
}

std::optional<std::string> user_id_of(std::string_view sandbox_id) {
  std::string bytes;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char c : sandbox_id) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    pending = (pending << 6) | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((pending >> bits) & 0xff);
  }
  if (sandbox_id_of(bytes) != sandbox_id) return std::nullopt;
  return bytes;
}

std::string volume_name_of(std::string_view sandbox_id) {
  std::string name(kVolumePrefix);
  for (const char c : sandbox_id.substr(0, kMaxVolumeNameLength - name.size())) {
    const char lower = to_lower_ascii(c);
    name += is_alnum_ascii(lower) ? lower : '_';
  }
  return name;
}

bool names_its_volume_alone(std::string_view sandbox_id) {
  return kVolumePrefix.size() + sandbox_id.size() <= kMaxVolumeNameLength;
}

std::string controller_token(std::string_view secret, std::string_view sandbox_id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto bytes_of = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  std::size_t length = 0;
  // Made once a thread: to look the algorithm up takes longer than to apply it.
  thread_local const Mac kMac = make_mac();
  if (!kMac || EVP_MAC_init(kMac.get(), bytes_of(secret), secret.size(), nullptr) != 1 ||
      EVP_MAC_update(kMac.get(), bytes_of(sandbox_id), sandbox_id.size()) != 1 ||
      EVP_MAC_final(kMac.get(), digest.data(), &length, digest.size()) != 1)
    throw std::runtime_error("HMAC-SHA256 is not available");
  std::string token;
  token.reserve(2 * length);
  for (std::size_t i = 0; i < length; ++i) {
    token += kHex[digest[i] >> 4];
    token += kHex[digest[i] & 15];
  }
  return token;
}

std::string list_key(Kind kind, std::string_view app, std::string_view machine) {
  std::string key = kind == Kind::channels ? "pairing:" : "device-pairing:";
  key.append(app).append(":").append(machine);
  return key;
}

}  // namespace controller::instance
