#include "controller/fly/error_body.h"

#include <simdjson.h>

#include <optional>

namespace controller::fly {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxBytes = 64 * 1024;
constexpr std::size_t kMaxDepth = 64;

// The last member of that name, if it is a string that is not empty.
std::optional<std::string_view> text_of(dom::object object, std::string_view key) {
  std::optional<std::string_view> text;
  for (const auto member : object) {
    std::string_view value;
    if (member.key == key && member.value.get(value) == simdjson::SUCCESS && !value.empty()) {
      text = value;
    }
  }
  return text;
}

}  // namespace

ErrorBody read_error_body(std::string_view body) {
  if (body.size() > kMaxBytes) return {std::string(body.substr(0, kMaxBytes)), "", false};
  dom::parser parser;
  dom::object object;
  if (parser.allocate(body.size(), kMaxDepth) != simdjson::SUCCESS ||
      parser.parse(body.data(), body.size()).get(object) != simdjson::SUCCESS) {
    const bool json = body.find('{') != std::string_view::npos;
    return {std::string(body), "", !json};
  }
  const auto message = text_of(object, "message");
  const auto error = message ? message : text_of(object, "error");
  return {std::string(error.value_or(body)), std::string(text_of(object, "status").value_or("")),
          true};
}

}  // namespace controller::fly
