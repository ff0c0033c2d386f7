// What the bodies of requests may hold, as Fly's OpenAPI description has it
// (testdata/openapi-machines.json; a test compares the two).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sim {

struct RequestSchema;

struct RequestField {
  enum class Type : std::uint8_t { text, integer, number, boolean, object };
  enum class Holds : std::uint8_t { one, array, map };
  std::string_view name;
  Type type = Type::text;
  Holds holds = Holds::one;
  const RequestSchema* schema = nullptr;      // of an object; none: any object
  std::span<const std::string_view> words{};  // the only texts; none: any text
};

struct RequestSchema {
  std::string_view name;
  std::span<const RequestField> fields;  // sorted by name
  std::span<const std::string_view> required{};
};

std::span<const RequestSchema* const> request_schemas();
// Of the description's own names. It must be there.
const RequestSchema& request_schema(std::string_view name);

}  // namespace sim
