#include "sim/http/meaning.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

constexpr const char* kToken = "made-up";

HttpCall request(std::string method, std::string target, std::string body = {}) {
  HttpCall call;
  call.method = std::move(method);
  call.target = std::move(target);
  call.headers = {{"Authorization", "Bearer made-up"}};
  call.body = std::move(body);
  return call;
}
CallBegan meaning(const HttpCall& call) { return meaning_of(call, kToken); }
std::string operation(const HttpCall& call) { return meaning(call).operation; }
std::string with_bearer(const std::string& value) {
  HttpCall call = request("GET", "/_kilo/pairing/devices?refresh=true");
  call.headers = {{"AUTHORIZATION", value}};
  return operation(call);
}

TEST(Meaning, AListIsAskedForWithRefreshAlone) {
  const CallBegan fresh = meaning(request("GET", "/_kilo/pairing/devices?refresh=true"));
  EXPECT_EQ(fresh.operation, "refresh");
  EXPECT_EQ(fresh.list, Kind::devices);
  EXPECT_EQ(operation(request("GET", "/_kilo/pairing/channels?a=b&refresh=true&c")), "refresh");
  for (const char* other : {"", "?", "?refresh=1", "?refresh", "?refresh=false&refresh=true",
                            "?Refresh=true", "?refresh=%74rue", "/?refresh=true"}) {
    EXPECT_EQ(operation(request("GET", std::string("/_kilo/pairing/channels") + other)), "http")
        << other;
  }
  EXPECT_EQ(operation(request("POST", "/_kilo/pairing/channels?refresh=true")), "http");
}

TEST(Meaning, AnApprovalTellsWhatItIsAbout) {
  const CallBegan channel = meaning(request("POST", "/_kilo/pairing/channels/approve?x",
                                            R"({"code":"A","channel":"telegram","code":"B"})"));
  EXPECT_EQ(channel.operation, "approve");
  EXPECT_EQ(channel.list, Kind::channels);
  EXPECT_EQ(channel.channel, "telegram");
  EXPECT_EQ(channel.target, "B");
  const CallBegan device =
      meaning(request("POST", "/_kilo/pairing/devices/approve", R"({"requestId":"id"})"));
  EXPECT_EQ(device.list, Kind::devices);
  EXPECT_EQ(device.target, "id");
  const CallBegan broken = meaning(request("POST", "/_kilo/pairing/devices/approve", "{"));
  EXPECT_EQ(broken.operation, "approve");
  EXPECT_EQ(broken.target, "");
}

TEST(Meaning, AnOperationOnTheGatewayIsAWish) {
  for (const std::string name : {"start", "stop", "restart"}) {
    const std::string target = "/_kilo/gateway/" + name;
    EXPECT_EQ(operation(request("POST", target)), "gateway." + name);
    EXPECT_EQ(operation(request("POST", target + "?force=true", "{}")), "gateway." + name);
    EXPECT_EQ(operation(request("GET", target)), "http");
    EXPECT_EQ(operation(request("POST", target + "/")), "http");
  }
  EXPECT_EQ(operation(request("GET", "/_kilo/gateway/status")), "http");
  EXPECT_EQ(operation(request("POST", "/_kilo/gateway/status")), "http");
  HttpCall stranger = request("POST", "/_kilo/gateway/stop");
  stranger.headers.clear();
  EXPECT_EQ(operation(stranger), "http");
}

TEST(Meaning, NothingIsAskedForWithoutTheBearer) {
  EXPECT_EQ(with_bearer("bEaReR   made-up"), "refresh");
  for (const char* value : {"Bearer made-u", "Bearer", "Bearer ", "Bearermade-up", "Basic made-up",
                            "Bearer made-up made-up", ""}) {
    EXPECT_EQ(with_bearer(value), "http") << value;
  }
  HttpCall twice = request("GET", "/_kilo/pairing/devices?refresh=true");
  twice.headers.emplace_back("authorization", "Bearer made-up");
  EXPECT_EQ(operation(twice), "http");
}

TEST(Meaning, NothingIsAskedForOutsideTheLimits) {
  const std::string target = "/_kilo/pairing/devices/approve";
  EXPECT_EQ(operation(request("POST", target, std::string(65536, ' '))), "approve");
  EXPECT_EQ(operation(request("POST", target, std::string(65537, ' '))), "http");
  HttpCall large = request("POST", target);
  large.headers.emplace_back("X-Padding", std::string(16384, 'x'));
  EXPECT_EQ(operation(large), "http");
}

}  // namespace
}  // namespace sim
