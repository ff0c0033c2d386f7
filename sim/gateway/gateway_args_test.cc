#include "sim/gateway/gateway_args.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

using Words = std::vector<std::string>;

TEST(GatewayArgs, TakesWhatProductionGivesIt) {
  const GatewayArgs args =
      parse_gateway_args({"--port", "3001", "--verbose", "--allow-unconfigured", "--bind",
                          "loopback", "--token", "--verbose"});
  EXPECT_EQ(args.refusal, "");
  EXPECT_EQ(args.port, 3001);
  EXPECT_TRUE(args.verbose);
}

TEST(GatewayArgs, HasTheVendorsDefaults) {
  const GatewayArgs args = parse_gateway_args({"--token", "--verbose"});  // the token's value
  EXPECT_EQ(args.refusal, "");
  EXPECT_EQ(args.port, 18789);
  EXPECT_FALSE(args.verbose);
  EXPECT_EQ(parse_gateway_args({"--port", "1", "--port", "65535"}).port, 65535);
}

TEST(GatewayArgs, RefusesTheRest) {
  const auto refusal = [](const Words& words) { return parse_gateway_args(words).refusal; };
  EXPECT_EQ(refusal({"--prot", "1"}), "error: unknown option '--prot'\n");
  EXPECT_EQ(refusal({"run"}), "error: unknown option 'run'\n");
  EXPECT_EQ(refusal({"--verbose", "--port"}), "error: option '--port' argument missing\n");
  EXPECT_EQ(refusal({"--bind"}), "error: option '--bind' argument missing\n");
  for (const char* port : {"", "0", "65536", "-1", "+1", "1x", " 1", "0x10"})
    EXPECT_EQ(refusal({"--port", port}), "error: invalid port\n") << port;
}

}  // namespace
}  // namespace sim
