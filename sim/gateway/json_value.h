// Reading JSON files of the state directory. Who looks into a Json includes <nlohmann/json.hpp>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

using Json = nlohmann::ordered_json;  // keeps the order of fields, as the gateway does

inline constexpr std::size_t kJsonMaxDepth = 256;

// A discarded value when `text` is not JSON, or is nested deeper than kJsonMaxDepth: printing such
// a value would overflow the stack.
Json parse_json(std::string_view text);

// The field, when `object` is an object that has it with that type.
std::optional<std::string> string_field(const Json& object, const char* name);
std::optional<std::int64_t> integer_field(const Json& object, const char* name);
std::vector<std::string> strings_field(const Json& object, const char* name);
bool true_field(const Json& object, const char* name);

// As JSON.stringify(value, null, 2) prints it; bytes that are not UTF-8 are replaced.
std::string pretty(const Json& value);

}  // namespace sim
