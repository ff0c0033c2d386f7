#include "scenarios/invariants/support/line_ledger.h"

#include <algorithm>

#include "scenarios/invariants/support/gateways.h"

namespace scenarios::seen {
namespace {

// A cut may fall back to the begin of a character.
constexpr std::size_t kCharacterRest = 3;

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Whether the first `size` bytes of `text` end within a character of UTF-8.
bool halves_a_character(std::string_view text, std::size_t size) {
  if (size >= text.size() || !goes_on(text[size])) return false;
  for (std::size_t back = 1; back <= std::min(size, kCharacterRest); ++back) {
    const auto lead = static_cast<unsigned char>(text[size - back]);
    if (goes_on(text[size - back])) continue;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return length > back;
  }
  return false;
}

std::string_view name_of_stream(bool to_stderr) { return to_stderr ? "stderr" : "stdout"; }

}  // namespace

std::string shown(std::string_view line) {
  constexpr std::size_t kBytesMax = 60;
  std::string text = "\"";
  // A quote within would end it, for those who leave quoted texts out.
  for (const char c : line.substr(0, kBytesMax))
    text += c == '"' ? '\'' : c >= ' ' && c <= '~' ? c : '?';
  text += line.size() > kBytesMax ? "…\" of " + std::to_string(line.size()) + " bytes" : "\"";
  return text;
}

void LineLedger::observe(const sim::Event& event) {
  news_ = News();
  expire(event.at);
  const auto* began = std::get_if<sim::ControllerStarted>(&event.body);
  if (began != nullptr || std::holds_alternative<sim::ControllerEnded>(event.body)) {
    forget();
    judging_ = began != nullptr;
  }
  if (!judging_) return;
  if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) watch(*spawned);
  if (const auto* wrote = std::get_if<sim::GatewayWrote>(&event.body)) write(*wrote, event.at);
  if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
    finish_streams(exited->pid, event.at);
  }
  if (const auto* line = std::get_if<sim::LineDelivered>(&event.body)) deliver(*line);
  const auto* fault = std::get_if<sim::FaultInjected>(&event.body);
  if (fault != nullptr && fault->action == "hook.throw") lose();
}

void LineLedger::finish(Instant end) {
  news_ = News();
  expire(end);
}

void LineLedger::forget() {
  streams_ = {};
  excused_ = 0;
  thrown_ = false;
  throw_untested_ = false;
}

void LineLedger::watch(const sim::ChildSpawned& body) {
  if (body.role != sim::ChildRole::gateway) return;
  for (Streams& streams : streams_) streams[body.pid] = Stream();
}

// ---- what the gateway wrote

void LineLedger::write(const sim::GatewayWrote& body, Instant at) {
  const auto found = streams_[body.to_stderr ? 1 : 0].find(body.pid);
  if (found == streams_[body.to_stderr ? 1 : 0].end()) return;  // an earlier controller's
  std::string_view rest = body.bytes;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    grow(found->second, rest.substr(0, end));
    end_line(found->second, false, at);
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty()) grow(found->second, rest);
}

void LineLedger::grow(Stream& stream, std::string_view piece) {
  if (stream.lines.empty() || stream.lines.back().ended) stream.lines.emplace_back();
  Line& line = stream.lines.back();
  if (piece.empty()) return;
  const std::size_t room = bytes_max_ + 1 - line.text.size();
  line.text.append(piece.substr(0, room));
  line.bytes += piece.size();
  line.ends_in_cr = piece.back() == '\r';
}

void LineLedger::end_line(Stream& stream, bool unfinished, Instant at) {
  Line& line = stream.lines.back();
  line.ended = true;
  line.unfinished = unfinished;
  line.ended_at = at;
  if (line.taken) stream.lines.pop_back();
}

void LineLedger::finish_streams(std::int64_t pid, Instant at) {
  for (Streams& streams : streams_) {
    const auto found = streams.find(pid);
    if (found == streams.end()) continue;
    Stream& stream = found->second;
    if (!stream.lines.empty() && !stream.lines.back().ended) end_line(stream, true, at);
  }
}

// ---- what reached the hook

// Lines of an old process may still be on their way when those of the next come, so all are looked
// at.
void LineLedger::deliver(const sim::LineDelivered& body) {
  for (auto& [pid, stream] : streams_[body.to_stderr ? 1 : 0]) {
    if (!judging_ || take_matching(stream, body)) return;
  }
  unexpected(body);
}

bool LineLedger::take_matching(Stream& stream, const sim::LineDelivered& body) {
  for (std::size_t i = 0; i < stream.lines.size(); ++i) {
    const Line& line = stream.lines[i];
    if (line.taken || !due(line) || !fits(line, body)) continue;
    if (i > static_cast<std::size_t>(excused_)) {
      missing(stream.lines.front(), body.to_stderr);
      return true;
    }
    excused_ -= static_cast<int>(i);
    count(line);
    stream.after_cut = body.cut;
    take(stream, i + 1);
    return true;
  }
  return false;
}

// A line that still grows stays, to swallow its rest.
void LineLedger::take(Stream& stream, std::size_t count) {
  for (; count > 0; --count) {
    if (!stream.lines.front().ended) {
      stream.lines.front().taken = true;
      return;
    }
    stream.lines.pop_front();
  }
}

void LineLedger::count(const Line& line) {
  ++news_.delivered;
  if (too_long(line)) ++news_.delivered_cut;
  if (throw_untested_) ++news_.delivered_after_throw;
  throw_untested_ = false;
}

// The event does not say which line it was: if only one can have been, it is that one.
void LineLedger::lose() {
  thrown_ = true;
  throw_untested_ = true;
  Stream* only = nullptr;
  int candidates = 0;
  for (Streams& streams : streams_) {
    for (auto& [pid, stream] : streams) {
      if (stream.lines.empty() || stream.lines.front().taken || !due(stream.lines.front()))
        continue;
      only = &stream;
      ++candidates;
    }
  }
  if (candidates == 1) {
    take(*only, 1);
  } else {
    ++excused_;
  }
}

void LineLedger::expire(Instant now) {
  if (oldest_ + kLate >= now) return;
  oldest_ = now;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    for (auto& [pid, stream] : streams_[i]) {
      while (judging_ && !stream.lines.empty() && stream.lines.front().ended &&
             stream.lines.front().ended_at + kLate < now) {
        const Line& line = stream.lines.front();
        const bool only_cr =
            line.unfinished && line.text == "\r";  // a line, or none: both are right
        if (!only_cr && excused_ == 0) {
          missing(line, i == 1);
          return;
        }
        if (!only_cr) --excused_;
        stream.lines.pop_front();
      }
      if (!stream.lines.empty() && stream.lines.front().ended)
        oldest_ = std::min(oldest_, stream.lines.front().ended_at);
    }
  }
}

// ---- how a line has to look

bool LineLedger::too_long(const Line& line) const {
  const bool cr_belongs_to_end = line.ended && line.ends_in_cr;
  return line.bytes - (cr_belongs_to_end ? 1U : 0U) > bytes_max_;
}

bool LineLedger::fits(const Line& line, const sim::LineDelivered& body) const {
  if (too_long(line)) {
    return body.cut && body.line.size() <= bytes_max_ &&
           body.line.size() + kCharacterRest >= bytes_max_ && line.text.starts_with(body.line) &&
           !halves_a_character(line.text, body.line.size());
  }
  if (body.cut) return false;
  if (line.unfinished && body.line == line.text) return true;
  const std::string_view text = line.text;
  return body.line == (line.ends_in_cr ? text.substr(0, text.size() - 1) : text);
}

// ---- flaws

void LineLedger::unexpected(const sim::LineDelivered& body) {
  bool about_length = body.cut;
  for (const auto& [pid, stream] : streams_[body.to_stderr ? 1 : 0]) {
    const bool grows_too_long = !stream.lines.empty() && too_long(stream.lines.front());
    about_length = about_length || stream.after_cut || grows_too_long;
  }
  const std::string what = "the line hook was given " + shown(body.line) + " of " +
                           std::string(name_of_stream(body.to_stderr)) +
                           (body.cut ? ", marked as cut" : "");
  if (about_length) {
    flaw("G2", what + "; a line of more than " + std::to_string(bytes_max_) +
                   " bytes is delivered once, cut there and marked, and no other line is");
  } else {
    flaw("G1", what + ", which is no line that the gateway wrote next");
  }
}

void LineLedger::missing(const Line& line, bool to_stderr) {
  const std::string what = "the line " + shown(line.text) + " of " +
                           std::string(name_of_stream(to_stderr)) + " never reached the line hook";
  if (too_long(line)) {
    flaw("G2", what + ", not even cut");
  } else if (thrown_) {
    flaw("G3", what + "; a hook had thrown before, but at another line");
  } else {
    flaw("G1", what);
  }
}

void LineLedger::flaw(std::string_view clause, std::string text) {
  news_.flaws.push_back(Flaw{clause, std::move(text)});
  judging_ = false;
}

}  // namespace scenarios::seen
