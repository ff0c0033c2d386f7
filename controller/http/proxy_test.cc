#include "controller/http/proxy.h"

#include <gtest/gtest.h>

#include <string>

namespace controller {
namespace {

std::string decision(const ProxyGate& gate, std::string_view path,
                     std::vector<HttpHeader> headers = {},
                     GatewayState state = GatewayState::running) {
  const HttpAnswer answer = gate.decide(path, headers, state);
  if (std::holds_alternative<ForwardToGateway>(answer)) return "forward";
  const auto& response = std::get<HttpResponse>(answer);
  return std::to_string(response.status) + ' ' + *response.body;
}

TEST(ProxyGate, WantsTheTokenWhenOneIsRequired) {
  const ProxyGate gate(Secret("t"), true);
  constexpr const char* kCode =
      R"(401 {"error":"Unauthorized","code":"controller_route_unavailable"})";
  EXPECT_EQ(decision(gate, "/_kilo/x"), kCode);
  EXPECT_EQ(decision(gate, "/_kilo/x", {{"X-KiloClaw-Proxy-Token", "u"}}), kCode);
  EXPECT_EQ(decision(gate, "/"), R"(401 {"error":"Unauthorized"})");
  EXPECT_EQ(decision(gate, "/_kilox"), R"(401 {"error":"Unauthorized"})");
  EXPECT_EQ(decision(gate, "/", {{"X-KiloClaw-Proxy-Token", "t"}}), "forward");
  EXPECT_EQ(decision(gate, "/", {{"x-kiloclaw-proxy-token", "t"}, {"X-KILOCLAW-PROXY-TOKEN", "t"}}),
            R"(401 {"error":"Unauthorized"})");
  EXPECT_EQ(decision(gate, "/", {}, GatewayState::stopped), R"(401 {"error":"Unauthorized"})");
}

TEST(ProxyGate, WantsAGatewayThatRuns) {
  const ProxyGate gate(Secret("t"), false);
  EXPECT_EQ(decision(gate, "/_kilo/x"), "forward");
  for (const GatewayState state :
       {GatewayState::stopped, GatewayState::starting, GatewayState::stopping,
        GatewayState::crashed, GatewayState::shutting_down})
    EXPECT_EQ(decision(gate, "/", {}, state), R"(503 {"error":"Gateway not ready"})");
}

TEST(ForwardedHeaders, LoseTheTokenAndWhatConcernsTheConnection) {
  const std::vector<HttpHeader> headers = {{"Host", "a.fly.dev"},
                                           {"X-KiloClaw-Proxy-Token", "t"},
                                           {"Connection", "close, X-Mine, Content-Length"},
                                           {"Content-Length", "3"},
                                           {"x-mine", "1"},
                                           {"TE", "trailers"},
                                           {"Accept", "*/*"},
                                           {"Authorization", "Bearer a"},
                                           {"Cookie", "a"},
                                           {"Cookie", "b"}};
  std::string kept;
  for (const HttpHeader& header : forwarded_headers(headers))
    kept += std::string(header.name) + '=' + std::string(header.value) + ' ';
  EXPECT_EQ(
      kept,
      "host=127.0.0.1:3001 Content-Length=3 Accept=*/* Authorization=Bearer a Cookie=a Cookie=b ");
}

TEST(BadGateway, SaysSo) { EXPECT_EQ(*bad_gateway().body, R"({"error":"Bad Gateway"})"); }

}  // namespace
}  // namespace controller
