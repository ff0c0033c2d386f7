// Guests of old; what runs the controller of today is tested by instance_test.cc.
#include "sim/cloud/guest.h"

#include <gtest/gtest.h>

#include "sim/choice/seeded_choices.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

class GuestBed {
 public:
  explicit GuestBed(GuestKind kind) {
    GuestConfig config;
    config.kind = kind;
    guest = boot_guest({time, world, wall, choices, files}, config, 1, "token");
  }
  // The status and body.
  std::string ask(const std::string& target) {
    std::string said = "nothing";
    HttpCall call;
    call.target = target;
    const bool taken = guest->request(call, [&said](const HttpReply* reply) {
      said = reply == nullptr ? "broken" : std::to_string(reply->status) + " " + reply->body;
    });
    return taken ? said : "nobody listens";
  }

  VirtualScheduler time;
  Process world{time, 0, "world"};
  WallClock wall{time, WallTime{}};
  SeededChoices choices{1};
  Machine files;
  std::unique_ptr<Guest> guest;
};

constexpr const char* kChannels = "/_kilo/pairing/channels?refresh=true";

// docs/contract.md, "A controller that predates the routes".
TEST(OldController, ThatIsOpenPassesUnknownRoutesOn) {
  GuestBed bed(GuestKind::old_open);
  EXPECT_FALSE(bed.guest->listening());
  EXPECT_EQ(bed.ask(kChannels).substr(0, 3), "502");
  EXPECT_EQ(bed.ask("/_kilo/gateway/status"), R"(200 {"state":"starting"})");
  bed.time.run_until(bed.time.now() + 10s);
  EXPECT_TRUE(bed.guest->listening());
  EXPECT_EQ(bed.files.port, GatewayPort::listening);
  EXPECT_EQ(bed.ask(kChannels), "404 Not Found");
  EXPECT_EQ(bed.ask("/").substr(0, 3), "200");
  EXPECT_EQ(bed.ask("/_kilo/gateway/status"), R"(200 {"state":"running"})");
  bed.guest.reset();
  EXPECT_EQ(bed.files.port, GatewayPort::closed);
}

TEST(OldController, ThatWantsTheProxyTokenSaysSo) {
  GuestBed bed(GuestKind::old_guarded);
  bed.time.run_until(bed.time.now() + 10s);
  EXPECT_EQ(bed.ask(kChannels),
            R"(401 {"error":"Unauthorized","code":"controller_route_unavailable"})");
  EXPECT_EQ(bed.ask("/"), R"(401 {"error":"Unauthorized"})");
  EXPECT_EQ(bed.ask("/_kilo/health"), R"(200 {"status":"ok"})");
}

TEST(NoController, LetsNobodyIn) {
  GuestBed bed(GuestKind::none);
  bed.time.run_until(bed.time.now() + 1h);
  EXPECT_EQ(bed.ask("/_kilo/health"), "nobody listens");
  EXPECT_FALSE(bed.guest->listening());
}

}  // namespace
}  // namespace sim
