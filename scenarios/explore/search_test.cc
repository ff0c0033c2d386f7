// A small search must find nothing: whoever breaks a promise, or a judge, sees it here, with the
// command that shows the run. `pairbench explore` does the same for as long as one likes.
#include <gtest/gtest.h>

#include <string>

#include "scenarios/explore/explorer.h"
#include "scenarios/explore/generator.h"
#include "scenarios/runner/run.h"

namespace scenarios {
namespace {

// Up to 2 s of CPU time.
std::string found_in(Profile profile, std::uint64_t runs) {
  ExploreOptions options;
  options.profiles = {profile};
  options.runs = runs;
  options.generate = generate;
  options.run = run_scenario;
  const Exploration exploration = explore(options);
  EXPECT_EQ(exploration.visits.runs, exploration.found.empty() ? runs : exploration.visits.runs);
  std::string text;
  for (const Found& found : exploration.found) {
    text +=
        found.fingerprint.text() + "\n  again: " + explore_command(options, found.number) + '\n';
  }
  return text;
}

TEST(Search, FindsNothingInAController) { EXPECT_EQ(found_in(Profile::controller, 250), ""); }
TEST(Search, FindsNothingInAnInstance) { EXPECT_EQ(found_in(Profile::instance, 150), ""); }

}  // namespace
}  // namespace scenarios
