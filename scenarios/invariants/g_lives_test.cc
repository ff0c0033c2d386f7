// G4, G5: each judge accepts right runs, the awkward ones too, and names what is wrong.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_script.h"

namespace scenarios {
namespace {

using seen::GatewayScript;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void expect_lives_fine(const GatewayScript& run) {
  EXPECT_THAT(run.flaws(make_g4), IsEmpty());
  EXPECT_THAT(run.flaws(make_g5), IsEmpty());
}

// Crashes at once, and is there again 1 s, 2 s, 4 s … later; `crashes` in all.
GatewayScript crash_loop(int crashes, double& now) {
  GatewayScript run;
  now = 0;
  double wait = 1;
  for (int i = 0; i < crashes; ++i) {
    run.at(now).crashes(100 + i);
    now += wait;
    if (i + 1 < crashes) run.at(now).returns(101 + i);
    wait = std::min(wait * 2, 300.0);
  }
  return run;
}

// ---- G4, restarts

TEST(G4, AcceptsTheBackOffUpToItsEnd) {
  double next = 0;
  GatewayScript run = crash_loop(13, next);
  run.at(next).returns(200).at(next + 1);
  expect_lives_fine(run);
  EXPECT_EQ(run.occasions(make_g4), 13U);
}
TEST(G4, FlagsARestartTooEarlyOrTooLateAtEveryStep) {
  for (int crashes = 1; crashes <= 12; ++crashes) {
    double next = 0;
    GatewayScript early = crash_loop(crashes, next);
    early.at(next - 0.1).spawn(200);
    EXPECT_THAT(early.flaws(make_g4), ElementsAre(HasSubstr("was started again"))) << crashes;
    GatewayScript late = crash_loop(crashes, next);
    late.at(next + 0.11);
    EXPECT_THAT(late.flaws(make_g4), ElementsAre(HasSubstr("was not started again"))) << crashes;
    late.spawn(200);
    EXPECT_THAT(late.flaws(make_g4), SizeIs(1)) << crashes;
  }
}
TEST(G4, WantsTheBackOffResetAfterThirtySecondsAndNotBefore) {
  for (const double run_s : {29.9, 30.0}) {
    GatewayScript run;
    run.at(0).crashes(100).at(1).returns(101).at(1 + run_s).crashes(101);
    const double wait = run_s < 30 ? 2 : 1;
    GatewayScript wrong = run;
    expect_lives_fine(run.at(1 + run_s + wait).returns(102));
    EXPECT_THAT(wrong.at(1 + run_s + 3 - wait).spawn(102).flaws(make_g4), SizeIs(1)) << run_s;
  }
}
// After three crashes in a row one is stopped, killed 10 s later, and given up after 5 s more:
// whether it has run for 30 s by then decides, and not when it is reaped.
TEST(G4, TheRunOfOneThatIsGivenUpEndsThen) {
  const auto flaws = [](double stopped, double wait) {
    GatewayScript run;
    run.at(0).crashes(100).at(1).returns(101).crashes(101).at(3).returns(102).crashes(102);
    run.at(7).returns(103).at(stopped).asks(1, "restart").signal(103, SIGTERM);
    run.at(stopped + 10).signal(103, SIGKILL).at(stopped + 15).comes(104).reply(1);
    run.at(stopped + 15.5).state("running", 104).at(stopped + 16).crashes(104);
    run.at(stopped + 16.5).die(103, SIGKILL);
    return run.at(stopped + 16 + wait).returns(105).at(stopped + 30).flaws(make_g4).size();
  };
  EXPECT_EQ(flaws(22, 1), 0U);
  EXPECT_EQ(flaws(22, 8), 1U);
  EXPECT_EQ(flaws(21, 1), 0U);  // a crash that nobody saw may count or not
  EXPECT_EQ(flaws(21, 8), 0U);
}
TEST(G4, AcceptsACleanExitRestartedAtOnceAndOnceASecond) {
  GatewayScript run;
  run.at(0.2).exit(100, 0).state("starting").at(1).returns(101);
  run.at(7).exit(101, 0).returns(102).at(9);
  expect_lives_fine(run);
}
TEST(G4, FlagsACleanExitRestartedMoreThanOnceASecondOrLate) {
  GatewayScript early;
  early.at(0.2).exit(100, 0).at(0.9).spawn(101);
  EXPECT_THAT(early.flaws(make_g4), ElementsAre(HasSubstr("ended by itself")));
  GatewayScript late;
  late.at(5).exit(100, 0).at(5.2);
  EXPECT_THAT(late.flaws(make_g4), ElementsAre(HasSubstr("0.000 s later")));
}
TEST(G4, FlagsAShortCleanRunThatResetsTheBackOff) {
  GatewayScript run;
  run.at(0).crashes(100).at(1).returns(101).at(3).exit(101, 0).returns(102).at(4).crashes(102);
  EXPECT_THAT(run.at(5).spawn(103).flaws(make_g4), ElementsAre(HasSubstr("had to be 2.000 s")));
}
TEST(G4, TakesDeathByASignalForACrash) {
  GatewayScript run;
  run.at(5).die(100, SIGSEGV).state("crashed").at(6).returns(101).at(7);
  expect_lives_fine(run);
}
TEST(G4, TakesASpawnThatFailsForACrash) {
  GatewayScript run;
  run.at(5).crashes(100).at(6).state("starting").spawn_fails().state("crashed");
  GatewayScript late = run;
  expect_lives_fine(run.at(8).returns(101).at(9));
  EXPECT_THAT(late.at(8.2).flaws(make_g4), ElementsAre(HasSubstr("could not be started")));
}
TEST(G4, FlagsASpawnThatNobodyWanted) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).exit(100, 0).reply(1).at(6).spawn(101);
  EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
}
TEST(G4, FlagsAStartThatBeginsANewSeriesOrIsRefused) {
  for (const char* operation : {"start", "restart"}) {
    GatewayScript run;
    run.at(5).crashes(100);
    GatewayScript refused = run;
    run.at(5.5).asks(1, operation).comes(101).reply(1).at(6).crashes(101).at(7).spawn(102);
    EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("it had to be 2.000 s later")));
    refused.at(5.5).asks(1, operation).reply(1, 409).at(6).returns(101).at(7);
    EXPECT_THAT(refused.flaws(make_g4), ElementsAre(HasSubstr("a start was refused")));
  }
}
TEST(G4, FlagsAStopThatDoesNotCancelTheWait) {
  GatewayScript run;
  run.at(5).crashes(100).at(5.5).asks(1, "stop").state("stopped").reply(1).at(6).spawn(101);
  EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
}
TEST(G4, FlagsARestartThatStartsNothing) {
  GatewayScript run;
  run.at(5).asks(1, "restart").state("stopping", 100).signal(100, SIGTERM).exit(100, 0);
  run.state("stopped").reply(1).at(6);
  EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("no gateway was spawned since")));
}
TEST(G4, AcceptsOperationsDuringTheBackOff) {
  GatewayScript run;
  run.at(5).crashes(100).at(5.5).asks(1, "start").comes(101).reply(1);
  run.at(6).crashes(101);
  expect_lives_fine(run.at(8).returns(102).at(9));  // the series goes on
  GatewayScript stopped;
  stopped.at(5).crashes(100).at(5.5).asks(1, "stop").state("stopped").reply(1).at(60);
  stopped.state("stopped");
  expect_lives_fine(stopped);
}
TEST(G4, ForgetsEverythingWithTheController) {
  GatewayScript run;
  run.at(5).crashes(100).at(5.5).end().at(20).start().comes(101).crashes(101).at(21).returns(102);
  run.at(22);
  expect_lives_fine(run);
}

// Within one instant the controller may hear of it before its first start or after.
TEST(G4, AStopInTheInstantOfAStartMayComeBeforeItOrAfter) {
  GatewayScript asked;
  asked.at(5).end().signal(100, SIGKILL).die(100, SIGKILL).start().asks(1, "stop");
  GatewayScript run = asked;
  run.comes(101).state("stopping", 101).signal(101, SIGTERM);
  expect_lives_fine(run.at(6).exit(101, 0).state("stopped").reply(1).at(7));
  run = asked;
  expect_lives_fine(run.state("stopped").reply(1).at(7));
  EXPECT_THAT(run.spawn(101).flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
  run = asked;
  run.reply(1).spawn(101);
  EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
  run = asked;
  EXPECT_THAT(run.at(6).spawn(101).flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
}

// ---- G4, states

TEST(G4, AcceptsTheStatesOfEveryOperation) {
  GatewayScript run;
  run.at(40).asks(1, "restart").state("stopping", 100).signal(100, SIGTERM).asks(2, "stop");
  run.at(42).exit(100, 0).comes(101).reply(1).state("stopping", 101).signal(101, SIGTERM);
  run.at(43).exit(101, 0).state("stopped").reply(2).at(60).state("stopped");
  run.at(61).asks(3, "start").comes(102).reply(3).at(62).state("running", 102);
  run.at(63).shutdown(4).state("shutting_down", 102).signal(102, SIGINT);
  run.at(64).exit(102, 0).at(65).state("shutting_down").reply(4).end(false).at(70);
  expect_lives_fine(run);
}
TEST(G4, FlagsStatesThatDoNotFit) {
  const auto flaws = [](const std::string& state, std::optional<std::int64_t> pid) {
    GatewayScript run;
    run.at(50).state(state, pid);
    return run.flaws(make_g4);
  };
  EXPECT_THAT(flaws("running", 100), IsEmpty());
  EXPECT_THAT(flaws("running", std::nullopt), ElementsAre(HasSubstr("but gateway 100 runs")));
  EXPECT_THAT(flaws("running", 99), SizeIs(1));
  EXPECT_THAT(flaws("ready", 100), SizeIs(1));
  for (const char* state : {"stopped", "starting", "stopping", "crashed", "shutting_down"}) {
    EXPECT_THAT(flaws(state, std::nullopt), SizeIs(1)) << state;
  }
}
TEST(G4, FlagsTheWrongStateAfterAnExit) {
  for (const char* state : {"stopped", "starting", "stopping"}) {
    GatewayScript run;
    run.at(50).exit(100, 1).state(state);
    EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("crashed at 50.000 s"))) << state;
  }
  for (const char* state : {"stopped", "crashed"}) {
    GatewayScript run;
    run.at(0.5).exit(100, 0).state(state);
    EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("ended by itself"))) << state;
  }
}
TEST(G4, FlagsTheWrongStateDuringTheShutdownAndAWrongCount) {
  GatewayScript run;
  run.at(5).shutdown(1).signal(100, SIGTERM).at(6).state("stopping", 100);
  EXPECT_THAT(run.flaws(make_g4), ElementsAre(HasSubstr("the controller is shutting down")));
  GatewayScript fewer;
  fewer.at(5).crashes(100).at(6).returns(101).at(7).restarts(0).state("running", 101);
  EXPECT_THAT(fewer.flaws(make_g4), ElementsAre(HasSubstr("it had to be 1")));
  GatewayScript more;
  more.at(5).asks(1, "stop").signal(100, SIGTERM).die(100, SIGTERM).reply(1).at(8);
  more.asks(2, "start").returns(101).reply(2);
  EXPECT_THAT(more.flaws(make_g4), ElementsAre(HasSubstr("shown as 1")));
}

// ---- G5, signals

TEST(G5, AcceptsSigtermGraceAndSigkill) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(15).signal(100, SIGKILL);
  run.die(100, SIGKILL).reply(1).at(30);
  expect_lives_fine(run);
  EXPECT_EQ(run.occasions(make_g5), 3U);
}
TEST(G5, AcceptsThatOneThatCannotBeReapedIsGivenUp) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(15).signal(100, SIGKILL).at(20).reply(1);
  run.at(21).asks(2, "start").comes(101).reply(2).at(90).die(100, SIGKILL).at(91);
  expect_lives_fine(run);
}
TEST(G4, OneThatIsGivenUpBehindARestartLeavesItStopped) {
  GatewayScript run;
  run.at(5).asks(1, "restart").asks(2, "stop").signal(100, SIGTERM).exit(100, 0).comes(101);
  run.reply(1).state("stopping", 101).signal(101, SIGTERM).at(15).signal(101, SIGKILL);
  run.at(20)
      .state("stopped")
      .reply(2)
      .at(21)
      .state("stopped")
      .at(22)
      .state("stopped")
      .at(90)
      .die(101, SIGKILL)
      .at(91);
  expect_lives_fine(run);
}
// A stop that has a start before it waits for the gateway of that start.
TEST(G5, AStopMayWaitForTheNextGatewayThoughOneCannotBeReaped) {
  for (const bool given_up : {false, true}) {
    GatewayScript run;
    run.at(5).asks(1, "stop").asks(2, "start").asks(3, "stop").signal(100, SIGTERM);
    run.at(15).signal(100, SIGKILL).at(20).reply(1);
    if (given_up) run.comes(101).reply(2).state("stopping", 101).signal(101, SIGTERM);
    EXPECT_EQ(run.at(25).flaws(make_g5).size(), given_up ? 0U : 2U);
  }
}
TEST(G5, FlagsThatOneThatCannotBeReapedIsWaitedFor) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(15).signal(100, SIGKILL).at(20.2);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("still waits for gateway 100")));
}
TEST(G5, AcceptsAnExitOfItsOwnBeforeTheSignal) {
  GatewayScript run;
  run.at(5).asks(1, "stop").exit(100, 1).state("stopped").reply(1).at(30);
  expect_lives_fine(run);
}
TEST(G5, FlagsASignalThatNobodyWanted) {
  GatewayScript run;
  run.at(5).signal(100, SIGTERM);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("nobody wanted it ended")));
}
TEST(G5, FlagsAnotherSignalThanSigterm) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGINT);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("had to be SIGTERM")));
  GatewayScript kill;
  kill.at(5).shutdown(1).signal(100, SIGKILL);
  EXPECT_THAT(kill.flaws(make_g5), ElementsAre(HasSubstr("without SIGTERM")));
}
TEST(G5, FlagsASigkillBeforeOrAfterTheEndOfTheGrace) {
  GatewayScript early;
  early.at(5).asks(1, "stop").signal(100, SIGTERM).at(14.9).signal(100, SIGKILL);
  EXPECT_THAT(early.flaws(make_g5), ElementsAre(HasSubstr("before 15.000 s")));
  GatewayScript late;
  late.at(5).asks(1, "stop").signal(100, SIGTERM).at(15.2);
  EXPECT_THAT(late.flaws(make_g5), ElementsAre(HasSubstr("was not sent SIGKILL")));
  Terms terms;
  terms.stop_grace = std::chrono::seconds(20);
  EXPECT_THAT(late.flaws(make_g5, terms), IsEmpty());
}
TEST(G5, FlagsAnEndThatIsAskedForInVain) {
  for (const char* operation : {"stop", "restart"}) {
    GatewayScript run;
    run.at(5).asks(1, operation).at(5.2);
    EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("got no signal"))) << operation;
  }
  GatewayScript run;
  run.at(5).shutdown(1).at(5.2);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("got no signal")));
}

// ---- G5, operations

TEST(G5, FlagsTwoGatewaysAtOnce) {
  GatewayScript run;
  run.at(5).asks(1, "restart").signal(100, SIGTERM).at(6).spawn(101);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("while another one runs")));
}
TEST(G5, FlagsAStartThatIsAcceptedThoughTheGatewayRuns) {
  GatewayScript run;
  run.at(5).asks(1, "start").reply(1, 200);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("though the gateway ran")));
  GatewayScript refused;
  refused.at(5).asks(1, "start").reply(1, 409);
  expect_lives_fine(refused);
}
TEST(G5, FlagsAStartThatIsRefusedWhileTheGatewayIsBeingStopped) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(6).asks(2, "start").reply(2, 409);
  run.at(7).exit(100, 0).reply(1);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("it had to wait its turn")));
}
TEST(G5, FlagsAStopThatIsAnsweredTooSoon) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(6).reply(1);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("the gateway runs on")));
}
TEST(G5, FlagsAStartDuringOrAfterTheShutdown) {
  GatewayScript run;
  run.at(5).shutdown(1).signal(100, SIGTERM).at(6).asks(2, "restart").reply(2, 200);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("not 409")));
  GatewayScript spawned;
  spawned.at(5).shutdown(1).signal(100, SIGTERM).at(6).exit(100, 0).at(7).spawn(101);
  EXPECT_THAT(spawned.flaws(make_g5), ElementsAre(HasSubstr("after the shutdown had begun")));
}

TEST(G5, AnOperationIsWishedForThoughItsClientHasLeft) {
  GatewayScript run;
  run.at(5).asks(1, "stop").signal(100, SIGTERM).at(6).asks(2, "restart").reply(2, 0);
  run.at(9).exit(100, 0).reply(1).state("stopped").comes(101).at(10);
  expect_lives_fine(run);
  GatewayScript nobody;
  nobody.at(5).asks(1, "stop").signal(100, SIGTERM).at(9).exit(100, 0).reply(1).at(10).spawn(101);
  EXPECT_THAT(nobody.flaws(make_g4), ElementsAre(HasSubstr("nobody wanted one")));
}
TEST(G5, AClientThatLeftIsNoRefusal) {
  GatewayScript run;
  run.at(5).crashes(100).at(5.5).asks(1, "start").reply(1, 0).comes(101).at(10);
  expect_lives_fine(run);
  GatewayScript ending;
  ending.at(5).shutdown(1).signal(100, SIGTERM).at(6).asks(2, "start").reply(2, 0).at(7);
  expect_lives_fine(ending);
}

// ---- G5, orphans

TEST(G5, AcceptsThatAKilledControllersChildrenAreKilledWithIt) {
  GatewayScript run;
  run.at(5).end().signal(100, SIGKILL).at(5.01).die(100, SIGKILL).at(9).start().comes(101).at(20);
  expect_lives_fine(run);
}
TEST(G5, FlagsAChildThatOutlivesItsController) {
  GatewayScript run;
  run.add(sim::ChildSpawned{101, sim::ChildRole::cli, {}, {}, {}, {}}).at(5).end().at(6);
  EXPECT_THAT(run.flaws(make_g5), IsEmpty());
  run.at(6.1);
  EXPECT_THAT(run.flaws(make_g5),
              ElementsAre(HasSubstr("child 100 outlived"), HasSubstr("child 101 outlived")));
}
TEST(G5, FlagsAControllerThatEndsBeforeItsChildren) {
  GatewayScript run;
  run.at(5).shutdown(1).signal(100, SIGTERM).at(6).end(false);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("while its child 100 lives")));
}
TEST(G5, FlagsASpawnWithoutAController) {
  GatewayScript run;
  run.at(5).end().die(100, SIGKILL).at(6).spawn(101);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("no controller runs")));
}

// ---- G5, process groups

TEST(G5, AcceptsThatTheGroupGoesWithItsChild) {
  GatewayScript run;
  run.at(1).fork(101).fork(102).at(5).asks(1, "stop").signal(100, SIGTERM).at(5.01).fork_ends(101);
  run.at(5.1).dies_before_group().at(5.11).fork_ends(102).exit(100, 0).reply(1).at(30);
  expect_lives_fine(run);
  EXPECT_GT(run.occasions(make_g5), 2U);
}
TEST(G5, AcceptsThatTheGroupOfACrashIsKilledUnasked) {
  GatewayScript run;
  run.at(1).fork(101).at(5).dies_before_group().at(5.01).fork_ends(101).crashes(100);
  run.at(6.01).returns(102).at(7);
  expect_lives_fine(run);
}
TEST(G5, AcceptsAProcessStuckInTheKernel) {
  GatewayScript run;
  run.at(1).fork(101, 20).at(5).asks(1, "stop").signal(100, SIGTERM).dies_before_group();
  run.at(15).signal(100, SIGKILL).at(20).reply(1).at(25).fork_ends(101).exit(100, 0).at(30);
  expect_lives_fine(run);
}
TEST(G5, FlagsAProcessThatOutlivesItsChild) {
  GatewayScript crash;
  crash.at(1).fork(101).at(5).exit(100, 1).at(5.2);
  EXPECT_THAT(crash.flaws(make_g5), ElementsAre(HasSubstr("though the child was over")));
  GatewayScript slow;  // it is killed and will go, but the child's end was told before
  slow.at(1).fork(101, 3).at(5).dies_before_group().exit(100, 1).at(5.2);
  EXPECT_THAT(slow.flaws(make_g5), ElementsAre(HasSubstr("though the child was over")));
  GatewayScript zombie;  // nobody kills the rest, and so nobody reaps
  zombie.at(1).fork(101).at(5).add(sim::ChildDied{100}).at(5.2);
  EXPECT_THAT(zombie.flaws(make_g5), ElementsAre(HasSubstr("though the child died")));
}
TEST(G5, FlagsAKillThatReachesTheChildAlone) {
  GatewayScript run;
  run.at(1).fork(101).at(5).asks(1, "stop").signal(100, SIGTERM).at(15).signal(100, SIGKILL);
  run.at(15.01).add(sim::ChildDied{100}).at(15.2);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("though the group was sent SIGKILL")));
}
TEST(G5, FlagsAProcessThatOutlivesTheController) {
  GatewayScript run;
  run.at(1).fork(101, 2).at(5).end().at(5.01).die(100, SIGKILL).at(5.1);
  EXPECT_THAT(run.flaws(make_g5), IsEmpty());
  run.at(7);
  EXPECT_THAT(run.flaws(make_g5), ElementsAre(HasSubstr("process 101 of the group of child 100")));
}

}  // namespace
}  // namespace scenarios
