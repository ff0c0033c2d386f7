#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class TriggerSituations : public SituationsTest {
 protected:
  Tape& trigger(Duration at) { return tape_.at(at) << wrote(1, "new Pairing request\n"); }
};

TEST_F(TriggerSituations, ATriggerInAnOpenWindowIsAbsorbed) {
  boot();
  trigger(20s);
  trigger(20s);
  trigger(21'999ms);
  EXPECT_EQ(count("trigger_absorbed"), 2U);
}

TEST_F(TriggerSituations, OtherLinesAndOtherTimesAreNot) {
  boot();
  trigger(20s);
  tape_.at(21s) << wrote(1, "hello\n") << wrote(1, "half a pairing line");
  trigger(22s);
  EXPECT_EQ(count("trigger_absorbed"), 0U);
}

TEST_F(TriggerSituations, AWindowOpensAgainAfterItsRefresh) {
  boot();
  trigger(20s);
  tape_.at(22s);
  refresh(25s, 10);
  trigger(26s);
  trigger(27s);
  EXPECT_EQ(count("trigger_absorbed"), 1U);
}

TEST_F(TriggerSituations, NoWindowIsKnownToBeOpenWhileARefreshStillWaits) {
  boot();
  trigger(20s);
  trigger(23s);  // absorbed by the refresh that should have begun at 22 s
  trigger(24s);
  EXPECT_EQ(count("trigger_absorbed"), 0U);
}

TEST_F(TriggerSituations, NobodyListensAfterTheStop) {
  boot();
  tape_.at(19s) << asks(1, "cache.stop");
  trigger(20s);
  trigger(21s);
  EXPECT_EQ(count("trigger_absorbed"), 0U);
}

TEST_F(TriggerSituations, DuringARefresh) {
  boot();
  trigger(20s);
  tape_.at(22s) << list_telegram(10);
  trigger(23s);
  EXPECT_EQ(count("trigger_during_refresh"), 1U);
  EXPECT_EQ(count("trigger_during_backoff"), 0U);
}

TEST_F(TriggerSituations, DuringBackOff) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  tape_.at(66s) << exits(list_telegram(10), 1) << exits(list_devices(11));
  trigger(95'999ms);
  EXPECT_EQ(count("trigger_during_backoff"), 1U);
}

TEST_F(TriggerSituations, NotDuringBackOffAtItsEnd) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  tape_.at(66s) << exits(list_telegram(10), 1) << exits(list_devices(11));
  trigger(96s);
  EXPECT_EQ(count("trigger_during_backoff"), 0U);
}

// The first refresh took from 0 to 5 s, so the next reactive one may not begin before 10 s.
TEST_F(TriggerSituations, HeldBackByTheGap) {
  boot();
  trigger(6s);
  tape_.at(10s);
  refresh(15s, 10);
  EXPECT_EQ(count("trigger_held_back"), 2U);  // a refresh of each kind
}

TEST_F(TriggerSituations, NotHeldBackWhenTheWindowEndsWithTheGap) {
  boot();
  trigger(8s);
  tape_.at(10s);
  refresh(15s, 10);
  EXPECT_EQ(count("trigger_held_back"), 0U);
}

TEST_F(TriggerSituations, ARefreshThatAClientWantedWasNotHeldBack) {
  boot();
  trigger(6s);
  tape_.at(10s) << asks(1, "refresh") << asks(2, "refresh", Kind::devices);
  refresh(15s, 10);
  EXPECT_EQ(count("trigger_held_back"), 0U);
}

}  // namespace
}  // namespace scenarios
