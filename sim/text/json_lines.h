// JSON with comments, and the line in which each of its values begins.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "sim/gateway/json_value.h"

namespace sim::format {

struct JsonLines {
  std::shared_ptr<const Json> json;
  std::map<std::string, std::size_t, std::less<>> lines;  // by path: /faults/0/action

  // Of the value there, or of the innermost one around it that is known.
  [[nodiscard]] std::size_t line_of(std::string_view path) const;
};

// The error is `name`:line: what is wrong.
controller::Result<JsonLines, std::string> parse_json_lines(std::string_view name,
                                                            std::string_view text);

}  // namespace sim::format
