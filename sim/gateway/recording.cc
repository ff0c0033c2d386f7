#include "sim/gateway/recording.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "sim/gateway/json_value.h"

namespace sim {
namespace {

using controller::Failure;
using controller::Result;

Failure<RecordingError> error_at(std::string_view name, std::size_t line, std::string_view what) {
  std::string message(name);
  message += ':' + std::to_string(line) + ": ";
  message += what;
  return {RecordingError{std::move(message)}};
}

std::optional<RecordingStream> stream_of(const Json& row) {
  const auto name = string_field(row, "stream");
  if (name == "stdout") return RecordingStream::out;
  if (name == "stderr") return RecordingStream::err;
  if (name == "marker") return RecordingStream::marker;
  return std::nullopt;
}

// Fills `row`, or says what was expected.
std::string_view read_row(std::string_view text, RecordingRow& row) {
  if (text.size() > kRecordingMaxLineBytes) return "expected at most 1 MiB a line";
  const Json json = parse_json(text);
  if (json.is_discarded() || !json.is_object())
    return "expected one JSON object, {\"t_ms\": …, \"stream\": …, \"line\": …}";
  for (const auto& [key, value] : json.items())
    if (key != "t_ms" && key != "stream" && key != "line")
      return "expected no other keys than t_ms, stream and line";
  const auto t_ms = integer_field(json, "t_ms");
  if (!t_ms || *t_ms < 0 || *t_ms > kRecordingMaxTimeMs)
    return "expected t_ms to be a whole number from 0 to 366 days";
  const auto stream = stream_of(json);
  if (!stream) return "expected stream to be \"stdout\", \"stderr\" or \"marker\"";
  auto line = string_field(json, "line");
  if (!line || line->find('\n') != std::string::npos)
    return "expected line to be a string without line ends";
  row.at = std::chrono::milliseconds(*t_ms);
  row.stream = *stream;
  row.line = std::move(*line);
  return {};
}

}  // namespace

Result<Recording, RecordingError> parse_recording(std::string_view name, std::string_view text) {
  if (text.size() > kRecordingMaxBytes) return error_at(name, 1, "expected at most 64 MiB");
  Recording recording;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    RecordingRow row;
    const std::string_view expected = read_row(text.substr(0, end), row);
    if (!expected.empty()) return error_at(name, number, expected);
    if (!recording.empty() && row.at < recording.back().at)
      return error_at(name, number, "expected t_ms not to be less than in the line before");
    recording.push_back(std::move(row));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (recording.empty()) return error_at(name, 1, "expected at least one row");
  return recording;
}

}  // namespace sim
