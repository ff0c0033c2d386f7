#include "reports/junit_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "reports/testing/sample.h"
#include "reports/testing/xml.h"

namespace reports {
namespace {

constexpr const char* kJunitXml = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="pairbench" package="pairbench" id="0" tests="7" failures="1" errors="3" skipped="2" time="0" timestamp="1970-01-01T00:00:00" hostname="localhost">
    <properties/>
    <testcase classname="pairbench" name="calm" time="0"/>
    <testcase classname="pairbench" name="approvals" time="0">
      <failure type="safety" message="C10 at 12.500 s: sent twice: &lt;b&gt; &amp; &quot;it's&quot; ]]&gt; | `x` \x1B[31m\xFF\ttab">
3 runs: 3 failed
seed 2: inconclusive
  never came about: line_cut
  replay: pairbench replay x.json --seed 2
seed 3: failed
  C10 at 12.500 s: sent twice: &lt;b&gt; &amp; &quot;it's&quot; ]]&gt; | `x` \x1B[31m\xFF\ttab
  and 4 more
  replay: pairbench replay x.json --seed 3
</failure>
    </testcase>
    <testcase classname="pairbench" name="other-inconclusive" time="0">
      <error type="inconclusive" message="because">
1 run: inconclusive
seed 1: inconclusive
  because
  replay: pairbench replay x.json --seed 1
</error>
    </testcase>
    <testcase classname="pairbench" name="other-nondeterministic" time="0">
      <error type="nondeterministic" message="because">
1 run: nondeterministic
seed 1: nondeterministic
  because
  replay: pairbench replay x.json --seed 1
</error>
    </testcase>
    <testcase classname="pairbench" name="other-crashed" time="0">
      <error type="crashed" message="because">
1 run: crashed
seed 1: crashed
  because
  replay: pairbench replay x.json --seed 1
</error>
    </testcase>
    <testcase classname="pairbench" name="halfway" time="0">
      <skipped/>
    </testcase>
    <testcase classname="pairbench" name="late" time="0">
      <skipped/>
    </testcase>
    <system-out>
calm C10: 1 run: passed; 1 min 30 s of virtual time
approvals C10: 3 runs: 3 failed; 1 min 30 s of virtual time
other-inconclusive C10: 1 run: inconclusive; 1 min 30 s of virtual time
other-nondeterministic C10: 1 run: nondeterministic; 1 min 30 s of virtual time
other-crashed C10: 1 run: crashed; 1 min 30 s of virtual time
halfway C10: 2 of 4 runs: 2 passed; 1 min 30 s of virtual time
late C10: 0 of 4 runs; 1 min 30 s of virtual time
The run was interrupted.
    </system-out>
    <system-err/>
  </testsuite>
</testsuites>
)";

TEST(JunitXml, IsThisText) { EXPECT_EQ(junit_xml(mixed_summary()), kJunitXml); }

TEST(JunitXml, IsWellFormed) {
  EXPECT_EQ(xml_fault(junit_xml(mixed_summary())), "");
  EXPECT_EQ(xml_fault(junit_xml({})), "");
}

TEST(JunitXml, IsWellFormedWhateverTheTexts) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  auto summary = mixed_summary();
  for (auto& scenario : summary.scenarios) {
    scenario.name = all;
    scenario.clauses = {all};
    for (auto& seed : scenario.seeds) {
      seed.replay = all;
      seed.findings = {{"safety", all, 1, all}};
    }
  }
  EXPECT_EQ(xml_fault(junit_xml(summary)), "");
}

// The checker itself must be able to find something.
TEST(JunitXml, TheCheckerFindsFaults) {
  EXPECT_EQ(xml_fault("<a b=\"c\"><d/>&lt;</a>\n"), "");
  EXPECT_NE(xml_fault("<a>"), "");
  EXPECT_NE(xml_fault("<a></b>"), "");
  EXPECT_NE(xml_fault("<a b=c/>"), "");
  EXPECT_NE(xml_fault("<a b=\"<\"/>"), "");
  EXPECT_NE(xml_fault("<a b=\"c\" b=\"c\"/>"), "");
  EXPECT_NE(xml_fault("<a>&</a>"), "");
  EXPECT_NE(xml_fault("<a>&nbsp;</a>"), "");
  EXPECT_NE(xml_fault("<a>\x1b</a>"), "");
  EXPECT_NE(xml_fault("<a>\xff</a>"), "");
  EXPECT_NE(xml_fault("<a>]]></a>"), "");
  EXPECT_NE(xml_fault("<a/><b/>"), "");
  EXPECT_NE(xml_fault("text"), "");
}

}  // namespace
}  // namespace reports
