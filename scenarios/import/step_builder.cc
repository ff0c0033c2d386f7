#include "scenarios/import/step_builder.h"

#include <simdjson.h>

#include <utility>

namespace scenarios::importing {
namespace {

// How long the text is as a JSON string, at most.
std::size_t written_size(std::string_view text) {
  constexpr std::size_t kEscaped = 6;  // \u001b
  std::size_t size = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    size += byte < 0x20 || byte == 0x7F ? kEscaped : c == '"' || c == '\\' ? 2 : 1;
  }
  return size;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

Output output_of(Source source) { return source == Source::err ? Output::err : Output::out; }

Instant instant(Duration at) { return Instant(at); }

Duration end_of(const step::LogBurst& burst, Instant begin) {
  return begin.time_since_epoch() + burst.gap * static_cast<std::int64_t>(burst.lines - 1);
}

}  // namespace

void StepBuilder::add(Duration at, Source source, std::string text) {
  const std::size_t size = written_size(text);
  if (source == Source::marker) {
    if (!text.empty()) append(at, step::Label{std::move(text)}, size);
    return;
  }
  if (!is_utf8(text)) {
    text += '\n';
    std::string encoded = encode_base64(text);
    const std::size_t encoded_size = encoded.size();
    append(at, step::Write{std::nullopt, std::move(encoded), output_of(source)}, encoded_size);
    return;
  }
  if (joins_last(at, output_of(source), text)) return;
  append(at, step::Log{std::move(text), output_of(source)}, size);
}

void StepBuilder::append(Duration at, Action action, std::size_t text_bytes) {
  constexpr std::size_t kAround = 100;  // {"at": …, "do": "log", "line": …}, spread over lines
  split_last(at);
  Step& step = steps_.emplace_back();
  step.at = instant(at);
  step.action = std::move(action);
  bytes_ += text_bytes + kAround;
}

// The last line of a burst would be printed after steps of the same moment: it becomes one of its
// own.
void StepBuilder::split_last(Duration at) {
  if (steps_.empty()) return;
  auto* burst = std::get_if<step::LogBurst>(&steps_.back().action);
  if (burst == nullptr || burst->gap == Duration::zero() || end_of(*burst, steps_.back().at) != at)
    return;
  const step::Log last{burst->line, burst->stream};
  if (--burst->lines == 1) steps_.back().action = last;
  bytes_ += written_size(last.line);
  Step& step = steps_.emplace_back();
  step.at = instant(at);
  step.action = last;
}

bool StepBuilder::joins_last(Duration at, Output stream, const std::string& text) {
  if (steps_.empty()) return false;
  Step& last = steps_.back();
  if (auto* burst = std::get_if<step::LogBurst>(&last.action)) {
    if (burst->stream != stream || burst->line != text ||
        end_of(*burst, last.at) + burst->gap != at)
      return false;
    ++burst->lines;
    return true;
  }
  const auto* log = std::get_if<step::Log>(&last.action);
  if (log == nullptr || log->stream != stream || log->line != text) return false;
  step::LogBurst burst;
  burst.line = text;
  burst.lines = 2;
  burst.gap = at - last.at.time_since_epoch();
  burst.stream = stream;
  last.action = std::move(burst);
  return true;
}

std::string encode_base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += i + j <= bytes.size() ? kDigits[bits >> (18U - 6U * j) & 0x3FU] : '=';
  }
  return out;
}

}  // namespace scenarios::importing
