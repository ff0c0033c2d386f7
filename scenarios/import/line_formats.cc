#include "scenarios/import/line_formats.h"

#include <simdjson.h>

#include <algorithm>
#include <limits>

#include "controller/base/ascii.h"
#include "sim/gateway/recording.h"

namespace scenarios::importing {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kWanted[] = {
    "", R"(a line of journalctl -o json: {"__REALTIME_TIMESTAMP": "…", "MESSAGE": …})",
    R"(a line of docker: {"log": "…", "stream": "stdout", "time": "…"})",
    R"(a row of a recording: {"t_ms": …, "stream": "stdout", "line": "…"})"};

std::string wanted(Format format) {
  return "expected " + std::string(kWanted[static_cast<std::size_t>(format)]);
}

bool has(dom::object object, std::string_view key) {
  return object.at_key(key).error() == simdjson::SUCCESS;
}

std::optional<std::string_view> text_at(dom::object object, std::string_view key) {
  std::string_view text;
  if (object.at_key(key).get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

// "1795327132018000", as journald writes its numbers.
std::optional<std::int64_t> number_at(dom::object object, std::string_view key) {
  const auto text = text_at(object, key);
  constexpr std::size_t kDigitsMax = 18;  // fits
  if (!text || text->empty() || text->size() > kDigitsMax) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : *text) {
    if (!controller::is_digit_ascii(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// One for each line of `text`; a line end at its end begins no other.
void add_lines(std::string_view text, const LogLine& like, std::vector<LogLine>& lines) {
  do {
    LogLine line = like;
    const std::size_t end = text.find('\n');
    line.text = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    lines.push_back(line);
  } while (!text.empty());
}

// journald writes a message that is no UTF-8 as an array of numbers.
bool read_bytes(dom::element element, std::string& bytes) {
  bytes.clear();
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) return false;
  for (const dom::element item : array) {
    std::uint64_t byte = 0;
    if (item.get(byte) != simdjson::SUCCESS || byte > 0xFF) return false;
    bytes += static_cast<char>(byte);
  }
  return true;
}

// A message that was too long is null; a field that occurs twice is an array of texts.
bool read_message(dom::element message, std::string& bytes) {
  std::string_view text;
  if (message.get(text) == simdjson::SUCCESS) {
    bytes = text;
    return true;
  }
  if (message.is_null()) {
    bytes.clear();
    return true;
  }
  if (read_bytes(message, bytes)) return true;
  dom::array array;
  if (message.get(array) != simdjson::SUCCESS) return false;
  bytes.clear();
  for (const dom::element item : array) {
    if (item.get(text) != simdjson::SUCCESS) return false;
    bytes += text;
    bytes += '\n';
  }
  return true;
}

bool read_journald(dom::object entry, std::string& bytes, std::vector<LogLine>& lines) {
  LogLine like;
  like.time = number_at(entry, "__REALTIME_TIMESTAMP");
  if (!like.time) return false;
  constexpr std::int64_t kWarning = 4;
  constexpr std::int64_t kInfo = 6;
  if (number_at(entry, "PRIORITY").value_or(kInfo) <= kWarning) like.source = Source::err;
  dom::element message;
  // Entries without a message are journald's own, such as core dumps; there is nothing to print.
  if (entry.at_key("MESSAGE").get(message) != simdjson::SUCCESS) return true;
  if (!read_message(message, bytes)) return false;
  add_lines(bytes, like, lines);
  return true;
}

bool read_docker(dom::object entry, std::vector<LogLine>& lines) {
  const auto text = text_at(entry, "log");
  const auto stream = text_at(entry, "stream");
  const auto time = text_at(entry, "time");
  if (!text || !time || (stream && *stream != "stdout" && *stream != "stderr")) return false;
  const auto stamp = stamp_at_begin(*time, 0);
  if (!stamp) return false;
  LogLine like;
  like.time = stamp->time;
  like.source = stream == "stderr" ? Source::err : Source::out;
  add_lines(*text, like, lines);
  // docker cuts lines after 16 KiB; only the last piece has the line end.
  lines.back().continues = !text->ends_with('\n');
  return true;
}

bool read_recording(dom::object row, std::vector<LogLine>& lines) {
  std::int64_t t_ms = 0;
  if (row.at_key("t_ms").get(t_ms) != simdjson::SUCCESS || t_ms < 0 ||
      t_ms > sim::kRecordingMaxTimeMs)
    return false;
  const auto stream = text_at(row, "stream");
  const auto text = text_at(row, "line");
  if (!stream || !text) return false;
  LogLine like;
  like.time = t_ms * 1000;
  if (*stream == "marker") {
    like.source = Source::marker;
  } else if (*stream == "stderr") {
    like.source = Source::err;
  } else if (*stream != "stdout") {
    return false;
  }
  add_lines(*text, like, lines);
  return true;
}

LogLine read_plain(std::string_view raw, int year) {
  LogLine line;
  line.text = raw;
  if (const auto stamp = stamp_at_begin(raw, year)) {
    line.time = stamp->time;
    line.without_year = stamp->without_year;
    line.text = without_collector_head(raw, *stamp, year);
  }
  return line;
}

}  // namespace

struct LineReader::Json {
  dom::parser parser;
  std::string bytes;  // of a message that is no text

  std::optional<dom::object> object(std::string_view raw) {
    dom::object object;
    if (!raw.starts_with('{')) return std::nullopt;
    if (parser.parse(raw.data(), raw.size()).get(object) != simdjson::SUCCESS) return std::nullopt;
    return object;
  }
};

LineReader::LineReader() : json_(std::make_unique<Json>()) {}
LineReader::~LineReader() = default;

std::optional<Format> LineReader::json_format_of(std::string_view raw) {
  const auto object = json_->object(raw);
  if (!object) return std::nullopt;
  if (has(*object, "t_ms") && has(*object, "line")) return Format::recording;
  if (has(*object, "__REALTIME_TIMESTAMP")) return Format::journald;
  if (has(*object, "log") && has(*object, "time")) return Format::docker;
  return std::nullopt;
}

std::string LineReader::read(Format format, std::string_view raw, int year,
                             std::vector<LogLine>& lines) {
  lines.clear();
  if (format != Format::plain) return read_json(format, raw, lines);
  lines.push_back(read_plain(raw, year));
  return {};
}

std::string LineReader::read_json(Format format, std::string_view raw,
                                  std::vector<LogLine>& lines) {
  if (raw.find_first_not_of(" \t\r") == std::string_view::npos) return {};
  const auto object = json_->object(raw);
  bool fine = false;
  if (object && format == Format::journald) fine = read_journald(*object, json_->bytes, lines);
  if (object && format == Format::docker) fine = read_docker(*object, lines);
  if (object && format == Format::recording) fine = read_recording(*object, lines);
  return fine ? std::string() : wanted(format);
}

}  // namespace scenarios::importing
