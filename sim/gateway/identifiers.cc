#include "sim/gateway/identifiers.h"

namespace sim {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

// SplitMix64: expands one draw into as many bits as an identifier needs, so that each is one choice
// to record.
std::uint64_t next(std::uint64_t& state) {
  state += kGolden;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// `length` characters of `alphabet`, whose size is a power of two.
std::string text_of(std::uint64_t state, std::string_view alphabet, std::size_t length) {
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[next(state) & (alphabet.size() - 1)];
  return text;
}

}  // namespace

std::uint64_t IdSource::seed(ChoiceSource& choices, const char* site) {
  const std::uint64_t drawn = choices.draw(Stream::workload, site, std::uint64_t{1} << 32);
  return (++serial_ << 32) + drawn;
}

std::string IdSource::code(ChoiceSource& choices) {
  return text_of(seed(choices, "id.code"), kCodeAlphabet, kCodeLength);
}

std::string IdSource::uuid(ChoiceSource& choices) {
  const std::uint64_t state = seed(choices, "id.uuid");
  std::string text = text_of(state, kHexDigits, 36);
  for (const std::size_t dash : {8, 13, 18, 23}) text[dash] = '-';
  text[14] = '4';                                              // the version
  text[19] = kHexDigits[8 + (kHexDigits.find(text[19]) & 3)];  // the variant: 8, 9, a or b
  return text;
}

std::string IdSource::device_id(ChoiceSource& choices) {
  return text_of(seed(choices, "id.device"), kHexDigits, 64);
}

std::string IdSource::public_key(ChoiceSource& choices) {
  std::string key = text_of(seed(choices, "id.key"), kBase64Url, 43);
  // 43 characters hold 258 bits and the key 256: the last two are zero.
  key.back() = kBase64Url[kBase64Url.find(key.back()) & ~std::size_t{3}];
  return key;
}

}  // namespace sim
