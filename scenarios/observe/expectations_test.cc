// Expectations of metrics and of what lists show.
#include "scenarios/observe/expectations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

const RequestKey kAlice{Kind::channels, "telegram", "alice", true};
const RequestKey kCode{Kind::channels, "telegram", "ABCD2345", false};
const RequestKey kPhone{Kind::devices, "", "phone", true};

TEST_F(ExpectationsTest, UnmetEntriesKeepTheirPlaces) {
  Scenario scenario;
  scenario.expect = {{expect::Metric{"cli_calls", {}, {}, 1}},
                     {expect::Metric{"cli_calls", {}, {}, 12}},
                     {expect::Metric{"cli_calls", {}, 11, {}}}};
  const auto unmet = sink_.unmet(scenario, {{"cli_calls", 12}}, Instant(1s));
  ASSERT_EQ(unmet.size(), 2U);
  EXPECT_EQ(unmet[0].index, 0U);
  EXPECT_EQ(unmet[1].index, 2U);
}

// ---- metrics

TEST_F(ExpectationsTest, MetricsLieWithinTheirBounds) {
  EXPECT_EQ(judge(expect::Metric{"cli_calls", 12, {}, {}}), "");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", {}, 12, {}}), "");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", {}, {}, 12}), "");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", 13, {}, {}}),
            "expected cli_calls to be at least 13, but it was 12");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", {}, 11, {}}),
            "expected cli_calls to be at most 11, but it was 12");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", {}, {}, 0}),
            "expected cli_calls to be exactly 0, but it was 12");
  EXPECT_EQ(judge(expect::Metric{"cli_calls", 1, 5, {}}),
            "expected cli_calls to be from 1 to 5, but it was 12");
}

// ---- served

TEST_F(ExpectationsTest, ServedUpToAndIncludingTheMoment) {
  channels(40s, {"telegram/ABCD2345"});
  EXPECT_EQ(judge(served_by(kCode, 40s)), "");
  EXPECT_EQ(judge(served_by(kCode, 39'999ms)),
            "expected telegram/ABCD2345 served by 39.999 s, but it was first served at 40.000 s");
}

TEST_F(ExpectationsTest, ServedForAMomentIsServed) {
  channels(10s, {"telegram/ABCD2345"});
  channels(10s, {});
  EXPECT_EQ(judge(served_by(kCode, 10s)), "");
  EXPECT_EQ(judge(served_at(kCode, 10s)),
            "expected telegram/ABCD2345 served at 10.000 s, but it had been gone since 10.000 s");
}

TEST_F(ExpectationsTest, NeverServed) {
  channels(10s, {"telegram/WXYZ2345"});
  EXPECT_EQ(judge(served_by(kCode, 40s)),
            "expected telegram/ABCD2345 served by 40.000 s, but it was never served");
}

TEST_F(ExpectationsTest, ServedAtTheMoment) {
  channels(10s, {"telegram/ABCD2345"});
  channels(20s, {});
  EXPECT_EQ(judge(served_at(kCode, 10s)), "");
  EXPECT_EQ(judge(served_at(kCode, 19'999ms)), "");
  EXPECT_NE(judge(served_at(kCode, 9'999ms)), "");
  EXPECT_EQ(judge(served_at(kCode, 20s)),
            "expected telegram/ABCD2345 served at 20.000 s, but it had been gone since 20.000 s");
}

TEST_F(ExpectationsTest, AMomentAfterTheEndWasNeverSeen) {
  channels(10s, {"telegram/ABCD2345"});
  EXPECT_EQ(judge(served_at(kCode, 50s), 50s), "");
  EXPECT_EQ(judge(served_at(kCode, 50s), 49s),
            "expected telegram/ABCD2345 served at 50.000 s, but the run ended at 49.000 s");
  EXPECT_EQ(judge(served_by(kCode, 50s), 49s), "");
}

TEST_F(ExpectationsTest, WithoutAControllerNothingIsServed) {
  channels(10s, {"telegram/ABCD2345"});
  tape_.at(20s) << sim::ControllerEnded{true};
  EXPECT_EQ(judge(served_at(kCode, 20s)),
            "expected telegram/ABCD2345 served at 20.000 s, but it had been gone since 20.000 s");
  EXPECT_EQ(judge(absent_from(kCode, 20s)), "");
  channels(30s, {"telegram/ABCD2345"});
  EXPECT_EQ(judge(served_at(kCode, 30s)), "");
}

// ---- names

TEST_F(ExpectationsTest, ANameStandsForItsRequest) {
  tape_.at(30s) << pending_telegram("ABCD2345", "81");
  sink_.name_is("telegram/@alice", "telegram/ABCD2345");
  channels(41'250ms, {"telegram/ABCD2345"});
  EXPECT_EQ(judge(served_by(kAlice, 42s)), "");
  EXPECT_EQ(judge(served_by(kAlice, 40s)),
            "expected telegram/@alice (telegram/ABCD2345) served by 40.000 s, but it was first "
            "served at 41.250 s");
}

TEST_F(ExpectationsTest, ANameStandsForEachRequestUpToTheMoment) {
  tape_.at(1s) << pending_telegram("ABCD2345", "81");
  sink_.name_is("telegram/@alice", "telegram/ABCD2345");
  channels(5s, {"telegram/ABCD2345"});
  tape_.at(20s) << pending_telegram("WXYZ2345", "81");  // of the same sender
  EXPECT_EQ(judge(served_by(kAlice, 19s)), "");
  EXPECT_EQ(judge(served_by(kAlice, 20s)),
            "expected telegram/@alice (telegram/WXYZ2345) served by 20.000 s, but it was never "
            "served");
}

TEST_F(ExpectationsTest, OthersWithTheSameNumberElsewhereAreOthers) {
  sink_.name_is("telegram/@alice", "telegram/ABCD2345");
  tape_.at(1s) << pending_telegram("ABCD2345", "81");
  auto elsewhere = pending_telegram("WXYZ2345", "81");
  elsewhere.channel = "discord";
  tape_ << elsewhere << pending_telegram("QRST2345", "82");
  channels(5s, {"telegram/ABCD2345"});
  EXPECT_EQ(judge(served_by(kAlice, 20s)), "");
}

TEST_F(ExpectationsTest, ANameWithoutRequestIsAbsentAndNotServed) {
  EXPECT_EQ(judge(served_by(kAlice, 20s)),
            "expected telegram/@alice served by 20.000 s, but it had no request by then");
  EXPECT_EQ(judge(absent_at(kAlice, 20s)), "");
}

TEST_F(ExpectationsTest, DevicesAreNamedWithOrWithoutTheirFolder) {
  sink_.name_is("device/@phone", "5a5e0000");
  tape_ << pending_device("5a5e0000", "dev1");
  sink_.name_is("device/@phone", "device/5a5e0000");
  tape_.at(5s) << shows(Kind::devices, {"5a5e0000"}, 1);
  EXPECT_EQ(judge(served_at(kPhone, 5s)), "");
  EXPECT_EQ(judge(served_at(RequestKey{Kind::devices, "", "5a5e0000", false}, 5s)), "");
  EXPECT_EQ(judge(absent_at(kPhone, 6s)),
            "expected device/@phone (device/5a5e0000) absent at 6.000 s, but it was served since "
            "5.000 s");
}

// ---- absent

TEST_F(ExpectationsTest, AbsentAtTheMoment) {
  channels(10s, {"telegram/ABCD2345"});
  channels(20s, {});
  EXPECT_EQ(judge(absent_at(kCode, 9'999ms)), "");
  EXPECT_EQ(judge(absent_at(kCode, 20s)), "");
  EXPECT_EQ(judge(absent_at(kCode, 10s)),
            "expected telegram/ABCD2345 absent at 10.000 s, but it was served since 10.000 s");
  EXPECT_NE(judge(absent_at(kCode, 101s)), "") << "the run ended";
}

TEST_F(ExpectationsTest, AbsentFromAMomentOn) {
  channels(10s, {"telegram/ABCD2345"});
  channels(20s, {});
  EXPECT_EQ(judge(absent_from(kCode, 20s)), "");
  EXPECT_EQ(judge(absent_from(kCode, 19'999ms)),
            "expected telegram/ABCD2345 absent from 19.999 s on, but it was served then, since "
            "10.000 s");
  channels(30s, {"telegram/ABCD2345"});
  channels(30s, {});
  EXPECT_EQ(judge(absent_from(kCode, 20s)),
            "expected telegram/ABCD2345 absent from 20.000 s on, but it was served at 30.000 s");
  EXPECT_EQ(judge(absent_from(kCode, 30s)), "");
}

}  // namespace
}  // namespace scenarios
