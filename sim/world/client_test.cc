// When a request asks for something: at once, or when its last byte has arrived.
#include "sim/world/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/host/testing/bare_host.h"
#include "sim/world/testing/calls.h"
#include "sim/world/world.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using host_test::Tape;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ClientTest : public ::testing::Test {
 protected:
  static WorldConfig config() {
    WorldConfig config;
    config.host = host_test::plain_host();
    config.machine = host_test::telegram_machine();
    config.controller.supervisor.gateway.argv = host_test::kGateway;
    config.http.token = "made-up";
    return config;
  }

  // Sent at 20 s; whatever happens is on the tape.
  void send(Duration send_over, std::optional<Duration> gives_up_after = std::nullopt) {
    HttpCall call;
    call.method = "POST";
    call.target = "/_kilo/pairing/channels/approve";
    call.headers = {{"Authorization", "Bearer made-up"}};
    call.body = R"({"channel":"telegram","code":"ABCD2345"})";
    call.send_over = send_over;
    call.gives_up_after = gives_up_after;
    world.add_sink(tape);
    world.start_controller();
    Alarm ask([&] { world.http(call); });
    world.self().arm(ask, at(20s));
    world.time().run_until(at(1min));
  }
  [[nodiscard]] std::vector<Event> asked() const {
    std::vector<Event> events;
    for (const auto& [event, call] : tape.all<CallBegan>()) events.push_back(event);
    return events;
  }
  // Commands that were run for it.
  [[nodiscard]] std::size_t approvals() const {
    const auto children = tape.bodies<ChildSpawned>();
    return static_cast<std::size_t>(std::count_if(
        children.begin(), children.end(),
        [](const ChildSpawned& child) { return child.command == CliPurpose::approve_channel; }));
  }

  host_test::Calm calm;
  World world{config(), calm};
  Tape tape;
};

TEST_F(ClientTest, ARequestThatComesAtOnceAsksAtOnce) {
  send(0s);
  ASSERT_THAT(asked(), SizeIs(1));
  EXPECT_EQ(asked()[0].at, at(20s));
  EXPECT_EQ(std::get<CallBegan>(asked()[0].body).operation, "approve");
  EXPECT_LT(asked()[0].id, tape.all<HttpSent>()[0].first.id);
  EXPECT_EQ(approvals(), 1U);
}

TEST_F(ClientTest, ASlowOneAsksWithItsLastByte) {
  send(9'999'999us);
  EXPECT_EQ(tape.all<HttpSent>()[0].first.at, at(20s));
  ASSERT_THAT(asked(), SizeIs(1));
  EXPECT_EQ(asked()[0].at, at(20s) + 9'999'999us);
  EXPECT_EQ(std::get<CallBegan>(asked()[0].body).target, "ABCD2345");
  EXPECT_EQ(std::get<CallBegan>(asked()[0].body).call, tape.bodies<HttpSent>()[0].call);
  EXPECT_EQ(approvals(), 1U);
}

TEST_F(ClientTest, OneThatIsCutOffNeverAsks) {
  send(10'000'001us);
  EXPECT_THAT(asked(), IsEmpty());
  EXPECT_EQ(approvals(), 0U);
  ASSERT_THAT(tape.bodies<HttpReceived>(), SizeIs(1));
  EXPECT_EQ(tape.bodies<HttpReceived>()[0].status, 408);
  EXPECT_EQ(tape.all<HttpReceived>()[0].first.at, at(30s));
}

TEST_F(ClientTest, OneWhoLeavesWhileItSendsNeverAsks) {
  send(9s, 4s);
  EXPECT_THAT(asked(), IsEmpty());
  EXPECT_EQ(approvals(), 0U);
  ASSERT_THAT(tape.bodies<CallEnded>(), SizeIs(1));
  EXPECT_EQ(tape.bodies<CallEnded>()[0].message, "gave up");
  EXPECT_EQ(tape.all<CallEnded>()[0].first.at, at(24s));
}

}  // namespace
}  // namespace sim
