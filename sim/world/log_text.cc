#include "sim/world/log_text.h"

namespace sim {

using controller::LogField;
using controller::LogLevel;

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "";
}

std::string text_of(std::span<const LogField> fields) {
  std::string text;
  for (const LogField& field : fields) {
    if (!text.empty()) text.push_back(' ');
    text.append(field.key).push_back('=');
    if (const auto* value = std::get_if<std::string_view>(&field.value)) text.append(*value);
    if (const auto* value = std::get_if<std::int64_t>(&field.value))
      text.append(std::to_string(*value));
  }
  return text;
}

}  // namespace sim
