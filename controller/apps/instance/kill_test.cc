// pairing-instance is killed with SIGKILL in the middle of its work, at many moments. Its next life
// must bring each user to one machine and one volume, with what the user had on it (M9). See
// kill_moments() for more of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "controller/apps/testing/fleet.h"
#include "controller/posix/testing/raw_socket.h"

namespace controller::apps {
namespace {

using nlohmann::json;
using std::chrono::microseconds;
using testing::body_of;
using testing::contents;
using testing::eventually;
using testing::Fleet;
using ::testing::StartsWith;

constexpr const char* kKeepsake = "/.openclaw/keepsake";

class InstanceKillTest : public ::testing::Test {
 protected:
  // Fly takes a twentieth of the time that `--fast` alone would make it take.
  InstanceKillTest() : fleet({"--speed", "20"}) {}

  void SetUp() override {
    ASSERT_TRUE(fleet.start_fly()) << contents(fleet.fly->err);
    fleet.set_rules({testing::kReadyAtOnce});
    ASSERT_TRUE(fleet.start_instance()) << contents(fleet.instance->err);
    alice = json::parse(body_of(fleet.operate("start", "alice")));
    write_keepsake();
  }

  void write_keepsake() const {
    testing::write_file(home_of_alice() + kKeepsake, "do not lose me");
  }
  [[nodiscard]] std::string home_of_alice() const {
    return fleet.folder.path + "/fly/" + alice["volumeId"].get<std::string>();
  }

  // How long it takes when nobody is killed.
  microseconds time_of(const std::string& what, const std::string& user) const {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_THAT(fleet.operate(what, user), StartsWith(testing::kOk));
    return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - began);
  }

  void kill_amid(const std::string& what, const std::string& user, microseconds after) {
    auto socket = posix::testing::RawSocket::connect(fleet.instance_port);
    const std::string body = json({{"userId", user}}).dump();
    socket.send("POST /api/platform/" + what +
                " HTTP/1.1\r\nHost: x\r\nx-internal-api-key: key\r\n" +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::this_thread::sleep_for(after);
    fleet.instance->signal(SIGKILL);
    EXPECT_EQ(fleet.instance->wait(), -SIGKILL);
    ASSERT_TRUE(fleet.start_instance()) << contents(fleet.instance->err);
  }

  void alice_has_all() const {
    const json fly = fleet.state();
    ASSERT_EQ(fly["machines"].size(), 1U) << fly;
    ASSERT_EQ(fly["volumes"].size(), 1U) << fly;
    EXPECT_EQ(fly["machines"][0]["state"], "started");
    EXPECT_EQ(fly["machines"][0]["volume"], alice["volumeId"]);
    EXPECT_EQ(contents(home_of_alice() + kKeepsake), "do not lose me");
  }

  void start_again(microseconds after) {
    const std::string machine = fleet.state()["machines"][0]["id"];
    (void)fleet.fly_admin("POST", "machines/" + machine + "/kill");
    kill_amid("start", "alice", after);
    EXPECT_THAT(fleet.operate("start", "alice"), StartsWith(testing::kOk));
    alice_has_all();
  }

  // Of one who has nothing yet, and in the end has nothing again.
  void start_anew(const std::string& user, microseconds after) {
    kill_amid("start", user, after);
    EXPECT_THAT(fleet.operate("start", user), StartsWith(testing::kOk)) << user;
    const json fly = fleet.state();
    EXPECT_EQ(fly["machines"].size(), 2U) << fly;
    EXPECT_EQ(fly["volumes"].size(), 2U) << fly;
    remove(user);
  }
  void destroy(const std::string& user, microseconds after) {
    EXPECT_THAT(fleet.operate("start", user), StartsWith(testing::kOk)) << user;
    kill_amid("destroy", user, after);
    remove(user);
  }
  void remove(const std::string& user) const {
    EXPECT_THAT(fleet.operate("destroy", user), StartsWith(testing::kOk)) << user;
    alice_has_all();
  }

  Fleet fleet;
  json alice;
};

TEST_F(InstanceKillTest, EachUserKeepsOneMachineAndTheData) {
  const microseconds start = time_of("start", "measured");
  const microseconds destroy_time = time_of("destroy", "measured");
  const int moments = testing::kill_moments(21);
  for (int i = 0; i < moments && !HasFailure(); ++i) {
    const std::string user = "user-" + std::to_string(i);
    SCOPED_TRACE(user);
    const auto at = [&](microseconds whole) { return whole * (i / 3) * 3 / moments; };
    if (i % 3 == 0) start_anew(user, at(start));
    if (i % 3 == 1) start_again(at(start));
    if (i % 3 == 2) destroy(user, at(destroy_time));
  }
}

}  // namespace
}  // namespace controller::apps
