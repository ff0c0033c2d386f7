#include "scenarios/invariants/support/lines.h"

#include <algorithm>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char raised(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char in_word, char c) { return in_word == folded(c); });
}

}  // namespace

Keywords::Keywords(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (!word.empty()) words_.push_back(lower(word));
  if (words_.empty()) return;
  shortest_ = std::ranges::min_element(words_, {}, &std::string::size)->size();
  shifts_.fill(shortest_);
  for (const std::string& word : words_)
    for (std::size_t at = 0; at < shortest_; ++at)
      for (const char c : {word[at], raised(word[at])}) {
        std::size_t& shift = shifts_[static_cast<unsigned char>(c)];
        shift = std::min(shift, shortest_ - 1 - at);
      }
}

std::string_view Keywords::find_in(std::string_view line) const {
  if (words_.empty()) return {};
  for (std::size_t i = 0; i + shortest_ <= line.size();) {
    const std::size_t shift = shifts_[static_cast<unsigned char>(line[i + shortest_ - 1])];
    if (shift == 0) {
      for (const std::string& word : words_)
        if (begins_with(line.substr(i), word)) return word;
    }
    i += std::max<std::size_t>(shift, 1);
  }
  return {};
}

void Lines::observe(const sim::Event& event, std::vector<Line>& lines) {
  if (const auto* wrote = std::get_if<sim::GatewayWrote>(&event.body)) write(*wrote, lines);
  const auto* exited = std::get_if<sim::ChildExited>(&event.body);
  if (exited != nullptr && exited->role == sim::ChildRole::gateway) finish(exited->pid, lines);
}

bool Lines::unfinished_keyword() const {
  return std::any_of(streams_.begin(), streams_.end(), [this](const auto& one) {
    return !keywords_.find_in(one.second.begun).empty();
  });
}

void Lines::write(const sim::GatewayWrote& body, std::vector<Line>& lines) {
  Stream& stream = streams_[Id(body.pid, body.to_stderr)];
  std::string_view rest = body.bytes;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    append(stream, rest.substr(0, end), body.to_stderr, lines);
    rest.remove_prefix(end + 1);
    lines.push_back(line(std::move(stream.begun), body.to_stderr, !stream.too_long));
    stream = Stream{};
  }
  append(stream, rest, body.to_stderr, lines);
}

// A line that is too long may be delivered when it becomes so, or at its end: it is told twice.
void Lines::append(Stream& stream, std::string_view piece, bool to_stderr,
                   std::vector<Line>& lines) {
  const std::size_t room = bytes_max_ - std::min(bytes_max_, stream.begun.size());
  stream.begun.append(piece.substr(0, room));
  if (piece.size() <= room || stream.too_long) return;
  stream.too_long = true;
  lines.push_back(line(stream.begun, to_stderr, false));
}

// Its last line may have been delivered before, if the stream was closed before.
void Lines::finish(std::int64_t pid, std::vector<Line>& lines) {
  for (const bool to_stderr : {false, true}) {
    const auto found = streams_.find(Id(pid, to_stderr));
    if (found == streams_.end()) continue;
    if (!found->second.begun.empty()) {
      lines.push_back(line(std::move(found->second.begun), to_stderr, false));
    }
    streams_.erase(found);
  }
}

Line Lines::line(std::string text, bool to_stderr, bool sure) const {
  Line line;
  line.keyword = keywords_.find_in(text);
  line.text = std::move(text);
  line.to_stderr = to_stderr;
  line.sure = sure;
  return line;
}

}  // namespace scenarios::seen
