#include "scenarios/format/situations.h"
#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class GatewaySituations : public SituationsTest {};

TEST_F(GatewaySituations, EverySituationOfTheFormatIsCountedAndNoOther) {
  const auto counts = this->counts(Instant(1s));
  EXPECT_EQ(counts.size(), kSituations.size());
  for (const Situation& situation : kSituations) {
    ASSERT_TRUE(counts.contains(std::string(situation.name))) << situation.name;
    EXPECT_EQ(counts.at(std::string(situation.name)), 0U) << situation.name;
  }
}

TEST_F(GatewaySituations, ACrashIsAnUnaskedBadEnd) {
  tape_ << sim::ControllerStarted{} << gateway(1) << exits(gateway(1), 1);
  tape_.at(1s) << gateway(2) << dies(gateway(2), SIGSEGV);
  tape_.at(3s) << gateway(3) << exits(gateway(3), 0);
  tape_.at(4s) << gateway(4) << sim::ChildSignalled{4, SIGTERM} << dies(gateway(4), SIGTERM);
  EXPECT_EQ(count("gateway_crashed"), 2U);
  EXPECT_EQ(count("gateway_restarted"), 3U);
}

TEST_F(GatewaySituations, TheFirstSpawnIsNoRestart) {
  tape_ << sim::ControllerStarted{}
        << sim::SpawnFailed{sim::ChildRole::gateway, sim::CliPurpose::none};
  tape_.at(1s) << gateway(1);
  EXPECT_EQ(count("gateway_restarted"), 0U);
  EXPECT_EQ(count("gateway_spawn_failed"), 1U);
  EXPECT_EQ(count("cli_spawn_failed"), 0U);
}

TEST_F(GatewaySituations, KilledAfterItsGraceTime) {
  tape_ << sim::ControllerStarted{} << gateway(1) << sim::ChildSignalled{1, SIGTERM};
  tape_.at(10s) << sim::ChildSignalled{1, SIGKILL} << sim::ChildSignalled{1, SIGKILL}
                << dies(gateway(1), SIGKILL);
  EXPECT_EQ(count("gateway_killed"), 1U);
}

TEST_F(GatewaySituations, KilledWithItsControllerHadNoGraceTime) {
  tape_ << sim::ControllerStarted{} << gateway(1) << sim::ChildSignalled{1, SIGTERM}
        << sim::ControllerEnded{true} << sim::ChildSignalled{1, SIGKILL};
  EXPECT_EQ(count("gateway_killed"), 0U);
}

TEST_F(GatewaySituations, AKilledCliCallIsNoKilledGateway) {
  tape_ << sim::ControllerStarted{} << list_telegram(2) << sim::ChildSignalled{2, SIGTERM}
        << sim::ChildSignalled{2, SIGKILL};
  EXPECT_EQ(count("gateway_killed"), 0U);
}

TEST_F(GatewaySituations, ALineInThreePiecesIsSplitOnce) {
  tape_ << gateway(1) << wrote(1, "a") << wrote(1, "b") << wrote(1, "c\n");
  EXPECT_EQ(count("line_split"), 1U);
}

TEST_F(GatewaySituations, WholeLinesAreNotSplit) {
  tape_ << gateway(1) << wrote(1, "a\n") << wrote(1, "b\nc\n");
  EXPECT_EQ(count("line_split"), 0U);
}

TEST_F(GatewaySituations, AChunkMayEndOneLineAndBeginTheNext) {
  tape_ << gateway(1) << wrote(1, "a") << wrote(1, "b\nc") << wrote(1, "d\n");
  EXPECT_EQ(count("line_split"), 2U);
}

TEST_F(GatewaySituations, StreamsAndGatewaysShareNoLine) {
  tape_ << gateway(1) << wrote(1, "a") << sim::GatewayWrote{1, true, "b\n"} << exits(gateway(1), 1)
        << gateway(2) << wrote(2, "c\n");
  EXPECT_EQ(count("line_split"), 0U);
}

TEST_F(GatewaySituations, TheHookTellsOfCutLinesAndThrows) {
  tape_ << sim::LineDelivered{false, "whole", false} << sim::LineDelivered{false, "cut", true}
        << sim::FaultInjected{"hook_throw", "hook.throw", 0};
  EXPECT_EQ(count("line_cut"), 1U);
  EXPECT_EQ(count("hook_threw"), 1U);
  EXPECT_EQ(count("fault_struck"), 0U);
}

}  // namespace
}  // namespace scenarios
