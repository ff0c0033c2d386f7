// The parts of a request's target. No percent-decoding: a route has one spelling, every other one
// is an unknown route.
#pragma once

#include <string_view>

namespace controller {

struct Target {
  std::string_view path;   // up to the first `?`
  std::string_view query;  // after it; may be empty
};

constexpr Target parse_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

// The value of the first parameter of that name; empty when there is none.
constexpr std::string_view query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return {};
}

}  // namespace controller
