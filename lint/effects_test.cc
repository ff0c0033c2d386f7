#include "lint/effects.h"

#include <gtest/gtest.h>

namespace lint {
namespace {

constexpr const char* kPure[] = {
    "// std::thread",
    "\"std::chrono::steady_clock\"",
    "auto t = scheduler.now();",
    "time.open(); store->open(path); auto x = choices.fork();",
    "Result<int> open(Name name); int Store::open(Name name) { return 0; }",
    "std::chrono::nanoseconds time(int at);",
    "std::map<std::string, Node*> nodes; std::set<std::pair<int, int>> pairs;",
    "void f() { open('{'); connect(peer); co_await sleep_until(at); }",
    "int thread = 0; int system_clock_jump = 0;",
};

constexpr const char* kImpure[] = {
    "auto t = std::chrono::system_clock::now();",
    "using C = std::chrono::steady_clock;",
    "auto t = high_resolution_clock::now();",
    "auto t = time(nullptr);",
    "auto t = std::time(nullptr);",
    "return ::time(nullptr);",
    "std::thread t;",
    "std::mutex m;",
    "std::this_thread::sleep_for(1s);",
    "std::random_device d;",
    "std::mt19937 g;",
    "std::uniform_int_distribution<int> d;",
    "std::shuffle(a, b, g);",
    "auto r = std::rand();",
    "std::ifstream in(path);",
    "auto* f = fopen(path, \"r\");",
    "const int fd = ::open(path, 0);",
    "if (std::getenv(\"HOME\")) {}",
    "int s = socket(1, 2, 3);",
    "if (fork() == 0) {}",
    "std::unordered_map<int, int> m;",
    "std::unordered_set<int> s;",
    "std::set<Node*> s;",
    "std::map<const Node*, int> m;",
    "std::map<std::pair<int, int>*, int> m;",
    "#include <unistd.h>",
    "#define NOW std::chrono::steady_clock::now()",
};

TEST(Effects, PureCodePasses) {
  for (const auto* text : kPure)
    for (const auto& finding : lint_effects("sim/a.h", text))
      ADD_FAILURE() << text << ": " << finding.message;
}

TEST(Effects, EveryTouchIsFound) {
  for (const auto* text : kImpure)
    EXPECT_EQ(lint_effects("controller/base/a.cc", text).size(), 1u) << text;
}

TEST(Effects, AreAllowedWhereTheRealWorldIs) {
  for (const auto* path : {"controller/posix/a.cc", "controller/apps/a.cc", "sim/apps/a.cc",
                           "scenarios/a.cc", "sim/a_test.cc"})
    EXPECT_TRUE(lint_effects(path, "std::mutex m;").empty()) << path;
}

TEST(Effects, FindingsNameTheLineAndTheWayOut) {
  const auto findings = lint_effects("sim/a.h", "\n\nstd::mutex m;");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].line, 3);
  EXPECT_EQ(findings[0].message, "no std::mutex here: spawn a Task on the Scheduler");
}

}  // namespace
}  // namespace lint
