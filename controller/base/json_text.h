// JSON values written by appending to a string, minified. Strings are taken as UTF-8 and get only
// those escapes that JSON demands. Allocates only when the string must grow. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace controller {

void append_json_string(std::string& out, std::string_view text);
void append_json_number(std::string& out, std::int64_t number);
void append_json_number(std::string& out, std::uint64_t number);
// The shortest text that reads back as the same number. It must be finite.
void append_json_number(std::string& out, double number);

}  // namespace controller
