#include "scenarios/runner/exit_code.h"

#include <gtest/gtest.h>

#include <array>

namespace scenarios {
namespace {

constexpr std::array kWorstLast = {Outcome::passed,    Outcome::inconclusive,
                                   Outcome::failed,    Outcome::nondeterministic,
                                   Outcome::bad_input, Outcome::internal_error};

TEST(ExitCode, IsTheDocumentedOne) {
  EXPECT_EQ(exit_code(Outcome::passed), 0);
  EXPECT_EQ(exit_code(Outcome::failed), 1);
  EXPECT_EQ(exit_code(Outcome::bad_input), 2);
  EXPECT_EQ(exit_code(Outcome::inconclusive), 3);
  EXPECT_EQ(exit_code(Outcome::nondeterministic), 4);
  EXPECT_EQ(exit_code(Outcome::internal_error), 70);
  EXPECT_EQ(exit_code_of_signal(2), 130);
}

TEST(ExitCode, TheWorstWins) {
  for (std::size_t a = 0; a < kWorstLast.size(); ++a)
    for (std::size_t b = 0; b < kWorstLast.size(); ++b)
      EXPECT_EQ(worse(kWorstLast[a], kWorstLast[b]), kWorstLast[std::max(a, b)]) << a << " " << b;
}

TEST(ExitCode, OfVerdicts) {
  EXPECT_EQ(exit_code(outcome_of(Verdict::passed)), 0);
  EXPECT_EQ(exit_code(outcome_of(Verdict::inconclusive)), 3);
  EXPECT_EQ(exit_code(outcome_of(Verdict::failed)), 1);
  EXPECT_EQ(exit_code(outcome_of(Verdict::nondeterministic)), 4);
  EXPECT_EQ(exit_code(outcome_of(Verdict::crashed)), 70);
}

}  // namespace
}  // namespace scenarios
