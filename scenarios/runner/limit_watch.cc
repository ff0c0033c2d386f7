#include "scenarios/runner/limit_watch.h"

#include <bit>
#include <cstring>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/text.h"

namespace scenarios {
namespace {

// What a line of the trace takes beside the event's texts, about: numbers, keys, their names.
constexpr std::uint64_t kLineBytes = 100;

// Eight bytes, each the same.
constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighs = kOnes << 7U;
constexpr std::uint64_t kSpaces = kOnes * ' ';

// Whether none of eight bytes is a control character, nor beyond ASCII. Where one is, the lowest is
// seen, whatever the sums carry into those above it.
constexpr bool is_plain(std::uint64_t word) {
  return (((word - kSpaces) | (word + kOnes) | word) & kHighs) == 0;
}

// How many of eight bytes are control characters.
std::uint64_t controls_in(std::uint64_t word) {
  // The high bit of a byte of seven bits is set by a sum that reaches 128, and carries no further.
  const std::uint64_t low = word & ~kHighs;
  const std::uint64_t printable = low + kOnes * (0x80 - ' ');
  const std::uint64_t deletes = low + kOnes;
  return static_cast<std::uint64_t>(std::popcount((~printable | deletes) & ~word & kHighs));
}

// A control character is written as six.
std::uint64_t written_bytes(std::string_view text) {
  std::uint64_t bytes = text.size();
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (!is_plain(word)) bytes += 5 * controls_in(word);
  }
  if (text.empty()) return bytes;
  word = kSpaces;
  std::memcpy(&word, text.data(), text.size());
  return is_plain(word) ? bytes : bytes + 5 * controls_in(word);
}

class CountBytes {
 public:
  explicit CountBytes(std::uint64_t& sum) : sum_(sum) {}

  void operator()(std::string_view /*name*/, bool /*value*/) const {}
  void operator()(std::string_view /*name*/, std::int64_t /*value*/) const {}
  void operator()(std::string_view /*name*/, const std::optional<std::int64_t>& /*value*/) const {}
  void operator()(std::string_view /*name*/, const std::string& value) const {
    sum_ += written_bytes(value);
  }
  void operator()(std::string_view /*name*/, const std::vector<std::string>& values) const {
    for (const auto& value : values) sum_ += written_bytes(value);
  }

 private:
  std::uint64_t& sum_;
};

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kMiB = 1U << 20U;
  return bytes % kMiB == 0 ? reports::grouped(bytes / kMiB) + " MiB"
                           : reports::grouped(bytes) + " bytes";
}

}  // namespace

void LimitWatch::on_event(const sim::Event& event) {
  ++events_;
  bytes_ += kLineBytes;
  std::visit([this](const auto& body) { body.each(CountBytes(bytes_)); }, event.body);
}

std::string LimitWatch::exceeded_text() const {
  if (events_ > limits_.events) return reports::grouped(limits_.events) + " events (limits.events)";
  if (bytes_ > limits_.event_bytes)
    return size_text(limits_.event_bytes) + " of events (limits.event_bytes)";
  return {};
}

}  // namespace scenarios
