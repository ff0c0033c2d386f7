// Texts as words of eight bytes, the first byte lowest: for what looks at every byte of every
// event. Pure.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sim {

// The bytes from `bytes` on, as many as the word has.
template <class Word>
std::uint64_t word_at(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// One to seven bytes, of a text that has no more, and zeros. Bytes that two parts share are the
// same in both; no part has a size that is known at run time alone, which would be a call.
inline std::uint64_t last_word(std::string_view bytes) {
  const auto part = [bytes]<class Word>(Word /*of this type*/, std::size_t at) {
    return word_at<Word>(bytes.data() + at) << (8 * at);
  };
  const std::size_t size = bytes.size();
  if (size >= 4) return part(std::uint32_t{}, 0) | part(std::uint32_t{}, size - 4);
  return part(std::uint8_t{}, 0) | part(std::uint8_t{}, size / 2) | part(std::uint8_t{}, size - 1);
}

// Calls f(word, size) for all words of `bytes`: `size` bytes of it, and zeros, for the last one.
template <class F>
void for_each_word(std::string_view bytes, const F& f) {
  constexpr std::size_t kWhole = sizeof(std::uint64_t);
  if (bytes.size() < kWhole) {
    if (!bytes.empty()) f(last_word(bytes), bytes.size());
    return;
  }
  const char* const end = bytes.data() + bytes.size();
  for (; bytes.size() >= kWhole; bytes.remove_prefix(kWhole))
    f(word_at<std::uint64_t>(bytes.data()), kWhole);
  // The bytes before the last ones were looked at, and are shifted out.
  if (!bytes.empty())
    f(word_at<std::uint64_t>(end - kWhole) >> (8 * (kWhole - bytes.size())), bytes.size());
}

}  // namespace sim
