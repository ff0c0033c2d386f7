#include "sim/faults/fault_book.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/choice/seeded_choices.h"
#include "sim/world/testing/at.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

constexpr Call kListCall{Operation::list_channel, "telegram"};

FaultRule rule(std::string name, Match match, When when = {}) {
  return {std::move(name), std::move(match), when, fault::Hang{}};
}

// One character a call: x when the rule struck.
std::string strikes(const FaultRule& only, int calls, Call call = kListCall) {
  FaultBook book({&only, 1});
  SeededChoices choices(1);
  std::string out;
  for (int i = 0; i < calls; ++i)
    out += book.match(call, at(std::chrono::seconds(i)), choices).empty() ? '.' : 'x';
  return out;
}

TEST(FaultBook, NothingStrikesWithoutRules) {
  FaultBook book;
  CalmChoices choices;
  EXPECT_TRUE(book.match(kListCall, at(0s), choices).empty());
}

TEST(FaultBook, OperationAndChannelMustAgree) {
  EXPECT_EQ(strikes(rule("r", {Operation::list_channel, {}}), 1), "x");
  EXPECT_EQ(strikes(rule("r", {Operation::list_devices, {}}), 1), ".");
  EXPECT_EQ(strikes(rule("r", {Operation::list_channel, "telegram"}), 1), "x");
  EXPECT_EQ(strikes(rule("r", {Operation::list_channel, "slack"}), 1), ".");
  EXPECT_EQ(strikes(rule("r", {Operation::any, "telegram"}), 1), "x");
  EXPECT_EQ(strikes(rule("r", {Operation::any, "slack"}), 1), ".");
}

TEST(FaultBook, AnyMeansCliCallsAndNotTheGateway) {
  const Call gateway{Operation::gateway, {}};
  const Call version{Operation::version, {}};
  EXPECT_EQ(strikes(rule("r", {}), 1, version), "x");
  EXPECT_EQ(strikes(rule("r", {}), 1, gateway), ".");
  EXPECT_EQ(strikes(rule("r", {Operation::gateway, {}}), 1, gateway), "x");
}

TEST(FaultBook, CountsCalls) {
  EXPECT_EQ(strikes(rule("r", {}, {.nth = 3}), 6), "..x...");
  EXPECT_EQ(strikes(rule("r", {}, {.first = 2}), 6), "xx....");
  EXPECT_EQ(strikes(rule("r", {}, {.every = 3}), 7), "..x..x.");
  EXPECT_EQ(strikes(rule("r", {}, {.first = 4, .every = 2}), 7), ".x.x...");
}

TEST(FaultBook, TheWindowIsHalfOpenAndCountingStartsInIt) {
  EXPECT_EQ(strikes(rule("r", {}, {.from = at(2s), .until = at(4s)}), 6), "..xx..");
  EXPECT_EQ(strikes(rule("r", {}, {.nth = 2, .from = at(2s)}), 6), "...x..");
}

TEST(FaultBook, OtherCallsAreNotCounted) {
  const FaultRule second = rule("r", {Operation::list_devices, {}}, {.nth = 2});
  FaultBook book({&second, 1});
  CalmChoices choices;
  const Call devices{Operation::list_devices, {}};
  EXPECT_TRUE(book.match(devices, at(0s), choices).empty());
  EXPECT_TRUE(book.match(kListCall, at(0s), choices).empty());
  EXPECT_EQ(book.match(devices, at(0s), choices).size(), 1U);
}

TEST(FaultBook, CountersAdvanceWithinTheWindowEvenWhenChanceSaysNo) {
  // Calm chance never strikes, yet the first call is used up.
  const FaultRule first = rule("r", {}, {.first = 1, .percent = 99});
  FaultBook book({&first, 1});
  CalmChoices calm;
  EXPECT_TRUE(book.match(kListCall, at(0s), calm).empty());
  SeededChoices seeded(1, SeededChoices::Keep::draws);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(book.match(kListCall, at(0s), seeded).empty());
  EXPECT_TRUE(seeded.draws().empty());
}

TEST(FaultBook, ChanceIsDrawnFromTheFaultStreamUnderTheRulesName) {
  const FaultRule half = rule("half", {}, {.percent = 50});
  FaultBook book({&half, 1});
  SeededChoices choices(7, SeededChoices::Keep::draws);
  std::size_t struck = 0;
  for (int i = 0; i < 1000; ++i) struck += book.match(kListCall, at(0s), choices).size();
  EXPECT_GT(struck, 400U);
  EXPECT_LT(struck, 600U);
  ASSERT_EQ(choices.draws().size(), 1000U);
  EXPECT_EQ(choices.draws().front().stream, Stream::faults);
  EXPECT_STREQ(choices.draws().front().site, "half");
}

TEST(FaultBook, AHundredPercentNeedsNoLuck) {
  EXPECT_EQ(strikes(rule("r", {}, {.percent = 100}), 3), "xxx");
  const FaultRule all = rule("r", {}, {.percent = 100});
  FaultBook book({&all, 1});
  CalmChoices calm;
  EXPECT_FALSE(book.match(kListCall, at(0s), calm).empty());
}

TEST(FaultBook, AnotherBookGoesOnWhereTheFirstHasEnded) {
  const std::array rules = {rule("second", {}, {.nth = 2}), rule("third", {}, {.nth = 3}),
                            rule("devices", {Operation::list_devices, {}}, {.nth = 1})};
  CalmChoices choices;
  std::vector<std::uint64_t> counts(rules.size());
  std::vector<std::string> struck;
  for (int i = 0; i < 4; ++i) {  // each of them in a process of its own
    FaultBook book(rules);
    book.go_on_from(counts);
    for (const FaultRule* one : book.match(kListCall, at(0s), choices))
      struck.push_back(std::to_string(i) + ' ' + one->name);
    counts.assign(book.counts().begin(), book.counts().end());
  }
  EXPECT_EQ(struck, (std::vector<std::string>{"1 second", "2 third"}));
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{4, 4, 0}));
}

TEST(FaultBook, SeveralRulesStrikeInTheirOrder) {
  const std::array rules = {rule("a", {}), rule("b", {Operation::version, {}}), rule("c", {})};
  FaultBook book(rules);
  CalmChoices choices;
  const auto struck = book.match(kListCall, at(0s), choices);
  ASSERT_EQ(struck.size(), 2U);
  EXPECT_EQ(struck[0]->name, "a");
  EXPECT_EQ(struck[1]->name, "c");
}

TEST(FaultBook, CalmEndsAllForGood) {
  const FaultRule always = rule("r", {});
  FaultBook book({&always, 1});
  CalmChoices choices;
  EXPECT_FALSE(book.match(kListCall, at(0s), choices).empty());
  EXPECT_FALSE(book.is_calm());
  book.calm();
  EXPECT_TRUE(book.is_calm());
  EXPECT_TRUE(book.match(kListCall, at(0s), choices).empty());
}

TEST(FaultAction, KnowsWhereItApplies) {
  EXPECT_TRUE(applies_to(fault::Exit{}, Target::cli));
  EXPECT_TRUE(applies_to(fault::Exit{}, Target::gateway));
  EXPECT_TRUE(applies_to(fault::Hang{}, Target::cli));
  EXPECT_FALSE(applies_to(fault::Hang{}, Target::gateway));
  EXPECT_FALSE(applies_to(fault::CloseStdout{}, Target::cli));
  EXPECT_TRUE(applies_to(fault::CloseStdout{}, Target::gateway));
  EXPECT_EQ(name_of(fault::LostReply{}), "lost_reply");
}

}  // namespace
}  // namespace sim
