#include "scenarios/runner/limit_watch.h"

#include <algorithm>
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

std::uint64_t controls_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }));
}

// Whether one of eight bytes may be a control character; never no when one is.
bool may_hold_controls(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = kOnes << 7U;
  const auto has_less = [](std::uint64_t bytes, std::uint64_t bound) {
    return (bytes - kOnes * bound) & ~bytes & kHighs;
  };
  return (has_less(word, ' ') | has_less(word ^ (kOnes * 0x7f), 1)) != 0;
}

// A control character is written as six. There are few, so eight bytes at a time are looked at.
std::uint64_t written_bytes(std::string_view text) {
  std::uint64_t bytes = text.size();
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if (may_hold_controls(word)) bytes += 5 * controls_in(text.substr(0, sizeof word));
  }
  return bytes + 5 * controls_in(text);
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
