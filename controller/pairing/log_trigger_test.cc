#include "controller/pairing/log_trigger.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "controller/base/ascii.h"

namespace controller {
namespace {

using Keywords = std::vector<std::string_view>;

LogTrigger trigger_of(const Keywords& keywords) {
  auto made = LogTrigger::make(keywords);
  return std::move(made.value());
}

TEST(LogTrigger, FindsEachDefaultKeywordAnywhereInAnyCase) {
  const LogTrigger trigger;
  for (const std::string_view keyword : kDefaultKeywords) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (const std::string_view after : {"", ".", "xyzxyz"}) {
        const std::string line =
            std::string(before, 'p') + std::string(keyword) + std::string(after);
        EXPECT_TRUE(trigger.matches(line)) << line;
        EXPECT_TRUE(trigger.matches(to_upper_ascii(line))) << line;
      }
    }
  }
}

TEST(LogTrigger, RecordedLines) {
  const LogTrigger trigger;
  for (const std::string_view line :
       {"2026-11-22T05:54:29.830+00:00 [gateway] device pairing auto-approved device=x "
        "role=operator",
        "reason=pairing required", "hi, approved", "isRepaired", "repairing",
        "Approved telegram sender 7", "\x1B[33mpairing\x1B[0m required"}) {
    EXPECT_TRUE(trigger.matches(line)) << line;
  }
  for (const std::string_view line : {"", "p", "pairin", "device.pair.reject", "node.pair.request",
                                      "device.pair.requested", "exec approvals", "pair  request",
                                      "device-request", "pai\xC5\x99ing", "listening on ws://"}) {
    EXPECT_FALSE(trigger.matches(line)) << line;
  }
}

TEST(LogTrigger, KeywordsAreConfigurable) {
  const LogTrigger trigger = trigger_of({"Knock [x]"});
  EXPECT_TRUE(trigger.matches("a kNOCK [X]!"));
  EXPECT_FALSE(trigger.matches("a knock {x}!"));
  EXPECT_FALSE(trigger.matches("pairing"));
}

TEST(LogTrigger, ShortAndLongKeywords) {
  EXPECT_TRUE(trigger_of({"q"}).matches("xxQ"));
  EXPECT_FALSE(trigger_of({"q"}).matches("xxp"));
  EXPECT_TRUE(trigger_of({"ab", "something long"}).matches("xxxab"));
  EXPECT_TRUE(trigger_of({"abc", "something long"}).matches("SOMETHING LONG"));
  EXPECT_TRUE(trigger_of({"abcdefghijklmnopqrst"}).matches("xxxxxABCDEFGHIJKLMNOPQRSTxx"));
  EXPECT_FALSE(trigger_of({"abcdefghijklmnopqrst"}).matches("xxxxxABCDEFGHIJKLMNOPQRSx"));
}

TEST(LogTrigger, RefusesUnusableLists) {
  EXPECT_EQ(LogTrigger::make(Keywords{}).error(), "there is no keyword");
  EXPECT_EQ(LogTrigger::make(Keywords{"a", ""}).error(), "a keyword is empty");
  EXPECT_EQ(LogTrigger::make(Keywords{"p\xC3\xA4r"}).error(), "a keyword is not ASCII");
}

bool contains_plainly(const std::string& line, const std::vector<std::string>& keywords) {
  for (const std::string& keyword : keywords) {
    if (to_upper_ascii(line).find(to_upper_ascii(keyword)) != std::string::npos) return true;
  }
  return false;
}

// Few letters, so that keywords occur and almost occur.
RC_GTEST_PROP(LogTriggerProperty, LikeAPlainSearch, ()) {
  const auto letters = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abAB ")));
  const auto keywords =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::nonEmpty(letters)));
  const LogTrigger trigger = trigger_of(Keywords(keywords.begin(), keywords.end()));
  for (int i = 0; i < 20; ++i) {
    const std::string line = *letters;
    RC_ASSERT(trigger.matches(line) == contains_plainly(line, keywords));
  }
}

}  // namespace
}  // namespace controller
