// Expectations of replies, of the gateway's state and of lastUpdated.
#include "scenarios/observe/expectations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

// ---- replies

TEST_F(ExpectationsTest, EveryReplyOfTheStepAgrees) {
  sink_.step_called("approve-alice", 7);
  sink_.step_called("approve-alice", 8);
  sink_.step_called("approve-alice", 9);  // still waits at the end
  tape_.at(5s) << answered(7, 200, "Pairing approved") << answered(6, 404, "of another step");
  tape_.at(6s) << answered(8, 500, "Approval failed: no\nsuch code");
  EXPECT_EQ(judge(expect::Reply{"approve-alice", {}, {}, "app"}),
            R"(expected the step "approve-alice" to be answered with a message with "app", but )"
            R"(the answer at 6.000 s had status 500 and the message )"
            R"("Approval failed: no<0A>such code")");
  EXPECT_EQ(judge(expect::Reply{"approve-alice", {}, {}, "p"}), "");
  EXPECT_NE(judge(expect::Reply{"approve-alice", 200, {}, {}}), "");
  EXPECT_NE(judge(expect::Reply{"approve-alice", {}, "Pairing approved", {}}), "");
}

TEST_F(ExpectationsTest, StatusAndMessageBothAgree) {
  sink_.step_called("ask", 1);
  tape_ << answered(1, 200, "ok");
  EXPECT_EQ(judge(expect::Reply{"ask", 200, "ok", {}}), "");
  EXPECT_NE(judge(expect::Reply{"ask", 200, "o", {}}), "");
  EXPECT_NE(judge(expect::Reply{"ask", 409, "ok", {}}), "");
}

TEST_F(ExpectationsTest, MessagesAreToldWhole) {
  const std::string longer(300, 'x');
  sink_.step_called("ask", 1);
  tape_ << answered(1, 200, longer);
  EXPECT_THAT(judge(expect::Reply{"ask", {}, longer + "y", {}}),
              AllOf(HasSubstr('"' + longer + "y\""), HasSubstr('"' + longer + '"')));
}

TEST_F(ExpectationsTest, NoReplyIsNotTheExpectedOne) {
  EXPECT_EQ(judge(expect::Reply{"ask", 200, {}, {}}),
            R"(expected the step "ask" to be answered with status 200, but it never called the )"
            "controller");
  sink_.step_called("ask", 1);
  EXPECT_EQ(judge(expect::Reply{"ask", 200, {}, {}}),
            R"(expected the step "ask" to be answered with status 200, but it got no answer)");
}

// ---- the gateway

TEST_F(ExpectationsTest, TheGatewayStateAtAMoment) {
  tape_.at(1s) << sim::GatewayStatus{"starting", {}, 0} << sim::GatewayStatus{"running", 1, 0};
  tape_.at(5s) << sim::GatewayStatus{"running", 1, 0};
  tape_.at(9s) << sim::GatewayStatus{"crashed", {}, 0};
  tape_.at(20s) << sim::ControllerEnded{true};
  const auto is = [this](GatewayState state, Duration at) {
    return judge(expect::GatewayIs{state, Instant(at)});
  };
  EXPECT_EQ(is(GatewayState::running, 1s), "");
  EXPECT_EQ(is(GatewayState::running, 8'999ms), "");
  EXPECT_EQ(is(GatewayState::crashed, 9s), "");
  EXPECT_EQ(is(GatewayState::stopped, 8s),
            "expected the gateway to be stopped at 8.000 s, but it was running since 1.000 s");
  EXPECT_EQ(is(GatewayState::stopped, 0s),
            "expected the gateway to be stopped at 0.000 s, but no controller showed a state then");
  EXPECT_NE(is(GatewayState::crashed, 20s), "");
  EXPECT_NE(is(GatewayState::crashed, 101s), "");
}

// ---- lastUpdated

class LastUpdatedTest : public ExpectationsTest {
 protected:
  std::string unchanged(Duration from, Duration until) {
    return judge(expect::LastUpdatedUnchanged{Kind::channels, Instant(from), Instant(until)});
  }
};

TEST_F(LastUpdatedTest, UnchangedBetweenTwoMoments) {
  tape_.at(10s) << shows(Kind::channels, {}, 1);
  tape_.at(15s) << shows(Kind::channels, {"telegram/A"}, 1) << shows(Kind::devices, {}, 2);
  tape_.at(20s) << shows(Kind::channels, {}, 2);
  EXPECT_EQ(unchanged(10s, 19'999ms), "");
  EXPECT_EQ(unchanged(20s, 100s), "");
  EXPECT_EQ(unchanged(10s, 20s),
            "expected lastUpdated of the channels unchanged from 10.000 s until 20.000 s, but it "
            "changed at 20.000 s");
  EXPECT_NE(unchanged(50s, 101s), "") << "the run ended";
}

TEST_F(LastUpdatedTest, ThereAndBackIsAChange) {
  tape_.at(10s) << shows(Kind::channels, {}, 1);
  tape_.at(15s) << shows(Kind::channels, {}, 2) << shows(Kind::channels, {}, 1);
  EXPECT_NE(unchanged(10s, 20s), "");
  EXPECT_EQ(unchanged(15s, 20s), "");
}

TEST_F(LastUpdatedTest, NeverUpdatedIsNoChangeButNoListIs) {
  tape_.at(10s) << shows(Kind::channels, {});
  tape_.at(30s) << sim::ControllerEnded{};
  EXPECT_EQ(unchanged(10s, 20s), "");
  EXPECT_EQ(unchanged(9s, 20s),
            "expected lastUpdated of the channels unchanged from 9.000 s until 20.000 s, but there "
            "was no list at 9.000 s");
  EXPECT_EQ(unchanged(10s, 40s),
            "expected lastUpdated of the channels unchanged from 10.000 s until 40.000 s, but the "
            "controller ended at 30.000 s");
}

}  // namespace
}  // namespace scenarios
