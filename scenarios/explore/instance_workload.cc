#include "scenarios/explore/instance_workload.h"

#include <array>

#include "scenarios/explore/people.h"
#include "scenarios/explore/swarm.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::array kPairingKinds = {Kind::channels, Kind::devices};

std::string some_user(const Sketch& sketch) {
  return sketch.draws.one_of(all_users(sketch.scenario));
}

void ask_start(const Sketch& sketch) {
  const std::string user = some_user(sketch);
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::StartInstance{user});
  if (sketch.draws.chance(30))
    sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::StartInstance{user});
}

void ask_stop(const Sketch& sketch) {
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::StopInstance{some_user(sketch)});
}

void ask_destroy(const Sketch& sketch) {
  const std::string user = some_user(sketch);
  const Instant at = sketch.trouble_time();
  if (sketch.draws.chance(50)) {  // in the middle of a start
    sketch.add(at, step::StartInstance{user});
    sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::DestroyInstance{user});
  } else {
    sketch.add(at, step::DestroyInstance{user});
  }
}

void ask_status(const Sketch& sketch) {
  const Instant at = sketch.any_time();
  sketch.add(at, step::InstanceStatus{some_user(sketch)});
}

void ask_check(const Sketch& sketch) {
  const Instant at = sketch.any_time();
  sketch.add(at, step::Reconcile{some_user(sketch)});
}

void ask_list(const Sketch& sketch) {
  Draws& draws = sketch.draws;
  step::PairingList list{some_user(sketch), draws.one_of(kPairingKinds), draws.chance(40)};
  const Instant at = sketch.any_time();
  sketch.add(at, list);
  for (std::uint64_t more = draws.below(3); more > 0; --more)
    sketch.add(sketch.times.soon(at, sketch.ends), list);
}

// Somebody asks to be paired, and is listed, and let in.
void pair_somebody(const Sketch& sketch) {
  Draws& draws = sketch.draws;
  const std::string user = some_user(sketch);
  Instant at = sketch.any_time();
  step::PairingApprove approve;
  approve.instance = user;
  Kind list = Kind::channels;
  if (draws.chance(30)) {
    list = Kind::devices;
    approve.device = draws.one_of(kDevices);
    sketch.add(at, step::Device{*approve.device, user});
  } else {
    approve.channel = "telegram";
    approve.from = draws.one_of(kSenders);
    sketch.add(at, step::Message{"telegram", *approve.from, draws.one_of(kMessages), user});
  }
  if (draws.chance(25)) approve.as = Letters::lower;
  at = sketch.times.soon(at, sketch.ends);
  if (draws.chance(50)) sketch.add(at, step::PairingList{user, list, draws.chance(50)});
  at = sketch.times.soon(at, sketch.ends);
  sketch.add(at, approve);
  if (draws.chance(25)) sketch.add(sketch.times.soon(at, sketch.ends), approve);
  if (draws.chance(50))
    sketch.add(sketch.times.soon(at, sketch.ends), step::PairingList{user, list, false});
}

void approve_wrongly(const Sketch& sketch) {
  constexpr std::array<const char*, 4> kCodes = {"ABCD2345", "ZZZZ9999", "", "$(reboot)"};
  constexpr std::array<const char*, 3> kWhere = {"telegram", "slack", "Telegram!"};
  constexpr std::array<const char*, 3> kRequests = {"0f8fad5b-d9cb-469f-a165-70867728950e",
                                                    "no uuid", ""};
  Draws& draws = sketch.draws;
  step::PairingApprove approve;
  approve.instance = some_user(sketch);
  if (draws.chance(40)) {
    approve.request_id = draws.one_of(kRequests);
  } else {
    approve.channel = draws.one_of(kWhere);
    approve.code = draws.one_of(kCodes);
  }
  sketch.add(sketch.any_time(), std::move(approve));
}

std::string list_target(Draws& draws, const std::string& user) {
  constexpr std::array<const char*, 2> kPaths = {"/api/platform/pairing",
                                                 "/api/platform/device-pairing"};
  std::string target = draws.one_of(kPaths);
  if (!draws.chance(15)) target += "?userId=" + user;
  if (draws.chance(40))
    target += (target.find('?') == std::string::npos ? '?' : '&') + std::string("refresh=true");
  return target;
}

void approve_by_platform(const Sketch& sketch, step::Platform& request) {
  constexpr std::array<const char*, 2> kPaths = {"/api/platform/pairing/approve",
                                                 "/api/platform/device-pairing/approve"};
  constexpr std::array<const char*, 5> kMembers = {
      R"(,"channel":"telegram","code":"ABCD2345"})",
      R"(,"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e"})", R"(,"channel":"telegram"})",
      R"(,"channel":"telegram","code":7})", "}"};
  request.method = "POST";
  request.target = sketch.draws.one_of(kPaths);
  request.body = R"({"userId":")" + request.instance + '"' + sketch.draws.one_of(kMembers);
}

void ask_platform(const Sketch& sketch) {
  constexpr std::array<const char*, 4> kWrong = {"/api/platform/nothing", "/",
                                                 "/api/platform/pairing?userId=%4",
                                                 "/api/platform/pairing?userId=nobody"};
  constexpr std::array kKeys = {Credential::wrong, Credential::none};
  Draws& draws = sketch.draws;
  step::Platform request;
  request.instance = some_user(sketch);
  if (draws.chance(15)) {
    request.target = draws.one_of(kWrong);
  } else if (draws.chance(40)) {
    approve_by_platform(sketch, request);
  } else {
    request.target = list_target(draws, request.instance);
  }
  if (draws.chance(15)) request.key = draws.one_of(kKeys);
  sketch.add(sketch.any_time(), std::move(request));
}

using InstancePart = void (*)(const Sketch& sketch);
constexpr std::array<InstancePart, 10> kInstanceParts = {
    ask_start,  ask_list,     pair_somebody,   ask_stop,    ask_check,
    ask_status, ask_platform, approve_wrongly, ask_destroy, ask_list};

}  // namespace

std::vector<std::string> all_users(const Scenario& scenario) {
  std::vector<std::string> users;
  for (const InstanceSettings& instance : scenario.instances)
    for (std::string& user : users_of(instance)) users.push_back(std::move(user));
  return users;
}

void draw_instance_workload(const Sketch& sketch) {
  constexpr std::uint64_t kMost = 14;
  constexpr Duration kFirst = 2s;
  Draws& draws = sketch.draws;
  for (const std::string& user : all_users(sketch.scenario))
    sketch.add(sketch.times.moment(Instant{}, Instant(kFirst)), step::StartInstance{user});
  const Swarm swarm(draws, kInstanceParts.size(), kInstanceParts.size());
  if (swarm.empty()) return;
  for (std::uint64_t n = draws.below(kMost + 1); n > 0; --n)
    kInstanceParts[swarm.draw(draws)](sketch);
}

}  // namespace scenarios
