// H6 and H7: limits and signals.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_script.h"

namespace scenarios {
namespace {

using seen::HttpScript;
using seen::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct Sizes {
  std::int64_t head = 200;
  std::int64_t body = 0;
  double seconds = 0;
};
std::vector<std::string> sized_answered(const std::string& target, const Sizes& sizes, double after,
                                        std::int64_t status) {
  HttpScript run;
  sim::HttpSent sent = HttpScript::request(1, "POST", target);
  sent.head_bytes = sizes.head;
  sent.body_bytes = sizes.body;
  sent.send_us = static_cast<std::int64_t>(sizes.seconds * 1e6);
  run.at(20).sent(sent).at(20 + after).answer(1, status, "").at(200);
  return run.flaws(make_h6);
}

TEST(H6, WantsRefusalsBeyondEachLimit) {
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 65537, 0}, 0, 413), IsEmpty());
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 65537, 0}, 0, 200),
              ElementsAre(HasSubstr("with 200")));
  EXPECT_THAT(sized_answered("/_kilo/x", {16385, 0, 0}, 0, 431), IsEmpty());
  EXPECT_THAT(sized_answered("/_kilo/x", {16385, 0, 0}, 0, 413), SizeIs(1));
  EXPECT_THAT(sized_answered("/page", {16385, 0, 0}, 0, 200), SizeIs(1));
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 0, 10.1}, 10, 408), IsEmpty());
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 0, 10.1}, 5, 200), SizeIs(1));
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 65537, 30}, 10, 413), IsEmpty());
}
TEST(H6, WantsNoneWithin) {
  for (const std::int64_t refusal : {408, 413, 431}) {
    EXPECT_THAT(sized_answered("/_kilo/x", {16384, 65536, 10}, 10, refusal),
                ElementsAre(HasSubstr("keeps to the limits")));
  }
  EXPECT_THAT(sized_answered("/_kilo/x", {16384, 65536, 10}, 10, 404), IsEmpty());
  EXPECT_THAT(sized_answered("/page", {200, 1000000, 0}, 0, 413), SizeIs(1));
  EXPECT_THAT(sized_answered("/page", {200, 0, 5}, 5, 408), SizeIs(1));
}
// Sixteen pieces: of 60 s every 4 s one, of 151 s hardly more than every 10 s.
TEST(H6, WantsPausesOfTenSecondsAllowedToWhatIsPassedOn) {
  for (const double seconds : {60.0, 150.0}) {
    EXPECT_THAT(sized_answered("/page", {200, 1000000, seconds}, 20, 408),
                ElementsAre(HasSubstr("keeps to the limits")))
        << seconds;
    EXPECT_THAT(sized_answered("/page", {200, 1000000, seconds}, seconds, 404), IsEmpty());
  }
  EXPECT_THAT(sized_answered("/page", {200, 1000000, 151}, 10, 408), IsEmpty());
  EXPECT_THAT(sized_answered("/page", {200, 1000000, 151}, 10, 502),
              ElementsAre(HasSubstr("with 502")));
}
TEST(H6, WantsTheHeadOfWhatIsPassedOnInTenSeconds) {
  // 800 of 1600 bytes are there with the 8th piece, after 7 of 15 parts of the time.
  EXPECT_THAT(sized_answered("/page", {800, 800, 21}, 21, 404), IsEmpty());
  EXPECT_THAT(sized_answered("/page", {800, 800, 21}, 21, 408), SizeIs(1));
  EXPECT_THAT(sized_answered("/page", {801, 799, 21}, 10, 408), IsEmpty());
  EXPECT_THAT(sized_answered("/page", {801, 799, 21}, 21, 404),
              ElementsAre(HasSubstr("still not refused"), HasSubstr("with 404")));
}
TEST(H6, WaitingForAnAnswerIsNotSlow) {
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 0, 0}, 100, 200), IsEmpty());
  EXPECT_THAT(sized_answered("/_kilo/x", {200, 0, 0}, 10, 408), SizeIs(1));
}
TEST(H6, TheGatewayHasLimitsOfItsOwn) {
  HttpScript run;
  run.at(20).post(1, "/upload").forwarded(1, "POST", "/upload", {}).answer(1, 413, "").at(21);
  EXPECT_THAT(run.flaws(make_h6), IsEmpty());
}
TEST(H6, FlagsASlowSenderWhoIsNotCutOff) {
  HttpScript run;
  sim::HttpSent slow = HttpScript::request(1, "POST", "/_kilo/x");
  slow.send_us = 60'000'000;
  run.at(20).sent(slow).at(30);
  EXPECT_THAT(run.flaws(make_h6), IsEmpty());
  EXPECT_THAT(run.at(31).flaws(make_h6), ElementsAre(HasSubstr("still not refused")));
}
TEST(H6, FlagsASlowHeadThatIsPassedOnAndNotCutOff) {
  HttpScript run;
  sim::HttpSent slow = HttpScript::request(1, "GET", "/page");
  slow.send_us = 60'000'000;
  run.at(20).sent(slow).at(31);
  EXPECT_THAT(run.flaws(make_h6), ElementsAre(HasSubstr("still not refused")));
  HttpScript fine;
  slow.body_bytes = 1'000'000;
  fine.at(20).sent(slow).at(70);
  EXPECT_THAT(fine.flaws(make_h6), IsEmpty());
}
TEST(H6, ASlowSenderMayLeave) {
  HttpScript run;
  sim::HttpSent slow = HttpScript::request(1, "POST", "/_kilo/x");
  slow.send_us = 60'000'000;
  run.at(20).sent(slow).at(25).leaves(1).at(40);
  EXPECT_THAT(run.flaws(make_h6), IsEmpty());
}

// ---- H7

TEST(H7, AcceptsAnEndInOrder) {
  for (const int number : {SIGTERM, SIGINT}) {
    HttpScript run;
    run.script().list(1, "telegram");
    run.at(20).ask_to_end(1, number).signal(1, SIGTERM).signal(100, number);
    run.at(25).gateway_exits(100, 0).ends(0).at(30);
    EXPECT_THAT(run.flaws(make_h7), IsEmpty());
    EXPECT_EQ(run.occasions(make_h7), 1U);
  }
}
TEST(H7, FlagsAnotherSignalToTheGateway) {
  HttpScript run;
  run.at(20).ask_to_end(1, SIGINT).signal(100, SIGTERM).at(21);
  EXPECT_THAT(run.flaws(make_h7), ElementsAre(HasSubstr("got signal 2 and sent its gateway 15")));
}
TEST(H7, FlagsASignalThatIsKeptBack) {
  HttpScript run;
  run.at(20).ask_to_end(1, SIGTERM).at(21).signal(100, SIGTERM).at(22);
  EXPECT_THAT(run.flaws(make_h7), ElementsAre(HasSubstr("did not pass it on")));
  HttpScript exits;
  exits.at(20).ask_to_end(1, SIGTERM).ends(0).at(21);
  EXPECT_THAT(exits.flaws(make_h7), ElementsAre(HasSubstr("without a signal to its gateway")));
}
TEST(H7, AGatewayThatIsBeingStoppedGetsNoSecondSignal) {
  HttpScript run;
  run.at(19).signal(100, SIGTERM).at(20).ask_to_end(1, SIGINT).at(29).signal(100, SIGKILL);
  run.gateway_exits(100, std::nullopt, SIGKILL).ends(0).at(30);
  EXPECT_THAT(run.flaws(make_h7), IsEmpty());
}
// The restart was first, or the signal: nobody can tell.
TEST(H7, AcceptsAnOperationOfTheSameInstant) {
  const auto stopped_at = [](double asked, double signalled, int number) {
    HttpScript run;
    run.script().list(1, "telegram");
    run.at(asked).add(sim::CallBegan{9, "gateway.restart", Kind::channels, {}, {}});
    run.at(20).ask_to_end(1, SIGINT).at(signalled).signal(100, number).signal(1, SIGTERM);
    return run.at(30).gateway_exits(100, 0).ends(0).at(31).flaws(make_h7);
  };
  EXPECT_THAT(stopped_at(20, 20, SIGTERM), IsEmpty());
  EXPECT_THAT(stopped_at(20, 20, SIGHUP), SizeIs(2));
  EXPECT_THAT(stopped_at(20, 21, SIGTERM), Not(IsEmpty()));
  EXPECT_THAT(stopped_at(20, 20, SIGINT), ElementsAre(HasSubstr("before the cache had stopped")));
}
TEST(H7, FlagsAGatewayThatIsSignalledBeforeTheCacheStops) {
  HttpScript run;
  run.script().list(1, "telegram").version(2);
  run.at(20).ask_to_end(1, SIGTERM).signal(100, SIGTERM).signal(1, SIGTERM).at(21);
  EXPECT_THAT(run.flaws(make_h7), ElementsAre(HasSubstr("before the cache had stopped")));
}
TEST(H7, FlagsExitCodes) {
  const auto exits = [](std::int64_t code, int signals) {
    HttpScript run;
    run.at(20);
    for (int i = 0; i < signals; ++i) run.ask_to_end(1 + i, SIGTERM);
    if (signals == 1) run.signal(100, SIGTERM).gateway_exits(100, 0);
    return run.ends(code).at(21).flaws(make_h7);
  };
  EXPECT_THAT(exits(0, 1), IsEmpty());
  EXPECT_THAT(exits(1, 2), IsEmpty());
  EXPECT_THAT(exits(0, 0), ElementsAre(HasSubstr("without being asked")));
  EXPECT_THAT(exits(1, 0), ElementsAre(HasSubstr("without being asked")));
  EXPECT_THAT(exits(1, 1), ElementsAre(HasSubstr("with 1 after one signal")));
  EXPECT_THAT(exits(3, 1), SizeIs(1));
  EXPECT_THAT(exits(0, 2), ElementsAre(HasSubstr("after a second signal")));
}
TEST(H7, FlagsAControllerThatOutlivesASecondSignal) {
  HttpScript run;
  run.at(20).ask_to_end(1, SIGTERM).signal(100, SIGTERM).at(23).ask_to_end(2, SIGTERM).at(24);
  EXPECT_THAT(run.flaws(make_h7), ElementsAre(HasSubstr("a second signal at 23")));
}
TEST(H7, AKilledControllerOwesNothing) {
  HttpScript run;
  run.at(20).ask_to_end(1, SIGTERM).ends(std::nullopt).at(21).script().start();
  run.gateway(101).at(30).ask_to_end(2, SIGINT).signal(101, SIGINT).at(31);
  EXPECT_THAT(run.flaws(make_h7), IsEmpty());
}

}  // namespace
}  // namespace scenarios
