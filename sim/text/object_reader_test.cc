#include "sim/text/object_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sim::format {
namespace {

using namespace std::chrono_literals;

struct Inner {
  bool on = false;
};
template <class V>
void describe(V& v, Inner& inner) {
  v.required("on", inner.on, "");
}

struct Wait {
  static constexpr std::string_view kDo = "wait";
  controller::Duration by{};
};
template <class V>
void describe(V& v, Wait& wait) {
  v.required("by", wait.by, "");
}
struct Stop {
  static constexpr std::string_view kDo = "stop";
};

struct Outer {
  std::string name;
  std::uint8_t count = 7;
  std::optional<std::int64_t> maybe;
  std::vector<Inner> inner;
  std::chrono::seconds whole{};
  std::variant<Stop, Wait> action;
};
template <class V>
void describe(V& v, Outer& outer) {
  v.required("name", outer.name, "", text(kName));
  v.optional("count", outer.count, "", between(1, 1000));
  v.optional("maybe", outer.maybe, "");
  v.optional("inner", outer.inner, "");
  v.optional("whole", outer.whole, "");
  v.choice("do", outer.action, "");
}

// The first problem, as PATH: MESSAGE; empty: none.
std::string problem_of(std::string_view text, Outer& outer) {
  const Json json = parse_json(text);
  Problems problems;
  read(Found{json, "", problems}, outer, Rule());
  const auto& first = problems.first();
  return first ? first->path + ": " + first->message : std::string();
}
std::string problem_of(std::string_view text) {
  Outer outer;
  return problem_of(text, outer);
}

TEST(SimObjectReader, FillsWhatIsThereAndLeavesTheRest) {
  Outer outer;
  EXPECT_EQ(problem_of(R"({"name":"a-b","do":"wait","by":"90s","maybe":5,"whole":"2m",
                           "inner":[{"on":true},{"on":false}]})",
                       outer),
            "");
  EXPECT_EQ(outer.name, "a-b");
  EXPECT_EQ(outer.count, 7);
  EXPECT_EQ(outer.maybe, 5);
  ASSERT_EQ(outer.inner.size(), 2U);
  EXPECT_TRUE(outer.inner[0].on);
  EXPECT_FALSE(outer.inner[1].on);
  EXPECT_EQ(outer.whole, 120s);
  ASSERT_TRUE(std::holds_alternative<Wait>(outer.action));
  EXPECT_EQ(std::get<Wait>(outer.action).by, 90s);
}

TEST(SimObjectReader, TellsWhatIsWrongAndWhere) {
  const std::string start = R"({"name":"a","do":"stop",)";
  EXPECT_EQ(problem_of("[]"), ": expected an object, not \"[]\"");
  EXPECT_EQ(problem_of(start + R"("count":"1"})"),
            R"(/count: expected a whole number from 1 to 255, not ""1"")");
  EXPECT_EQ(problem_of(start + R"("count":0})"),
            R"(/count: expected a whole number from 1 to 255, not "0")");
  EXPECT_EQ(problem_of(start + R"("count":256})"),
            R"(/count: expected a whole number from 1 to 255, not "256")");
  EXPECT_EQ(problem_of(start + R"("count":1.5})"),
            R"(/count: expected a whole number from 1 to 255, not "1.5")");
  EXPECT_EQ(problem_of(start + R"("inner":{}})"), R"(/inner: expected an array, not "{}")");
  EXPECT_EQ(problem_of(start + R"("inner":[{"on":true},{"on":1}]})"),
            R"(/inner/1/on: expected true or false, not "1")");
  EXPECT_EQ(problem_of(start + R"("whole":"1500ms"})"),
            R"(/whole: expected whole seconds, not ""1500ms"")");
  EXPECT_EQ(problem_of(start + R"("whole":2})"),
            R"(/whole: expected a duration such as "250ms", "90s" or "10m", not "2")");
}

TEST(SimObjectReader, TellsOfUnknownKeysBeforeMissingOnes) {
  EXPECT_EQ(problem_of(R"({"nmae":"a","do":"stop"})"),
            R"(/nmae: unknown key "nmae": did you mean "name"?)");
  EXPECT_EQ(problem_of(R"({"do":"stop"})"), R"(: expected the key "name")");
  EXPECT_EQ(problem_of(R"({"name":"a","do":"stop","inner":[{}]})"),
            R"(/inner/0: expected the key "on")");
}

// What belongs to the other alternative is unknown; of an unknown one nobody can tell.
TEST(SimObjectReader, TheWordOfAChoiceTellsItsKeys) {
  EXPECT_EQ(
      problem_of(R"({"name":"a","do":"stop","by":"1s"})"),
      R"(/by: unknown key "by": expected "name", "count", "maybe", "inner", "whole" or "do")");
  EXPECT_EQ(problem_of(R"({"name":"a","do":"wait"})"), R"(: expected the key "by")");
  EXPECT_EQ(problem_of(R"({"name":"a","do":"wiat","by":"1s"})"),
            R"(/do: unknown action "wiat": did you mean "wait"?)");
}

}  // namespace
}  // namespace sim::format
