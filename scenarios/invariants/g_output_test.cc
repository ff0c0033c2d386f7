// G1, G2, G3, G6: each judge accepts right runs, the awkward ones too, and names what is wrong.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_script.h"

namespace scenarios {
namespace {

using seen::GatewayScript;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kLimit(std::size_t{64} * 1024, 'x');

void expect_output_fine(const GatewayScript& run) {
  for (const auto make : {make_g1, make_g2, make_g3, make_g6}) {
    EXPECT_THAT(run.flaws(make), IsEmpty());
  }
}

// ---- G1, bytes

TEST(G1, AcceptsOutputInAnyPieces) {
  GatewayScript run;
  run.at(1)
      .writes("on")
      .passes("on")
      .writes("e\r")
      .writes("two\n", true)
      .writes("\n")
      .passes("e\r");
  run.passes("tw", true).passes("\n").passes("o\n", true).line("two", false, true).line("one");
  run.at(2);
  expect_output_fine(run);
  EXPECT_EQ(run.occasions(make_g1), 7U);
}
TEST(G1, AcceptsAnUnfinishedLastLine) {
  GatewayScript run;
  run.at(1).writes("last").passes("last").exit(100, 0).line("last").at(9);
  expect_output_fine(run);
}
TEST(G1, AcceptsALoneLineEndAtTheEndAsALineOrNone) {
  GatewayScript run;
  run.at(1).writes("\r").passes("\r").exit(100, 0).at(9);
  expect_output_fine(run);
  GatewayScript other;
  other.at(1).writes("\r").passes("\r").exit(100, 0).line("").at(9);
  expect_output_fine(other);
}
TEST(G1, AcceptsThatAKilledControllerPassesNothingOn) {
  GatewayScript run;
  run.at(1).end().writes("late\n").die(100, SIGKILL).at(5).start().spawn(101).at(9);
  expect_output_fine(run);
}
TEST(G1, FlagsBytesThatChange) {
  GatewayScript run;
  run.at(1).writes("abc").passes("abd");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("passed on \"abd\"")));
}
TEST(G1, FlagsBytesOnTheOtherStreamOrFromNowhere) {
  GatewayScript run;
  run.at(1).writes("abc").passes("abc", true);
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("stderr passed on")));
}
TEST(G1, FlagsBytesThatAreLostOrSwapped) {
  GatewayScript run;
  run.at(1).writes("a").writes("b").passes("b");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("where the gateway wrote \"ab\"")));
}
TEST(G1, FlagsBytesLostAtTheExit) {
  GatewayScript run;
  run.at(1).writes("abc").passes("a").crashes(100).line("abc").at(1.1);
  EXPECT_THAT(run.flaws(make_g1), IsEmpty());  // still on their way
  run.at(1.2);
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("never passed on \"bc\"")));
}
TEST(G1, FlagsAGatewayThatIsNeverStarted) {
  seen::EventScript run;
  run.at(0).start().at(1);
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("has not started")));
}

// ---- G1, lines

TEST(G1, FlagsALineThatIsNotDelivered) {
  GatewayScript run;
  run.at(1).writes("one\ntwo\n").passes("one\ntwo\n").line("one").at(1.1);
  EXPECT_THAT(run.flaws(make_g1), IsEmpty());
  run.at(1.2);
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"two\" of stdout never reached")));
}
TEST(G1, FlagsALineThatIsLeftOut) {
  GatewayScript run;
  run.at(1).writes("one\ntwo\n").passes("one\ntwo\n").line("two");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"one\" of stdout never reached")));
}
TEST(G1, FlagsALineThatKeepsItsLineEnd) {
  GatewayScript run;
  run.at(1).writes("one\r\n").passes("one\r\n").line("one\r");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"one?\"")));
}
TEST(G1, FlagsALineThatLosesMoreThanItsLineEnd) {
  GatewayScript run;
  run.at(1).writes("one\r\r\n").passes("one\r\r\n").line("one");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"one\"")));
}
TEST(G1, FlagsALineDeliveredTwiceOrTooEarly) {
  GatewayScript run;
  run.at(1).writes("one\n").passes("one\n").line("one").line("one");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("no line that the gateway wrote next")));
  GatewayScript early;
  early.at(1).writes("one").passes("one").line("one");
  EXPECT_THAT(early.flaws(make_g1), ElementsAre(HasSubstr("no line that the gateway wrote next")));
}
TEST(G1, FlagsALineThatJoinsOneOfTheNextGateway) {
  GatewayScript run;
  run.at(1).writes("old").passes("old").crashes(100);
  run.at(1.05).spawn(101).writes("new\n", false, 101).passes("new\n").line("oldnew");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"oldnew\"")));
}
TEST(G1, FlagsStreamsThatAreJoined) {
  GatewayScript run;
  run.at(1).writes("o").passes("o").writes("e\n", true).passes("e\n", true).line("oe", false, true);
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("\"oe\" of stderr")));
}

// ---- G2

TEST(G2, AcceptsALongLineDeliveredEarlyOrLate) {
  for (const bool early : {false, true}) {
    GatewayScript run;
    run.at(1).writes(kLimit + "yy").passes(kLimit + "yy");
    if (early) run.line(kLimit, true);
    run.at(9).writes("zzz\nnext\n").passes("zzz\nnext\n");
    if (!early) run.line(kLimit, true);
    run.line("next").at(10);
    expect_output_fine(run);
    EXPECT_EQ(run.occasions(make_g2), 1U);
  }
}
TEST(G2, AcceptsALineOfExactlyTheLimit) {
  GatewayScript run;
  run.at(1)
      .writes(kLimit + "\r")
      .passes(kLimit + "\r")
      .writes("\n")
      .passes("\n")
      .line(kLimit)
      .at(2);
  expect_output_fine(run);
  EXPECT_EQ(run.occasions(make_g2), 0U);
}
TEST(G2, AcceptsACutBetweenCharacters) {
  const std::string almost = kLimit.substr(3);
  GatewayScript run;
  run.at(1).writes(almost + "\xf0\x9f\x90\xb1\n").passes(almost + "\xf0\x9f\x90\xb1\n");
  run.line(almost, true).at(2);
  expect_output_fine(run);
}
TEST(G2, FlagsACutThroughACharacterAndNoneThroughBytesThatAreNone) {
  const std::string almost = kLimit.substr(3);
  for (const auto& [rest, fine] :
       {std::pair("\xf0\x9f\x90\xb1", false), std::pair("z\x9f\x90\xb1", true)}) {
    const std::string line = almost + rest;
    GatewayScript run;
    run.at(1).writes(line + "\n").passes(line + "\n").line(line.substr(0, kLimit.size()), true);
    EXPECT_EQ(run.at(2).flaws(make_g2).empty(), fine) << rest;
  }
}
TEST(G2, FlagsALongLineThatIsNotCutOrNotMarkedOrCutTooMuch) {
  const std::string line = kLimit + "y";
  struct Delivery {
    std::string line;
    bool cut;
  };
  for (const auto& [text, cut] : {Delivery{line, false}, Delivery{line, true},
                                  Delivery{kLimit, false}, Delivery{kLimit.substr(4), true}}) {
    GatewayScript run;
    run.at(1).writes(line + "\n").passes(line + "\n").line(text, cut);
    EXPECT_THAT(run.flaws(make_g2), ElementsAre(HasSubstr("delivered once, cut there and marked")));
    EXPECT_THAT(run.flaws(make_g1), IsEmpty());
  }
}
TEST(G2, FlagsThatTheRestOfALongLineIsDeliveredToo) {
  GatewayScript run;
  run.at(1).writes(kLimit + "yy\n").passes(kLimit + "yy\n").line(kLimit, true).line("yy");
  EXPECT_THAT(run.flaws(make_g2), ElementsAre(HasSubstr("\"yy\"")));
}
TEST(G2, FlagsALongLineThatIsDeliveredTwiceWhileItGrows) {
  GatewayScript run;
  run.at(1).writes(kLimit + "yy").passes(kLimit + "yy").line(kLimit, true).line(kLimit, true);
  EXPECT_THAT(run.flaws(make_g2), ElementsAre(HasSubstr("marked as cut; a line of more than")));
}
TEST(G2, FlagsALongLineThatIsDropped) {
  GatewayScript run;
  run.at(1).writes(kLimit + "y\nnext\n").passes(kLimit + "y\nnext\n").line("next");
  EXPECT_THAT(run.flaws(make_g2), ElementsAre(HasSubstr("not even cut")));
}
TEST(G2, FlagsAShortLineMarkedAsCut) {
  GatewayScript run;
  run.at(1).writes("abc\n").passes("abc\n").line("abc", true);
  EXPECT_THAT(run.flaws(make_g2), ElementsAre(HasSubstr("\"abc\" of stdout, marked as cut")));
}

// ---- G3

TEST(G3, AcceptsThatTheLineOfTheThrowIsLost) {
  GatewayScript run;
  run.at(1).writes("a\nb\nc\nd\n").passes("a\nb\nc\nd\n").line("a").throws().line("c").line("d");
  run.at(2);
  expect_output_fine(run);
  EXPECT_EQ(run.occasions(make_g3), 1U);
}
TEST(G3, AcceptsAThrowAtALineOfEitherStream) {
  GatewayScript run;
  run.at(1).writes("a\n").passes("a\n").writes("b\n", true).passes("b\n", true);
  run.throws().line("a").at(2).writes("c\n", true).passes("c\n", true).line("c", false, true);
  run.at(3);
  expect_output_fine(run);
}
TEST(G3, FlagsThatTheLineOfTheThrowIsDeliveredAgain) {
  GatewayScript run;
  run.at(1).writes("a\n").passes("a\n").throws().line("a");
  EXPECT_THAT(run.flaws(make_g1), ElementsAre(HasSubstr("no line that the gateway wrote next")));
}
TEST(G3, FlagsASecondLineLostToOneThrow) {
  for (const bool next_is_delivered : {false, true}) {
    GatewayScript run;
    run.at(1).writes("a\n").passes("a\n").writes("b\n", true).passes("b\n", true);
    run.throws().line("b", false, true);  // so it was a
    if (next_is_delivered) run.writes("c\n").passes("c\n").line("c");
    run.at(2);
    EXPECT_THAT(run.flaws(make_g3), IsEmpty());
    run.writes("d\n").passes("d\n").at(3);
    EXPECT_THAT(run.flaws(make_g3), ElementsAre(HasSubstr("\"d\" of stdout never reached")));
  }
}
TEST(G3, AcceptsAThrowAtALongLineThatStillGrows) {
  GatewayScript run;
  run.at(1).writes(kLimit + "yy").passes(kLimit + "yy").throws();
  run.at(2).writes("y\nb\n").passes("y\nb\n").line("b").at(3);
  expect_output_fine(run);
}
TEST(G3, IsNotPutToTheTestWhenNothingFollows) {
  GatewayScript run;
  run.at(1).writes("a\n").passes("a\n").throws().at(2);
  expect_output_fine(run);
  EXPECT_EQ(run.occasions(make_g3), 0U);
}
TEST(G3, FlagsThatTheRestOfTheChunkIsLostWithTheLine) {
  GatewayScript run;
  run.at(1).writes("a\nb\nc\n").passes("a\nb\nc\n").line("a").throws().at(2);
  EXPECT_THAT(run.flaws(make_g3), ElementsAre(HasSubstr("\"c\" of stdout never reached")));
  EXPECT_THAT(run.flaws(make_g1), IsEmpty());
}

// ---- G6

TEST(G6, CountsOnlyWhatAPipeDoesNotHold) {
  GatewayScript run;
  run.at(1).writes(kLimit).passes(kLimit).writes("a").passes("a").at(2);
  EXPECT_THAT(run.flaws(make_g6), IsEmpty());
  EXPECT_EQ(run.occasions(make_g6), 1U);
  GatewayScript little;
  little.at(1).writes("a").passes("a");
  EXPECT_EQ(little.occasions(make_g6), 0U);
}
TEST(G6, FlagsOutputThatIsNotTaken) {
  GatewayScript run;
  run.at(1).writes("abc", true).passes("ab", true).writes("d", true).at(1.1);
  EXPECT_THAT(run.flaws(make_g6), IsEmpty());
  run.at(1.2);
  EXPECT_THAT(run.flaws(make_g6),
              ElementsAre(HasSubstr("2 bytes that the gateway wrote to stderr")));
}
TEST(G6, FlagsOutputThatIsTakenLate) {
  GatewayScript run;
  run.at(1).writes("abc").at(1.2).passes("abc");
  EXPECT_THAT(run.flaws(make_g6), ElementsAre(HasSubstr("stdout at 1.000 s")));
}
TEST(G6, ExpectsNothingOfAControllerThatEnded) {
  GatewayScript run;
  run.at(1).writes("abc").end().at(2).writes("abc").at(3).start().writes("abc").at(4);
  EXPECT_THAT(run.flaws(make_g6), IsEmpty());
}

TEST(G6, AcceptsAPipeThatIsFullForAMoment) {
  GatewayScript run;
  run.at(1).add(sim::ChildBlocked{100, true}).at(1.05).add(sim::ChildUnblocked{100});
  run.at(2).add(sim::ChildBlocked{100, true}).at(2.05).die(100, SIGKILL);
  run.at(3).spawn(101).add(sim::ChildBlocked{101, false}).at(3.05).end().at(9);
  EXPECT_THAT(run.flaws(make_g6), IsEmpty());
}
TEST(G6, FlagsAPipeThatStaysFull) {
  GatewayScript run;
  run.at(1).add(sim::ChildBlocked{100, true}).at(1.2);
  EXPECT_THAT(run.flaws(make_g6), ElementsAre(HasSubstr("since 1.000 s for room in the pipe of its "
                                                        "stderr")));
  EXPECT_THAT(run.at(9).flaws(make_g6), testing::SizeIs(1));
}

}  // namespace
}  // namespace scenarios
