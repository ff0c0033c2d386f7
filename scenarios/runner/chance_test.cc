#include "scenarios/runner/chance.h"

#include <gmock/gmock.h>

#include "sim/world/testing/at.h"
#include "sim/world/testing/calls.h"
#include "sim/world/virtual_scheduler.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;
using sim::Stream;
using ::testing::ElementsAre;

constexpr std::uint64_t kBound = 1'000'000;

// Five draws at each of two sites, in turns.
std::vector<std::uint64_t> ten_draws(sim::ChoiceSource& choices) {
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 5; ++i) {
    values.push_back(choices.draw(Stream::latency, "a", kBound));
    values.push_back(choices.draw(Stream::latency, "b", kBound));
  }
  return values;
}

TEST(RunChoices, DrawsAsTheSeedHasIt) {
  RunChoices choices({}, 7, {}, nullptr);
  sim::SeededChoices seeded(7);
  EXPECT_EQ(ten_draws(choices), ten_draws(seeded));
  EXPECT_EQ(choices.count(), 10U);
}

TEST(RunChoices, ADecidedDrawShiftsNoOther) {
  Scenario scenario;
  scenario.choices = {{"b", 2, 5}, {"a", 1, kBound + 7}};
  RunChoices choices(scenario, 7, {}, nullptr);
  sim::SeededChoices seeded(7);
  auto expected = ten_draws(seeded);
  expected[0] = kBound - 1;
  expected[3] = 5;
  EXPECT_EQ(ten_draws(choices), expected);
}

TEST(RunChoices, CalmMeansZeroButForWhatIsDecided) {
  Scenario scenario;
  scenario.chance = Chance::calm;
  scenario.choices = {{"b", 5, 9}};
  RunChoices choices(scenario, 7, {}, nullptr);
  EXPECT_THAT(ten_draws(choices), ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 9));
}

TEST(RunChoices, KeepsWhatWasDrawn) {
  std::vector<DrawRecord> draws;
  RunChoices choices({}, 7, {}, &draws);
  const auto values = ten_draws(choices);
  ASSERT_EQ(draws.size(), 10U);
  EXPECT_EQ(draws[8].site, "a");
  EXPECT_EQ(draws[8].nth, 5U);
  EXPECT_EQ(draws[8].bound, kBound);
  EXPECT_EQ(draws[8].value, values[8]);
}

TEST(RunChoices, AnotherSeedDecidesFromItsMomentOn) {
  sim::VirtualScheduler time;
  RunChoices choices({}, 7, {.reseed = Reseed{sim::at(10s), 8}}, nullptr);
  choices.follow(time);
  sim::SeededChoices seeded(7);
  sim::SeededChoices other(8);
  time.run_until(sim::at(9s));
  EXPECT_EQ(ten_draws(choices), ten_draws(seeded));
  sim::Alarm alarm([] {});
  time.arm(1, alarm, sim::at(10s));
  time.run_until(sim::at(10s));
  EXPECT_EQ(ten_draws(choices), ten_draws(other));
}

TEST(RunChoices, TellsWhichOfTheScenarioDecidedNothing) {
  Scenario scenario;
  scenario.choices = {{"s", 1, 0}, {"s", 2, 0}, {"nowhere", 1, 5}};
  RunChoices choices(scenario, 7, {}, nullptr);
  (void)choices.draw(Stream::schedule, "s", 3);
  EXPECT_THAT(choices.idle(), ::testing::ElementsAre("nowhere 1", "s 2"));
}

TEST(RunChoices, AScheduleStandsForTheDrawsAboutOrder) {
  RunChoices choices({}, 7, {.schedule = std::vector<std::uint64_t>{1, 9}}, nullptr);
  EXPECT_EQ(choices.draw(Stream::schedule, "s", 3), 1U);
  EXPECT_EQ(choices.draw(Stream::schedule, "s", 3), 2U);
  EXPECT_EQ(choices.draw(Stream::schedule, "s", 3), 0U);
}

}  // namespace
}  // namespace scenarios
