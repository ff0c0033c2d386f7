#include "scenarios/explore/http_workload.h"

#include <array>

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::array<const char*, 17> kTargets = {"/_kilo/health",
                                                  "/_kilo/version",
                                                  "/_kilo/pairing/channels",
                                                  "/_kilo/pairing/devices",
                                                  "/_kilo/pairing/channels?refresh=true",
                                                  "/_kilo/pairing/devices?refresh=true",
                                                  "/_kilo/pairing/channels/approve",
                                                  "/_kilo/pairing/devices/approve",
                                                  "/_kilo/gateway/status",
                                                  "/_kilo/gateway/start",
                                                  "/_kilo/gateway/restart",
                                                  "/_kilo/gateway/stop",
                                                  "/_kilo/metrics",
                                                  "/",
                                                  "/health",
                                                  "/_kilo/new",
                                                  "/_kilo/pairing/new"};
constexpr std::array<const char*, 6> kOddTargets = {"/_KILO/health",
                                                    "//_kilo/health",
                                                    "/_kilo/pairing/../health",
                                                    "/health?from=check",
                                                    "/_kilo/pairing/channels?refresh=TRUE&x",
                                                    "/_kilo/pairing%2Fchannels"};
constexpr std::array<const char*, 6> kMethods = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"};
constexpr std::array<const char*, 10> kBodies = {
    R"({"channel":"telegram","code":"ABCD2345"})",
    R"({"channel":"slack","code":"abcd2345"})",
    R"({"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e"})",
    R"({"requestId":"7C9E6679-7425-40DE-944B-E07FC1F90AE7"})",
    R"json({"channel":"telegram","code":"$(reboot)"})json",
    R"({"requestId":""})",
    "[]",
    "{}",
    "{\"channel\":",
    ""};
constexpr std::array<const char*, 8> kHeaders = {"Accept: text/html",
                                                 "Authorization: Bearer made-up",
                                                 "Authorization: bearer made-up",
                                                 "Authorization: Basic made-up",
                                                 "X-KiloClaw-Proxy-Token: made-up",
                                                 "X-KiloClaw-Proxy-Token: made-up, made-up",
                                                 "Connection: close, X-Hop",
                                                 "Cookie: session=1"};

Credential draw_credential(Draws& draws) {
  constexpr std::array kCredentials = {Credential::right, Credential::right, Credential::right,
                                       Credential::none, Credential::wrong};
  return draws.one_of(kCredentials);
}

step::Http usual_request(Draws& draws) {
  step::Http request;
  request.target = draws.one_of(kTargets);
  const bool posts = request.target.ends_with("/approve") || request.target.ends_with("/start") ||
                     request.target.ends_with("/stop") || request.target.ends_with("/restart");
  if (posts) request.method = "POST";
  if (request.target.ends_with("/approve")) request.body = draws.one_of(kBodies);
  request.bearer = draw_credential(draws);
  request.proxy_token = draw_credential(draws);
  return request;
}

// One thing about it is odd, or two.
void make_odd(const Sketch& sketch, step::Http& request) {
  constexpr std::array<std::uint64_t, 4> kBodyBytes = {65536, 65537, 1, 200'000};
  constexpr std::array<std::uint64_t, 4> kHeadBytes = {16384, 16385, 1000, 40'000};
  constexpr std::array<Duration, 6> kSlow = {9900ms, 10s, 10100ms, 1s, 30s, 5min};
  constexpr std::uint64_t kForms = 8;
  Draws& draws = sketch.draws;
  switch (draws.below(kForms)) {
    case 0:
      request.method = draws.one_of(kMethods);
      break;
    case 1:
      request.body_bytes = draws.one_of(kBodyBytes);
      break;
    case 2:
      request.head_bytes = draws.one_of(kHeadBytes);
      break;
    case 3:
      request.send_over = draws.one_of(kSlow);
      break;
    case 4:
      request.give_up_after = sketch.times.span();
      break;
    case 5:
      request.chunked = true;
      break;
    case 6:
      request.headers.emplace_back(draws.one_of(kHeaders));
      break;
    default:
      request.target = draws.one_of(kOddTargets);
  }
}

}  // namespace

void draw_request(const Sketch& sketch) {
  const Instant at = sketch.any_time();
  sketch.add(at, usual_request(sketch.draws));
}

void draw_odd_request(const Sketch& sketch) {
  step::Http request = usual_request(sketch.draws);
  for (std::uint64_t n = sketch.draws.between(1, 2); n > 0; --n) make_odd(sketch, request);
  sketch.add(sketch.any_time(), std::move(request));
}

}  // namespace scenarios
