#include "controller/posix/stream_log.h"

#include <algorithm>
#include <array>

#include "controller/base/iso8601.h"
#include "controller/base/json_text.h"

namespace controller::posix {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};

std::string_view name_of(LogLevel level) { return kLevels.at(static_cast<std::size_t>(level)); }

// A word stands as it is; anything else as a JSON string.
bool is_word(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\';
  });
}

void append_text_value(std::string& out, std::string_view value) {
  if (is_word(value)) {
    out += value;
  } else {
    append_json_string(out, value);
  }
}
void append_text_value(std::string& out, std::int64_t value) { out += std::to_string(value); }
void append_json_value(std::string& out, std::string_view value) { append_json_string(out, value); }
void append_json_value(std::string& out, std::int64_t value) { out += std::to_string(value); }

}  // namespace

std::optional<LogFormat> parse_log_format(std::string_view word) {
  if (word == "text") return LogFormat::text;
  if (word == "json") return LogFormat::json;
  return std::nullopt;
}

std::optional<LogLevel> parse_log_level(std::string_view word) {
  const auto* const found = std::ranges::find(kLevels, word);
  if (found == kLevels.end()) return std::nullopt;
  return static_cast<LogLevel>(found - kLevels.begin());
}

void StreamLog::write_entry(LogLevel level, std::string_view event,
                            std::span<const LogField> fields) {
  if (level < minimum_) return;
  line_.clear();
  const std::string time = format_iso8601(clock_.now().time_since_epoch().count());
  if (format_ == LogFormat::text) {
    line_.append(time).append(" ").append(name_of(level)).append(" ").append(event);
    for (const LogField& field : fields) {
      line_.append(" ").append(field.key).append("=");
      std::visit([this](const auto& value) { append_text_value(line_, value); }, field.value);
    }
  } else {
    line_.append(R"({"time":")").append(time).append(R"(","level":")").append(name_of(level));
    line_.append(R"(","event":")").append(event).append("\"");
    for (const LogField& field : fields) {
      line_ += ",";
      append_json_string(line_, field.key);
      line_ += ":";
      std::visit([this](const auto& value) { append_json_value(line_, value); }, field.value);
    }
    line_ += "}";
  }
  line_ += "\n";
  sink_.write(OutputStream::err, line_);
}

}  // namespace controller::posix
