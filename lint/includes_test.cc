#include "lint/includes.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace lint {
namespace {

std::string include(std::string_view path) { return "\n#include \"" + std::string(path) + "\"\n"; }

struct Case {
  std::string_view from;
  std::string_view to;
};

TEST(Layers, MayIncludeDownwards) {
  constexpr std::array kCases = {
      Case{"controller/pairing/cache.h", "controller/base/task.h"},
      Case{"controller/apps/main.cc", "controller/posix/clock.h"},
      Case{"sim/world.cc", "controller/base/task.h"},
      Case{"scenarios/runner.cc", "sim/world.h"},
      Case{"scenarios/runner.cc", "reports/junit.h"},
      Case{"bench/cache_bench.cc", "scenarios/runner.h"},
      Case{"fuzz/parser.cc", "controller/pairing/cli_output.h"},
      Case{"other/x.cc", "anything.h"},
  };
  for (const auto& [from, to] : kCases)
    EXPECT_TRUE(lint_layers(from, include(to)).empty()) << from << " -> " << to;
  EXPECT_TRUE(lint_layers("controller/a.h", "#include <sim/x.h>\n// #include \"sim/x.h\"").empty());
}

TEST(Layers, MayNotIncludeUpwardsOrSideways) {
  constexpr std::array kCases = {
      Case{"controller/pairing/cache_test.cc", "sim/world.h"},
      Case{"controller/pairing/cache.cc", "controller/posix/clock.h"},
      Case{"controller/pairing/cache.cc", "cache.h"},
      Case{"sim/world.cc", "scenarios/runner.h"},
      Case{"sim/world.cc", "controller/posix/clock.h"},
      Case{"sim/world.cc", "sim/apps/server.h"},
      Case{"reports/junit.cc", "controller/base/time.h"},
      Case{"reports/junit.cc", "sim/trace.h"},
      Case{"reports/junit.cc", "scenarios/result.h"},
      Case{"scenarios/runner.cc", "bench/x.h"},
      Case{"bench/x.cc", "fuzz/y.h"},
      Case{"lint/x.cc", "controller/base/time.h"},
  };
  for (const auto& [from, to] : kCases) {
    const auto findings = lint_layers(from, include(to));
    ASSERT_EQ(findings.size(), 1u) << from << " -> " << to;
    EXPECT_EQ(findings[0].line, 2);
  }
}

TEST(Judges, MayUsePlainValues) {
  for (const auto* file : {"controller/pairing/types.h", "controller/base/time.h",
                           "controller/base/result.h", "sim/trace.h", "scenarios/history.h"})
    EXPECT_TRUE(lint_judges("scenarios/invariants/c1.cc", include(file)).empty()) << file;
  EXPECT_TRUE(lint_judges("scenarios/runner.cc", include("controller/pairing/cache.h")).empty());
}

TEST(Judges, MayNotUseTheCodeJudged) {
  for (const auto* judge : {"scenarios/invariants/c1.cc", "scenarios/invariants/deep/c1_test.cc",
                            "scenarios/reference/cache.h", "controller/pairing/types.h"})
    EXPECT_EQ(lint_judges(judge, include("controller/pairing/cache.h")).size(), 1u) << judge;
  EXPECT_EQ(lint_judges("scenarios/reference/a.h", include("controller/base/task.h")).size(), 1u);
}

TEST(HeavyHeaders, StayInSourceFiles) {
  const std::string json = "#include <nlohmann/json.hpp>\n";
  EXPECT_TRUE(lint_heavy_headers("a.cc", json).empty());
  EXPECT_TRUE(lint_heavy_headers("a.h", "#include <nlohmann/json_fwd.hpp>\n").empty());
  EXPECT_EQ(lint_heavy_headers("a.h", json).size(), 1u);
  EXPECT_EQ(lint_heavy_headers("a.h", "#include <boost/asio.hpp>\n").size(), 1u);
}

}  // namespace
}  // namespace lint
