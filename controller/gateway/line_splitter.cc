#include "controller/gateway/line_splitter.h"

#include <algorithm>

namespace controller {
namespace {

constexpr std::size_t kLongestCharacter = 4;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// How many bytes the UTF-8 sequence has that begins with `lead`.
std::size_t sequence_length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte >= 0xF0) return 4;
  if (byte >= 0xE0) return 3;
  if (byte >= 0xC0) return 2;
  return 1;
}

// The longest cut of `line` to at most `limit` bytes that halves no UTF-8 sequence. Bytes that are
// no UTF-8 are cut anywhere. `line` is longer than `limit`.
std::string_view cut_between_characters(std::string_view line, std::size_t limit) {
  std::size_t lead = limit;
  while (lead > 0 && is_continuation(line[lead])) --lead;
  const bool halved = lead < limit && lead + sequence_length(line[lead]) > limit;
  return line.substr(0, halved ? lead : limit);
}

}  // namespace

LineSplitter::LineSplitter(std::size_t max_line_bytes)
    : max_line_bytes_(std::max(max_line_bytes, kLongestCharacter)) {}

std::optional<std::string_view> LineSplitter::next(std::string_view& rest) {
  forget_handed_out();
  if (discarding_) discard(rest);

  // A line at the limit may have a `\r` after it, so one more byte is kept before it is cut.
  const std::size_t room = max_line_bytes_ + 1 - pending_.size();
  const std::size_t line_end = rest.substr(0, room + 1).find('\n');
  const bool ended = line_end != std::string_view::npos;
  if (!ended && rest.size() <= room) {
    pending_.append(rest);
    rest = {};
    return std::nullopt;
  }

  const std::size_t taken = ended ? line_end : room;
  const std::string_view raw = joined(rest.substr(0, taken));
  rest.remove_prefix(ended ? taken + 1 : taken);
  discarding_ = !ended;
  return as_line(raw, ended);
}

std::optional<std::string_view> LineSplitter::finish() {
  forget_handed_out();
  discarding_ = false;
  if (pending_.empty()) return std::nullopt;
  handed_out_ = true;
  return as_line(pending_, true);
}

// What is pending with `piece` after it.
std::string_view LineSplitter::joined(std::string_view piece) {
  if (pending_.empty()) return piece;
  pending_.append(piece);
  handed_out_ = true;
  return pending_;
}

// The line to hand out for `raw`, which holds one byte more than the limit if it was not `ended`.
std::string_view LineSplitter::as_line(std::string_view raw, bool ended) {
  if (ended && !raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
  if (raw.size() <= max_line_bytes_) return raw;
  ++cut_lines_;
  return cut_between_characters(raw, max_line_bytes_);
}

void LineSplitter::forget_handed_out() {
  if (handed_out_) pending_.clear();
  handed_out_ = false;
}

void LineSplitter::discard(std::string_view& rest) {
  const std::size_t line_end = rest.find('\n');
  discarding_ = line_end == std::string_view::npos;
  rest.remove_prefix(discarding_ ? rest.size() : line_end + 1);
}

}  // namespace controller
