#include "scenarios/minimize/fingerprint.h"

#include <gtest/gtest.h>

namespace scenarios {
namespace {

RunResult failed_with(std::vector<Violation> violations) {
  RunResult result;
  result.verdict = Verdict::failed;
  result.violations = std::move(violations);
  return result;
}

TEST(Fingerprint, MasksWhatDiffersFromRunToRun) {
  const auto text = [](const std::string& key, const std::string& at) {
    return "the request " + key + " is pending since " + at + " and had to be served by 2 min 30 s";
  };
  EXPECT_EQ(masked(text("telegram/W9EDW5SX", "99.831850 s")),
            "the request # is pending since # and had to be served by #");
  EXPECT_EQ(masked(text("slack/ABCDEFGH", "4 s")),
            masked(text("telegram/W9EDW5SX", "99.831850 s")));
}

TEST(Fingerprint, MasksNamesCodesAndQuotedTexts) {
  EXPECT_EQ(masked("YWxpY has 2 live machines: 6ef372fe94f82a, d891"), "# has # live machines: #");
  EXPECT_EQ(masked("the approval of ABCDEFGH went"), "the approval of # went");
  EXPECT_EQ(masked("was answered 500 \"a b {\"; had to be {\"a\":{}} again"),
            "was answered 500 #; had to be # again");
  EXPECT_EQ(masked("did not list telegram, discord"), masked("did not list slack"));
}

TEST(Fingerprint, LeavesOutWhatStandsInParentheses) {
  EXPECT_EQ(masked("served by 4 s (D = 3 s (or so), counted from 9 s)"), "served by #");
  EXPECT_EQ(masked("an open ( one"), "an open");
}

TEST(Fingerprint, KeepsTheWordsThatTellFailuresApart) {
  EXPECT_NE(masked("had to get SIGKILL at 3 s"), masked("had to get SIGTERM at 3 s"));
  EXPECT_NE(masked("a refresh of channels"), masked("a refresh of devices"));
  EXPECT_NE(masked("answered with 500, not"), masked("answered with 503, not"));
  EXPECT_NE(masked("had status 400"), masked("had status 500"));
  EXPECT_EQ(masked("answered with 12 entries"), masked("answered with 9 entries"));
}

TEST(Fingerprint, IsOfTheFirstViolationByEvent) {
  const Instant now{};
  const auto result = failed_with({{"C2", Property::liveness, now, 0, "at the end"},
                                   {"C9", Property::safety, now, 7, "seventh"},
                                   {"C3", Property::safety, now, 5, "fifth"},
                                   {"C4", Property::safety, now, 5, "fifth too"}});
  const auto found = fingerprint_of(result);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Fingerprint{"clause", "C3", "fifth"}));
  EXPECT_EQ(found->text(), "C3: fifth");
}

TEST(Fingerprint, TellsTheKindsOfFailureApart) {
  auto result = failed_with({});
  result.unmet = {{3, "expected 4"}};
  EXPECT_EQ(fingerprint_of(result), (Fingerprint{"expect", "", "expected #"}));
  result.endless = "the run did not end within 10 s";
  EXPECT_EQ(fingerprint_of(result), (Fingerprint{"endless", "", "the run did not end within #"}));
  result.violations = {{"C1", Property::safety, Instant{}, 1, "x"}};
  EXPECT_EQ(fingerprint_of(result)->kind, "clause");
  result.verdict = Verdict::nondeterministic;
  EXPECT_EQ(fingerprint_of(result)->text(), "nondeterministic");
  EXPECT_EQ(finding_of(result, *fingerprint_of(result), "two traces"), "two traces");
  EXPECT_EQ(finding_of(result, *fingerprint_of(result)), "the same seed gave two traces");
  result.verdict = Verdict::crashed;
  EXPECT_EQ(fingerprint_of(result, "internal error: 7"),
            (Fingerprint{"crashed", "", "internal error: #"}));
}

TEST(Fingerprint, IsNothingWhereNothingFailed) {
  EXPECT_FALSE(fingerprint_of(RunResult{}));
  auto result = failed_with({{"C1", Property::safety, Instant{}, 1, "x"}});
  result.interrupted = true;
  EXPECT_FALSE(fingerprint_of(result));
  result.interrupted = false;
  result.verdict = Verdict::inconclusive;
  EXPECT_FALSE(fingerprint_of(result));
}

}  // namespace
}  // namespace scenarios
