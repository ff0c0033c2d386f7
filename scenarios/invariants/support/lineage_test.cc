#include "scenarios/invariants/support/lineage.h"

#include <gmock/gmock.h>

namespace scenarios::seen {
namespace {

using testing::IsEmpty;

sim::FlyVolumeChanged told(const std::string& id, std::int64_t data, const std::string& why,
                           const std::string& source = {}) {
  sim::FlyVolumeChanged changed;
  changed.id = id;
  changed.data = data;
  changed.why = why;
  changed.source = source;
  return changed;
}

TEST(Lineages, TellsWritesByWhereTheyWereMade) {
  Lineages lineages;
  lineages.take(told("v1", 3, "seeded"));
  lineages.take(told("v1", 4, "written"));
  lineages.take(told("v2", 4, "seeded"));
  EXPECT_EQ(lineages.of("v1"), (Writes{{"v1", 4}}));
  EXPECT_EQ(count_lacking(lineages.of("v2"), lineages.of("v1")), 4) << "as many, and others";
  EXPECT_THAT(lineages.of("v3"), IsEmpty());
}

TEST(Lineages, CopiesWhatThereWasWhenTheForkWasMade) {
  Lineages lineages;
  lineages.take(told("v1", 3, "seeded"));
  lineages.take(told("v2", 0, "api", "v1"));
  lineages.take(told("v1", 4, "written"));
  lineages.take(told("v2", 1, "written", "v1"));
  EXPECT_EQ(lineages.of("v2"), (Writes{{"v2", 1}})) << "it hydrates";
  EXPECT_EQ(lineages.copied_by("v2"), (Writes{{"v1", 3}}));
  lineages.take(told("v2", 4, "hydrated", "v1"));
  EXPECT_EQ(lineages.of("v2"), (Writes{{"v1", 3}, {"v2", 1}}));
  EXPECT_EQ(count_lacking(lineages.of("v2"), lineages.of("v1")), 1);
}

TEST(Lineages, CopiesAForkOfAForkWithAllThatIsOnIt) {
  Lineages lineages;
  lineages.take(told("v1", 3, "seeded"));
  lineages.take(told("v2", 0, "api", "v1"));
  lineages.take(told("v3", 0, "api", "v2"));
  lineages.take(told("v2", 3, "hydrated", "v1"));
  lineages.take(told("v3", 0, "hydrated", "v2"));
  EXPECT_THAT(lineages.of("v3"), IsEmpty()) << "its source had not hydrated";
  lineages.take(told("v4", 0, "api", "v2"));
  lineages.take(told("v4", 3, "hydrated", "v2"));
  EXPECT_EQ(lineages.of("v4"), (Writes{{"v1", 3}}));
}

TEST(Lineages, LosesWhatItsSourceTookAlong) {
  Lineages lineages;
  lineages.take(told("v1", 3, "seeded"));
  lineages.take(told("v2", 0, "api", "v1"));
  lineages.take(told("v2", 0, "source_lost", "v1"));
  EXPECT_THAT(lineages.of("v2"), IsEmpty());
}

TEST(Lineages, AddsAndCompares) {
  Writes writes{{"v1", 3}, {"v2", 1}};
  add(writes, {{"v1", 2}, {"v3", 5}});
  EXPECT_EQ(writes, (Writes{{"v1", 3}, {"v2", 1}, {"v3", 5}}));
  EXPECT_EQ(count_of(writes), 9);
  EXPECT_EQ(lacking({{"v1", 2}, {"v3", 5}}, writes), (Writes{{"v1", 3}, {"v2", 1}}));
  EXPECT_EQ(count_lacking({{"v1", 2}, {"v3", 5}}, writes), 2);
  EXPECT_EQ(text_of(writes), "v1, v2, v3");
}

}  // namespace
}  // namespace scenarios::seen
