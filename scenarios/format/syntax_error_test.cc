#include <gtest/gtest.h>

#include "scenarios/format/testing.h"

namespace scenarios {
namespace {

TEST(ScenarioErrors, Syntax) {
  expect_errors({
      {"", "t.json: the file is empty: expected an object"},
      {" \n\t", "t.json: the file is empty: expected an object"},
      {"{", "t.json:1:2: invalid JSON: unexpected end of input; expected string literal"},
      {R"({"version": 1)", "t.json:1:14: invalid JSON: unexpected end of input; expected '}'"},
      {R"({"version": 1,})", "t.json:1:15: invalid JSON: no comma may stand before '}'"},
      {R"({"version": 1 "name": "t"})",
       "t.json:1:15: invalid JSON: unexpected string literal; expected '}'"},
      {"{version: 1}",
       R"(t.json:1:2: invalid JSON: invalid literal "version"; expected string literal)"},
      {"{'version': 1}",
       R"(t.json:1:2: invalid JSON: invalid literal "'version'"; expected string literal)"},
      {R"({"version": tru})", R"(t.json:1:13: invalid JSON: invalid literal "tru")"},
      {R"({"version": 01})", "t.json:1:14: invalid JSON: unexpected number literal; expected '}'"},
      {R"({"version": 1e999})", "t.json:1:13: invalid JSON: number overflow parsing '1e999'"},
      {R"({"name": "a
b"})",
       R"(t.json:1:12: invalid JSON: invalid string: control character U+000A (LF) must be escaped to \u000A or \n)"},
      {R"({"name": "a\x"})",
       "t.json:1:13: invalid JSON: invalid string: forbidden character after backslash"},
      {R"({"name": "abc)", "t.json:1:10: invalid JSON: invalid string: missing closing quote"},
      {R"({"seeds": [1,]})", "t.json:1:14: invalid JSON: no comma may stand before ']'"},
      {R"({"seeds": [1,,2]})",
       "t.json:1:14: invalid JSON: unexpected ','; expected '[', '{', or a literal"},
      {R"({"version" 1})", "t.json:1:12: invalid JSON: unexpected number literal; expected ':'"},
      {R"({"version":})",
       "t.json:1:12: invalid JSON: unexpected '}'; expected '[', '{', or a literal"},
      {"{} x", R"(t.json:1:4: invalid JSON: invalid literal "x"; expected end of input)"},
      {"{}{}", "t.json:1:3: invalid JSON: unexpected '{'; expected end of input"},
      {"/* never closed", "t.json:1:1: invalid JSON: invalid comment; missing closing '*/'"},
      {"# no", R"(t.json:1:1: invalid JSON: invalid literal "#")"},
      {"[1]", "t.json:1:1: expected an object, not an array"},
      {"7", "t.json:1:1: expected an object, not a number"},
      {R"("x")", "t.json:1:1: expected an object, not a string"},
      {R"({"name": "a", "name": "b"})",
       R"(t.json:1:15: duplicate key "name": it stands in line 1 already)"},
      {R"({"a": {"b": 1,
 "b": 2}})",
       R"(t.json:2:2: duplicate key "b": it stands in line 1 already)"},
      {R"({
// ü ä
"ü": tru})",
       R"(t.json:3:6: invalid JSON: invalid literal "tru")"},
  });
}

TEST(ScenarioErrors, FirstByPosition) {
  expect_errors({
      {R"({"version": 1, "name": "t",
 "order": "x",
 "duration": "y"})",
       R"(t.json:2:11: unknown order "x": expected "fifo", "seeded" or "pct")"},
      {R"({"version": 1, "name": "t",
 "duration": "y",
 "order": "x"})",
       R"(t.json:2:14: expected a duration such as "250ms", "90s", "10m", "2h" or "1d", not "y")"},
  });
}

}  // namespace
}  // namespace scenarios
