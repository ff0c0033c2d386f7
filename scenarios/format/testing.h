// For the tests of the format: small scenarios, and what the loader says of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/format/loader.h"

namespace scenarios {

// A whole scenario, t.json, with these keys added in a second line.
inline std::string top(const std::string& keys) {
  return "{\"version\": 1, \"name\": \"t\", \"duration\": \"10m\",\n " + keys + "}";
}
// … with this duration: a JSON value.
inline std::string lasting(const std::string& duration) {
  return R"({"version": 1, "name": "t", "duration": )" + duration + "}";
}
// … with a fault, a step or an expectation that has these keys.
inline std::string with_fault(const std::string& keys) {
  return top(R"("faults": [{"name": "f", )" + keys + "}]");
}
inline std::string with_step(const std::string& keys) {
  return top(R"("steps": [{"at": "1s", )" + keys + "}]");
}
inline std::string with_expectation(const std::string& keys) {
  return top(R"("expect": [{)" + keys + "}]");
}

// "ok", or the error.
inline std::string verdict(const std::string& text) {
  const auto loaded = parse_scenario(text, "t.json");
  return loaded ? "ok" : to_string(loaded.error());
}

struct ErrorCase {
  std::string text;
  std::string error;
};
inline void expect_errors(const std::vector<ErrorCase>& cases) {
  for (const ErrorCase& c : cases) EXPECT_EQ(verdict(c.text), c.error) << c.text;
}

}  // namespace scenarios
