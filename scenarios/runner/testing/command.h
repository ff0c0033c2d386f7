// What tests of the command share: a folder with scenarios in lib/, and the command run in it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/runner/testing/program.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {

using Words = std::vector<std::string>;

class Command : public ::testing::Test {
 protected:
  [[nodiscard]] Ended pairbench(const Words& arguments) const {
    return Program(folder_, arguments).wait();
  }
  // Not one file more than there was, and a complaint.
  void expect_refused(const Words& arguments, const std::string& why) const {
    const auto before = files();
    const auto ended = pairbench(arguments);
    EXPECT_EQ(ended.code, 2) << ::testing::PrintToString(arguments);
    EXPECT_THAT(ended.err, ::testing::HasSubstr("pairbench: "));
    EXPECT_THAT(ended.err, ::testing::HasSubstr(why));
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(files(), before);
  }
  [[nodiscard]] Words files() const {
    auto out = folder_.files();
    std::erase_if(out,
                  [](const auto& name) { return name == "stdout.txt" || name == "stderr.txt"; });
    return out;
  }
  void scenario(const std::string& name, const std::string& more = {}) const {
    folder_.put("lib/" + name + ".json",
                R"({"version": 1, "name": ")" + name + R"(", "duration": "1m")" + more + "}");
  }
  void calm() const { scenario("calm"); }
  void failing() const {
    scenario("failing", R"(, "expect": [{"metric": "gateway_spawns", "min": 1000}])");
  }
  void inconclusive() const { scenario("vague", R"(, "must_happen": ["controller_killed"])"); }

  TemporaryFolder folder_;
};

}  // namespace scenarios
