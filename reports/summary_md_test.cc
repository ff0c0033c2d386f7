#include "reports/summary_md.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "reports/findings.h"
#include "reports/seeds_jsonl.h"
#include "reports/testing/sample.h"

namespace reports {
namespace {

constexpr const char* kSummaryMd = R"(# Results

**The run was interrupted: this is not all of it.**

7 scenarios, 9 runs, 10 min 30 s of virtual time: 1 passed, 1 inconclusive, 1 failed (3 runs), 1 nondeterministic, 1 crashed, 1 interrupted, 1 not run.

| scenario | clauses | verdict | runs | virtual time | events |
|---|---|---|--:|--:|--:|
| calm | C10 | passed | 1 | 1 min 30 s | 1,000 |
| approvals | C10 | **failed** | 3 | 1 min 30 s | 1,000 |
| other-inconclusive | C10 | **inconclusive** | 1 | 1 min 30 s | 1,000 |
| other-nondeterministic | C10 | **nondeterministic** | 1 | 1 min 30 s | 1,000 |
| other-crashed | C10 | **crashed** | 1 | 1 min 30 s | 1,000 |
| halfway | C10 | **interrupted** | 2 | 1 min 30 s | 1,000 |
| late | C10 | not run | 0 | 1 min 30 s | 1,000 |

## approvals

3 runs: 3 failed.

Seed [2](approvals/2/result.json): inconclusive

- never came about: line\_cut
- replay: `pairbench replay x.json --seed 2`

Seed [3](approvals/3/result.json): failed

- C10 at 12.500 s: sent twice: \<b\> \& "it's" \]\]\> \| \`x\` \\x1B\[31m\\xFF\\ttab
- and 4 more
- replay: `pairbench replay x.json --seed 3`

## other-inconclusive

1 run: inconclusive.

Seed [1](other-inconclusive/1/result.json): inconclusive

- because
- replay: `pairbench replay x.json --seed 1`

## other-nondeterministic

1 run: nondeterministic.

Seed [1](other-nondeterministic/1/result.json): nondeterministic

- because
- replay: `pairbench replay x.json --seed 1`

## other-crashed

1 run: crashed.

Seed [1](other-crashed/1/result.json): crashed

- because
- replay: `pairbench replay x.json --seed 1`

## Clauses

How often each was put to the test, in all runs together.

| clause | scenarios that name it | occasions | violations |
|---|--:|--:|--:|
| G4 | 0 | 0 | 0 |
| C10 | 7 | 49 | 2 |

Situations that never came about: `line_cut`.

## Fault rules that never struck

- calm: `asleep`
)";

TEST(SummaryMd, IsThisText) { EXPECT_EQ(summary_md(mixed_summary()), kSummaryMd); }

TEST(SummaryMd, OfNothing) {
  EXPECT_THAT(summary_md({}),
              testing::HasSubstr("0 scenarios, 0 runs, 0 s of virtual time: none."));
}

TEST(Findings, OfAPassedRunThereAreNone) {
  auto run = failed_run();
  run.verdict = Verdict::passed;
  EXPECT_TRUE(findings_of(run).empty());
}

TEST(Findings, NameEverythingInOneLineEach) {
  auto run = failed_run();
  run.violations.resize(1);
  run.violations[0].text = "two\nlines";
  run.endless = "too many events";
  run.remark = "two traces";
  std::string lines;
  for (const auto& finding : findings_of(run))
    lines += finding.kind + "| " + to_text(finding) + "\n";
  EXPECT_EQ(lines,
            "remark| two traces\n"
            "safety| C10 at 12.500 s: two\\nlines\n"
            "endless| too many events\n"
            "expectation| expect[1]: cli_calls: expected at most 3, saw 5\n"
            "situation| never came about: line_cut\n"
            "untested| C9 was never put to the test\n");
}

TEST(Findings, SayThatTheyAreCut) {
  const Finding fits{"remark", {}, {}, std::string(kTextMax - 1, 'x') + "\xC3\xA4"};
  EXPECT_EQ(to_text(fits), fits.text);
  EXPECT_EQ(to_text({"remark", {}, {}, fits.text + "\xC3\xA4\xC3\xA4"}),
            fits.text + "… (cut: 502 characters; result.json has all of it)");
}

TEST(VerdictsText, TellsInHowManyRuns) {
  Summary summary;
  summary.scenarios.push_back(scenario_report("x", Verdict::failed, 50));
  summary.scenarios.back().runs_by_verdict[static_cast<std::size_t>(Verdict::failed)] = 22;
  EXPECT_EQ(verdicts_text(summary), "1 failed (22 runs)");
  summary.scenarios.push_back(scenario_report("y", Verdict::passed, 50));
  EXPECT_EQ(verdicts_text(summary), "1 passed, 1 failed (22 runs)");
  summary.scenarios.push_back(scenario_report("z", Verdict::inconclusive));
  summary.scenarios[0].runs_by_verdict[static_cast<std::size_t>(Verdict::inconclusive)] = 28;
  EXPECT_EQ(verdicts_text(summary), "1 passed, 1 inconclusive, 1 failed (22 runs)");
}

TEST(RunsText, CountsByVerdict) {
  auto report = scenario_report("x", Verdict::failed, 1000);
  report.runs_by_verdict[0] = 997;
  report.runs_by_verdict[static_cast<std::size_t>(Verdict::failed)] = 3;
  EXPECT_EQ(runs_text(report), "1,000 runs: 997 passed, 3 failed");
  report.runs_planned = 2000;
  EXPECT_EQ(runs_text(report), "1,000 of 2,000 runs: 997 passed, 3 failed");
  EXPECT_EQ(runs_text(scenario_report("x", Verdict::failed)), "1 run: failed");
}

TEST(SeedsJsonl, IsThisText) {
  std::string lines;
  append_seed_line(1, Verdict::passed, 0xC0FFEE, lines);
  append_seed_line(~std::uint64_t{0}, Verdict::nondeterministic, 0, lines);
  EXPECT_EQ(lines,
            "{\"seed\":1,\"verdict\":\"passed\",\"trace_hash\":\"0000000000c0ffee\"}\n"
            "{\"seed\":18446744073709551615,\"verdict\":\"nondeterministic\","
            "\"trace_hash\":\"0000000000000000\"}\n");
}

}  // namespace
}  // namespace reports
