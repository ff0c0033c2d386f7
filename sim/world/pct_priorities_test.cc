#include "sim/world/pct_priorities.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "sim/choice/seeded_choices.h"

namespace sim {
namespace {

// Answers draws at each site from a list, then 0.
class ListedChoices final : public ChoiceSource {
 public:
  explicit ListedChoices(std::map<std::string, std::vector<std::uint64_t>> lists)
      : lists_(std::move(lists)) {}
  std::uint64_t draw(Stream /*stream*/, const char* site, std::uint64_t /*bound*/) override {
    auto& list = lists_[site];
    if (list.empty()) return 0;
    const auto value = list.front();
    list.erase(list.begin());
    return value;
  }

 private:
  std::map<std::string, std::vector<std::uint64_t>> lists_;
};

TEST(PctPriorities, AreDrawnOncePerProcess) {
  ListedChoices choices({{"schedule.priority", {5, 9}}});
  PctPriorities priorities({}, choices);
  EXPECT_EQ(priorities.of(3), 5);
  EXPECT_EQ(priorities.of(1), 9);
  EXPECT_EQ(priorities.of(3), 5);
}

TEST(PctPriorities, TheRunningProcessFallsBelowAllAtEachChange) {
  ListedChoices choices({{"schedule.priority", {5, 9, 7}}, {"schedule.change", {4, 2}}});
  PctPriorities priorities({.depth = 3, .steps = 10}, choices);
  for (const Owner owner : {1U, 2U, 3U}) priorities.of(owner);
  priorities.running(2, 1);
  EXPECT_EQ(priorities.of(2), 9);
  priorities.running(2, 2);
  EXPECT_EQ(priorities.of(2), -1);
  priorities.running(3, 4);
  EXPECT_EQ(priorities.of(3), -2);
  EXPECT_EQ(priorities.of(1), 5);
}

TEST(PctPriorities, CalmChoicesMakeAllAlikeAndChangeNothing) {
  CalmChoices choices;
  PctPriorities priorities({.depth = 9, .steps = 10}, choices);
  for (std::uint64_t step = 1; step < 20; ++step)
    priorities.running(static_cast<Owner>(step % 3), step);
  EXPECT_EQ(priorities.of(0), priorities.of(2));
}

}  // namespace
}  // namespace sim
