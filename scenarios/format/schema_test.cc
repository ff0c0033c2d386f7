#include "scenarios/format/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace scenarios {
namespace {

const std::string kShipped =
    std::string(PAIRBENCH_SOURCE_DIR) + "/scenarios/format/schema/scenario.schema.json";

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The loader reads by the same descriptions that the schema is made of, so equal texts mean that both
// agree on every key, word and bound. UPDATE_SCHEMA=1 writes the file anew.
TEST(Schema, IsWhatTheDescriptionsSay) {
  if (std::getenv("UPDATE_SCHEMA") != nullptr)
    std::ofstream(kShipped, std::ios::binary) << scenario_schema();
  EXPECT_TRUE(contents(kShipped) == scenario_schema())
      << "the format has changed: run this test with UPDATE_SCHEMA=1 and look at the difference";
}

}  // namespace
}  // namespace scenarios
