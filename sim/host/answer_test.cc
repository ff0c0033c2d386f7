#include "sim/host/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPhone = "5a5e0000-0000-4000-8000-000000000001";

std::string entry(const std::string& code) { return R"({"code":")" + code + R"(","id":"1"})"; }
std::string list(const std::string& entries) { return R"({"requests":[)" + entries + "]}"; }

Answer channels(const std::string& out) { return read_answer(Kind::channels, out); }

// The keys that were taken; one that nobody has when there was no answer.
std::vector<std::string> keys(const std::string& out) {
  const Answer answer = channels(out);
  return answer.ok ? answer.keys : std::vector<std::string>{"no answer"};
}
const auto kNoAnswer = ElementsAre("no answer");

TEST(ReadAnswer, TakesTheKeysInTheirOrder) {
  EXPECT_THAT(keys(list(entry("B") + "," + entry("A"))), ElementsAre("B", "A"));
  EXPECT_THAT(keys(list("")), IsEmpty());
  const Answer devices =
      read_answer(Kind::devices, std::string(R"({"pending":[{"requestId":")") + kPhone +
                                     R"(","deviceId":"d"}],"paired":[{"deviceId":"e"}]})");
  EXPECT_TRUE(devices.ok);
  EXPECT_THAT(devices.keys, ElementsAre(kPhone));
}

TEST(ReadAnswer, EachListHasItsOwnKey) {
  EXPECT_THAT(keys(R"({"pending":[]})"), kNoAnswer);
  EXPECT_FALSE(read_answer(Kind::devices, list(entry("A"))).ok);
}

TEST(ReadAnswer, LooksPastBanners) {
  const std::string answer = list(entry("A"));
  EXPECT_THAT(keys("Config warning: {telegram} is odd\n" + answer + "\nbye {\n"), ElementsAre("A"));
  EXPECT_THAT(keys("an unmatched \" quote\n" + answer), ElementsAre("A"));
  EXPECT_THAT(keys("closed ]} before it begins\n" + answer), ElementsAre("A"));
}

TEST(ReadAnswer, TheLastCompleteObjectCounts) {
  const std::string first = list(entry("A"));
  const std::string second = list(entry("B"));
  EXPECT_THAT(keys(first + second), ElementsAre("B"));
  EXPECT_THAT(keys(first + second.substr(0, second.size() - 1)), ElementsAre("A"));
  EXPECT_THAT(keys(first + R"({"other":[]})"), ElementsAre("A"));
  EXPECT_THAT(keys(first + list("")), IsEmpty()) << "an empty list is an answer";
}

// An object that is JSON as far as it goes ends the search; one that is not is noise.
TEST(ReadAnswer, NothingIsFoundInAnObjectThatIsCutOff) {
  const std::string good = list(entry("A"));
  for (const std::string begun :
       {R"({"requests":[{"id":)", R"({"n":[1e999,-2.5E+7,)", R"({"n":["\uD800",)",
        "{\"n\":[\"caf\xC3\",", R"({"n":true,"m":)"}) {
    EXPECT_THAT(keys(begun + good), kNoAnswer) << begun;
    EXPECT_THAT(keys(good + begun + list("")), ElementsAre("A")) << begun;
  }
  for (const std::string broken :
       {R"({"requests":[{"id" )", R"({"n":"text)", R"({"n":1,)", R"({"n":tru)", R"({"n":[1e+)"})
    EXPECT_THAT(keys(broken + good), ElementsAre("A")) << broken;
}

TEST(ReadAnswer, WhatIsNoTextAroundTheObjectsFailsTheCall) {
  const std::string first = list(entry("A"));
  EXPECT_THAT(keys("caf\xC3\xA9\n" + first + "\nna\xC3\xAFve"), ElementsAre("A"));
  EXPECT_THAT(keys("caf\xC3\n" + first), kNoAnswer);
  EXPECT_THAT(keys(first + "\ncaf\xC3"), kNoAnswer);
  EXPECT_THAT(keys(first + "\xFF" + first), kNoAnswer);
  EXPECT_THAT(keys(first + "\n{\"cut\": \"caf\xC3"), ElementsAre("A"));
}

TEST(ReadAnswer, OnlyAtTheTop) {
  EXPECT_THAT(keys(R"({"wrapped":)" + list(entry("A")) + "}"), kNoAnswer);
  EXPECT_THAT(keys(R"({"note":{"requests":[]},"requests":[)" + entry("A") + "]}"),
              ElementsAre("A"));
  EXPECT_THAT(keys(R"({"note":"\"requests\":[]","requests" : [ ]})"), IsEmpty());
}

TEST(ReadAnswer, NothingIsNoAnswer) {
  for (const std::string out : {"", "no JSON", "[]", R"({"requests":{}})", R"({"requests":null})",
                                R"({"requests":[)", R"({"requests":[}])"}) {
    EXPECT_THAT(keys(out), kNoAnswer) << out;
  }
}

TEST(ReadAnswer, TruncatedAnywhereIsNoAnswer) {
  const std::string whole = list(entry("A") + "," + entry("B"));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THAT(keys(whole.substr(0, length)), kNoAnswer) << whole.substr(0, length);
  EXPECT_THAT(keys(whole), ElementsAre("A", "B"));
}

TEST(ReadAnswer, BracketsInStringsAreText) {
  EXPECT_THAT(keys(R"({"note":"}]\"[{","requests":[{"code":"A","id":"]}{["}]})"), ElementsAre("A"));
}

TEST(ReadAnswer, EntriesThatLackWhatTheyNeedAreDropped) {
  for (const std::string bad :
       {R"({"code":"A"})", R"({"id":"1"})", R"({"code":"","id":"1"})", R"({"code":"A","id":""})",
        R"({"code":"A-1","id":"1"})", R"({"code":1,"id":"1"})", R"({"code":"A","id":1})", "null",
        "7", R"("text")", "[]", R"({"code":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","id":"1"})"}) {
    const Answer answer = channels(list(entry("G") + "," + bad + "," + entry("H")));
    EXPECT_TRUE(answer.ok) << bad;
    EXPECT_THAT(answer.keys, ElementsAre("G", "H")) << bad;
    EXPECT_EQ(answer.dropped, 1) << bad;
    EXPECT_EQ(answer.duplicates, 0) << bad;
  }
}

TEST(ReadAnswer, DevicesAreKnownByUuid) {
  const auto dropped = [](const std::string& id) {
    return read_answer(Kind::devices,
                       R"({"pending":[{"requestId":")" + id + R"(","deviceId":"d"}]})")
        .dropped;
  };
  EXPECT_EQ(dropped(kPhone), 0);
  EXPECT_EQ(dropped("5A5E0000-0000-4000-8000-00000000000F"), 0);
  EXPECT_EQ(dropped("5a5e0000-0000-4000-8000-00000000000"), 1) << "too short";
  EXPECT_EQ(dropped("5a5e0000-0000-4000-8000-00000000000g"), 1) << "not hexadecimal";
  EXPECT_EQ(dropped("5a5e00000-000-4000-8000-000000000001"), 1) << "a dash elsewhere";
}

// The first one stays, in whatever case the others are.
TEST(ReadAnswer, DuplicatesAreCountedAndLeftOut) {
  const Answer answer =
      channels(list(entry("Ab") + "," + entry("C") + "," + entry("aB") + "," + entry("C")));
  EXPECT_THAT(answer.keys, ElementsAre("Ab", "C"));
  EXPECT_EQ(answer.duplicates, 2);
  EXPECT_EQ(answer.dropped, 0);
}

TEST(ReadAnswer, AnEntryThatIsNoJsonCostsNoOther) {
  const Answer answer = channels(list(entry("A") + R"(,{"code":"B","id":bad},)" + entry("C")));
  EXPECT_TRUE(answer.ok);
  EXPECT_THAT(answer.keys, ElementsAre("A", "C"));
  EXPECT_EQ(answer.dropped, 1);
}

// What nests too deep fails the call, and no other object of its output counts (contract C7).
TEST(ReadAnswer, TooDeepIsNoAnswer) {
  const auto nested = [](std::size_t depth) {
    return R"({"requests":[],"more":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  const std::string good = list(entry("A"));
  EXPECT_THAT(keys(nested(63)), IsEmpty());
  EXPECT_THAT(keys(nested(64)), kNoAnswer);
  EXPECT_THAT(keys(nested(63) + good), ElementsAre("A"));
  EXPECT_THAT(keys(nested(64) + good), kNoAnswer);
  EXPECT_THAT(keys(good + nested(64)), kNoAnswer);
  EXPECT_THAT(keys(good + R"({"cut off":)" + std::string(64, '[')), kNoAnswer);
  EXPECT_THAT(keys(good + R"({"cut off":)" + std::string(63, '[')), ElementsAre("A"));
  EXPECT_THAT(keys(std::string(70, '{') + good), ElementsAre("A")) << "no JSON, however deep";
}

}  // namespace
}  // namespace sim
