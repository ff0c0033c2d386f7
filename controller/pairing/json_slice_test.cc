#include "controller/pairing/json_slice.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace controller {
namespace {

SkipOutcome outcome_of(std::string_view text) { return skip_json_value(text, 0).outcome; }

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

TEST(SkipJsonValue, WholeValues) {
  for (const std::string_view text : {"{}",
                                      "[]",
                                      "{ }",
                                      "[\t\r\n ]",
                                      "null",
                                      "true",
                                      "false",
                                      "0",
                                      "-0",
                                      "10",
                                      "1.5",
                                      "1e9",
                                      "1E-9",
                                      "-1.25e+07",
                                      "1e999",
                                      R"("")",
                                      R"("a\"\\\/\b\f\n\r\t\u00e9")",
                                      R"("\ud800")",
                                      "\"\xFF\"",
                                      R"({"a":1})",
                                      R"({"a":[],"a":{}})",
                                      R"([1,"2",[3],{"4":null}])",
                                      "{ \"a\" : [ 1 , 2 ] }"}) {
    const SkipResult result = skip_json_value(text, 0);
    EXPECT_EQ(result.outcome, SkipOutcome::complete) << text;
    EXPECT_EQ(result.end, text.size()) << text;
  }
}

TEST(SkipJsonValue, Violations) {
  for (const std::string_view text : {"}",           "]",
                                      ",",           "nul!",
                                      "True",        "+1",
                                      "-a",          ".5",
                                      "1.x",         "1ex",
                                      "[01]",        "[1.]",
                                      "[1e]",        "{,",
                                      "{1",          "{a",
                                      "{'",          R"({"a"})",
                                      R"({"a",)",    R"({"a":,)",
                                      R"({"a":1,})", R"({"a":1;)",
                                      R"({"a":1])",  R"([1})",
                                      R"([1,])",     R"([,1)",
                                      R"([1 2)",     "[1/*",
                                      R"("\x")",     R"("\u00g0")",
                                      "\"a\nb\"",    "[tru]",
                                      "[nul\"",      "\xEF\xBB\xBF{}",
                                      "[1\xC2\xA0]", "['a']",
                                      "[NaN]",       "[Infinity]",
                                      "[-Infinity]", "[0x10]"}) {
    EXPECT_EQ(outcome_of(text), SkipOutcome::violation) << text;
  }
}

TEST(SkipJsonValue, EveryPrefixOfAnObjectIsTruncated) {
  const std::string text = R"({"a\u00e9\n":[1.5e-3,true,false,null,{}],"b":{"c":"d"} ,"e":-0})";
  ASSERT_EQ(outcome_of(text), SkipOutcome::complete);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(outcome_of(text.substr(0, size)), SkipOutcome::truncated) << text.substr(0, size);
  }
}

TEST(SkipJsonValue, DepthIsLimitedTo64) {
  for (const std::string_view content : {"", "1"}) {
    const std::string deepest = repeated("[", 64) + std::string(content) + repeated("]", 64);
    EXPECT_EQ(outcome_of(deepest), SkipOutcome::complete);
    EXPECT_EQ(outcome_of("[" + deepest + "]"), SkipOutcome::too_deep);
  }
  EXPECT_EQ(outcome_of(repeated(R"({"a":)", 64)), SkipOutcome::truncated);
  EXPECT_EQ(outcome_of(repeated(R"({"a":)", 65)), SkipOutcome::too_deep);
  EXPECT_EQ(outcome_of("[" + repeated("[],", 100) + "[]]"), SkipOutcome::complete);
}

TEST(SkipJsonValue, TellsWhatWasOpen) {
  OpenContainers open;
  EXPECT_EQ(skip_json_value(R"({"a":[{},{"b":!)", 0, &open).outcome, SkipOutcome::violation);
  EXPECT_EQ(std::vector<std::size_t>(open.starts.begin(), open.starts.begin() + open.count),
            (std::vector<std::size_t>{0, 5, 9}));
  EXPECT_EQ(skip_json_value("{}", 0, &open).outcome, SkipOutcome::complete);
  EXPECT_EQ(open.count, 0U);
}

TEST(JsonStringEquals, UndoesEscapes) {
  EXPECT_TRUE(json_string_equals(R"("pending")", "pending"));
  EXPECT_TRUE(json_string_equals(R"("\u0070ending")", "pending"));
  EXPECT_TRUE(json_string_equals(R"("a\/\"\\\n\u000A")", "a/\"\\\n\n"));
  EXPECT_FALSE(json_string_equals(R"("pendin")", "pending"));
  EXPECT_FALSE(json_string_equals(R"("pending!")", "pending"));
  EXPECT_FALSE(json_string_equals(R"("\u0070endin")", "pending"));
  EXPECT_FALSE(json_string_equals(R"("\u0070endingg")", "pending"));
  EXPECT_FALSE(json_string_equals(R"("\u0170ending")", "pending"));
  EXPECT_FALSE(json_string_equals("\"\xF0\"", "p"));
}

TEST(FindMember, TakesTheLastOfEqualKeys) {
  const std::string_view object = R"( {"a":1, "b" : {"a":[2]} ,"\u0061" : "3","c":[{"a":4}]})";
  const std::string_view text = object.substr(1);
  EXPECT_EQ(find_member(text, "a"), R"("3")");
  EXPECT_EQ(find_member(text, "b"), R"({"a":[2]})");
  EXPECT_EQ(find_member(text, "c"), R"([{"a":4}])");
  EXPECT_EQ(find_member(text, "d"), std::nullopt);
  EXPECT_EQ(find_member("{}", "a"), std::nullopt);
  EXPECT_EQ(find_member("{ }", "a"), std::nullopt);
}

TEST(ArrayElements, AreRawValues) {
  ArrayElements elements(R"([ 1 ,"a,]" , [2,3],{"b":[]} ,null])");
  std::vector<std::string_view> all;
  while (const auto element = elements.next()) all.push_back(*element);
  EXPECT_EQ(all, (std::vector<std::string_view>{"1", R"("a,]")", "[2,3]", R"({"b":[]})", "null"}));
  EXPECT_EQ(ArrayElements("[]").next(), std::nullopt);
  EXPECT_EQ(ArrayElements("[ ]").next(), std::nullopt);
}

TEST(TrimJsonSpace, KeepsWhatIsNoJsonSpace) {
  EXPECT_EQ(trim_json_space(" \t\r\n{ }\n "), "{ }");
  EXPECT_EQ(trim_json_space(" \n"), "");
  EXPECT_EQ(trim_json_space("\v{}"), "\v{}");
}

}  // namespace
}  // namespace controller
