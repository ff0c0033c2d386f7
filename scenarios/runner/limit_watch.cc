#include "scenarios/runner/limit_watch.h"

#include <algorithm>
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

// How many of eight bytes are control characters.
unsigned controls_in(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = kOnes << 7U;
  // The high bit of a byte of seven bits is set by a sum that reaches 128, and carries no further.
  const std::uint64_t low = word & ~kHighs;
  const std::uint64_t printable = low + kOnes * (0x80 - ' ');
  const std::uint64_t deletes = low + kOnes;
  const std::uint64_t controls = (~printable | deletes) & ~word & kHighs;
  return controls == 0 ? 0 : static_cast<unsigned>(std::popcount(controls));
}

// A control character is written as six.
std::uint64_t written_bytes(std::string_view text) {
  constexpr std::uint64_t kSpaces = 0x2020202020202020;
  std::uint64_t bytes = text.size();
  while (!text.empty()) {
    std::uint64_t word = kSpaces;
    const std::size_t taken = std::min(text.size(), sizeof word);
    if (taken == sizeof word) {
      std::memcpy(&word, text.data(), sizeof word);  // an instruction, where the size is known
    } else {
      std::memcpy(&word, text.data(), taken);
    }
    bytes += 5 * controls_in(word);
    text.remove_prefix(taken);
  }
  return bytes;
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
