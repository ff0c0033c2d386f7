#include "controller/instance/pairing_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/instance/testing/pairing_bed.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kChannelEntry;
using testing::kDeviceEntry;
using testing::kKey;
using testing::kRequestId;
using ::testing::Not;
using testing::PairingBed;
using testing::reply_of;
using testing::requests_of;

fly::Refusal fly_refusal(int status, std::string text, bool may_have_happened = false) {
  fly::Refusal refusal;
  refusal.status = status;
  refusal.text = std::move(text);
  refusal.may_have_happened = may_have_happened;
  return refusal;
}

// ---- F1

TEST(PairingCalls, NoCallIsMadeUnlessTheInstanceRuns) {
  PairingBed bed;
  const auto refuses = [&bed] {
    EXPECT_EQ(bed.answer(bed.list(Kind::channels, true)), "[]");
    EXPECT_EQ(bed.answer(bed.list(Kind::devices)), "[]");
    // Said before the values are looked at.
    EXPECT_EQ(bed.answer(bed.approve_channel("--x", "")), "failure: Instance is not running");
    EXPECT_EQ(bed.answer(bed.approve_device()), "failure: Instance is not running");
    EXPECT_EQ(bed.calls_made(), 0U);
  };
  for (const Status status :
       {Status::provisioned, Status::starting, Status::stopped, Status::destroying}) {
    bed.state.status = status;
    refuses();
  }
  bed.state.status = Status::running;
  for (const char* id : {"", "a/b", "a\r\nx: y", "..", "a b"}) {
    bed.state.machine_id = id;
    refuses();
  }
  bed.state.machine_id = "148e21";  // read anew
  EXPECT_EQ(bed.answer(bed.list()), "[]");
  EXPECT_EQ(bed.calls_made(), 1U);
}

TEST(PairingCalls, ValuesAreCheckedBeforeAnyCall) {
  PairingBed bed;
  for (const char* channel : {"", "Telegram", "--notify", "a/b", "a b"})
    EXPECT_EQ(bed.answer(bed.approve_channel(channel)), "failure: Invalid channel name");
  for (const char* code : {"", "-A", "A B", "A;B", "123456789012345678901234567890123"})
    EXPECT_EQ(bed.answer(bed.approve_channel("slack", code)), "failure: Invalid pairing code");
  for (const char* id : {"", "x", "--help", "0f8fad5b-d9cb-469f-a165-70867728950"})
    EXPECT_EQ(bed.answer(bed.approve_device(id)), "failure: Invalid request ID");
  EXPECT_EQ(bed.calls_made(), 0U);
}

// ---- F2-F4

TEST(PairingCalls, TheControllerIsAskedFirstAndAlone) {
  PairingBed bed;
  bed.store.items[kKey] = {requests_of(""), kNever};
  bed.transport.reply(200, reply_of(kChannelEntry));
  EXPECT_EQ(bed.answer(bed.list()), "[telegram ABCD2345 ]");
  bed.transport.reply(200, reply_of(kDeviceEntry));
  EXPECT_EQ(bed.answer(bed.list(Kind::devices)), "[" + std::string(kRequestId) + " ]");
  EXPECT_THAT(bed.exec.calls, IsEmpty());
  EXPECT_THAT(bed.store.calls, IsEmpty());
  EXPECT_EQ(bed.transport.requests.at(0).url, "https://app.fly.dev/_kilo/pairing/channels");
}

TEST(PairingCalls, WhatIsNoUnknownRouteIsNotHidden) {
  PairingBed bed;
  bed.transport.reply(401, R"({"error":"Unauthorized"})");
  EXPECT_EQ(bed.answer(bed.list()), "401: Gateway controller request failed: Unauthorized");
  bed.transport.reply(502, "Bad Gateway");
  EXPECT_EQ(bed.answer(bed.approve_device()), "502: Gateway controller request failed: HTTP 502");
  bed.transport.fail(TransportFailure::unreachable, "no route");
  EXPECT_EQ(bed.answer(bed.list()), "503: Gateway controller request failed: no route");
  EXPECT_EQ(bed.answer(bed.approve_channel()), "503: Gateway controller request failed: no route");
  bed.transport.reply(200, "{}");
  EXPECT_EQ(bed.answer(bed.list(Kind::devices)),
            "502: Gateway controller returned invalid response for /_kilo/pairing/devices");
  bed.transport.reply(400, R"({"success":false,"message":"Invalid request ID"})");
  EXPECT_EQ(bed.answer(bed.approve_device()), "failure: Invalid request ID");
  bed.transport.delay = 31s;
  EXPECT_EQ(bed.answer(bed.list(), 40s), "503: Gateway controller request failed: timed out");
  EXPECT_THAT(bed.exec.calls, IsEmpty());
}

TEST(PairingCalls, EveryControllerWithoutTheRoutesFallsBack) {
  PairingBed bed;
  bed.exec.exit(0, requests_of(kChannelEntry));
  bed.old_controller();
  EXPECT_EQ(bed.answer(bed.list(Kind::channels, true)), "[telegram ABCD2345 ]");
  bed.transport.reply(404, "<html>Not found</html>");
  EXPECT_EQ(bed.answer(bed.list(Kind::channels, true)), "[telegram ABCD2345 ]");
  // Its gateway is down: nobody knows what it is.
  bed.transport.reply(502, "Bad Gateway");
  EXPECT_EQ(bed.answer(bed.list(Kind::channels, true)),
            "502: Gateway controller request failed: HTTP 502");
  EXPECT_EQ(bed.exec.calls.size(), 2U);
}

// ---- F5

TEST(PairingCalls, ListsByExecAndKeepsTheListFor120Seconds) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.exit(0, "banner\n" + requests_of(kChannelEntry) + "\n");
  EXPECT_EQ(bed.answer(bed.list()), "[telegram ABCD2345 ]");
  ASSERT_EQ(bed.exec.calls.size(), 1U);
  EXPECT_EQ(bed.exec.calls[0].machine, "148e21");
  EXPECT_EQ(bed.exec.calls[0].timeout, 60s);
  EXPECT_THAT(bed.exec.calls[0].command, ElementsAre("/usr/bin/env", "HOME=/root", "node",
                                                     "/usr/local/bin/openclaw-pairing-list.js"));
  EXPECT_THAT(bed.store.calls, ElementsAre("get pairing:app:148e21", "put pairing:app:148e21"));
  EXPECT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));

  bed.exec.exit(0, requests_of(""));
  EXPECT_EQ(bed.answer(bed.list(), 117s), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.exec.calls.size(), 1U);
  EXPECT_EQ(bed.answer(bed.list(), 5s), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.answer(bed.list()), "[]");
  EXPECT_EQ(bed.exec.calls.size(), 2U);
}

TEST(PairingCalls, DevicesHaveTheirOwnScriptAndKey) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.exit(0, requests_of(R"({"requestId":")" + std::string(kRequestId) +
                               R"(","deviceId":"d","publicKey":"k","ts":5})"));
  EXPECT_EQ(bed.answer(bed.list(Kind::devices)), "[" + std::string(kRequestId) + " ]");
  EXPECT_EQ(bed.exec.calls.at(0).command.back(), "/usr/local/bin/openclaw-device-pairing-list.js");
  EXPECT_EQ(
      bed.store.at("device-pairing:app:148e21"),
      requests_of(R"({"requestId":")" + std::string(kRequestId) + R"(","deviceId":"d","ts":5})"));
}

TEST(PairingCalls, AForcedListReadsNothingFromTheKv) {
  PairingBed bed;
  bed.old_controller();
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.list(Kind::channels, true)), "[]");
  EXPECT_THAT(bed.store.calls, ElementsAre("put pairing:app:148e21"));
  EXPECT_EQ(bed.transport.requests.back().url,
            "https://app.fly.dev/_kilo/pairing/channels?refresh=true");
}

TEST(PairingCalls, AnInvalidKvValueIsIgnored) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.exit(0, requests_of(kChannelEntry));
  for (const std::string& value :
       {std::string(), std::string("null"), std::string("{}"), std::string("<html>"),
        requests_of("7"), requests_of(kDeviceEntry), requests_of(kChannelEntry).substr(0, 30),
        requests_of(R"({"code":"--x","id":"7","channel":"telegram"})"),
        std::string(1'000'000, '{')}) {
    bed.store.items[kKey] = {value, kNever};
    EXPECT_EQ(bed.answer(bed.list()), "[telegram ABCD2345 ]") << value.substr(0, 50);
    EXPECT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));
  }
  EXPECT_EQ(bed.exec.calls.size(), 9U);
}

TEST(PairingCalls, AFailedScriptYieldsAnEmptyListThatIsNotKept) {
  PairingBed bed;
  bed.old_controller();
  const auto expect_empty = [&bed] {
    EXPECT_EQ(bed.answer(bed.list()), "[]");
    EXPECT_THAT(bed.store.values_put, IsEmpty());
  };
  bed.exec.exit(1, requests_of(kChannelEntry));
  expect_empty();
  for (const std::string& out :
       {std::string(), std::string("no list"), std::string("<html>"), std::string("[]"),
        std::string("{\"pending\":[]}"), std::string("{\"requests\":7}"),
        requests_of(kChannelEntry).substr(0, 40), std::string(1'000'000, 'x'),
        requests_of(R"({"code":"A","channel":"a","id":")" + bed.token + "\"}")}) {
    bed.exec.exit(0, out);
    expect_empty();
  }
  bed.exec.answer = [](const auto&) -> testing::FakeExec::Answer {
    return fly::ExecResult{0, 9, requests_of(kChannelEntry), {}};
  };
  expect_empty();
  EXPECT_EQ(bed.exec.calls.size(), 11U);
}

TEST(PairingCalls, ABadEntryOfTheScriptCostsOnlyItself) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.exit(0, requests_of(R"(7,{"code":"A","id":"1"},{"code":"A","id":"1","channel":"Slack"},)"
                               R"({"code":"A","id":"1","channel":"slack"},)"
                               R"({"code":"a","id":"1","channel":"slack"},)"
                               R"({"code":"A","id":"1","channel":"discord"})"));
  EXPECT_EQ(bed.answer(bed.list()), "[slack A discord A ]");
}

TEST(PairingCalls, AFailingExecCallIsAnErrorWithFlysStatus) {
  PairingBed bed;
  bed.old_controller();
  const auto words = [&bed](int status, const char* text) {
    bed.exec.refuse(fly_refusal(status, text));
    return bed.answer(bed.list());
  };
  EXPECT_EQ(words(404, "machine not found"), "404: Fly exec failed: machine not found");
  EXPECT_EQ(words(429, ""), "429: Fly exec failed: unknown error");
  EXPECT_EQ(words(504, "at /app/x"), "504: Fly exec failed: at <path>");
  EXPECT_EQ(words(0, "refused"), "503: Fly exec failed: refused");
  EXPECT_EQ(words(200, "makes no sense"), "502: Fly exec failed: makes no sense");
  bed.exec.delay = 71s;
  EXPECT_EQ(bed.answer(bed.list(), 80s), "503: Fly exec failed: cancelled");
  EXPECT_THAT(bed.store.values_put, IsEmpty());
}

TEST(PairingCalls, AKvThatHangsHoldsUpNobodyForLong) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.exit(0, requests_of(kChannelEntry));
  bed.store.get_delay = 1h;
  bed.store.put_delay = 1h;
  bed.store.erase_delay = 1h;
  EXPECT_EQ(bed.answer(bed.list(), 5s), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.answer(bed.approve_channel(), 3s), "success: Pairing approved");
  bed.store.down = true;
  bed.store.get_delay = bed.store.put_delay = bed.store.erase_delay = Duration(1);
  EXPECT_EQ(bed.answer(bed.list()), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.answer(bed.approve_channel()), "success: Pairing approved");
  EXPECT_GE(bed.log.count("pairing.kv_failed"), 4U);
}

TEST(PairingCalls, TheKeyIsThatOfTheMachineAsked) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.delay = 10s;
  const auto listing = bed.list();
  bed.scheduler.advance(1s);
  bed.state.machine_id = "other";
  EXPECT_EQ(bed.answer(listing, 20s), "[]");
  EXPECT_EQ(bed.exec.calls.at(0).machine, "148e21");
  EXPECT_TRUE(bed.store.at(kKey));
  const auto approval = bed.approve_channel();
  bed.scheduler.advance(1s);
  bed.state.machine_id = "148e21";
  EXPECT_EQ(bed.answer(approval, 20s), "success: Pairing approved");
  EXPECT_EQ(bed.store.calls.back(), "erase pairing:app:other");
}

// ---- F6, F7

TEST(PairingCalls, ApprovesByExecAndDeletesTheKey) {
  PairingBed bed;
  bed.old_controller();
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.approve_channel()), "success: Pairing approved");
  EXPECT_THAT(bed.exec.calls.at(0).command,
              ElementsAre("/usr/bin/env", "HOME=/root", "openclaw", "pairing", "approve",
                          "telegram", "ABCD2345", "--notify"));
  EXPECT_EQ(bed.exec.calls.at(0).timeout, 60s);
  EXPECT_FALSE(bed.store.at(kKey));
  EXPECT_EQ(bed.answer(bed.approve_device()), "success: Device pairing approved");
  EXPECT_THAT(bed.exec.calls.at(1).command, ElementsAre("/usr/bin/env", "HOME=/root", "openclaw",
                                                        "devices", "approve", kRequestId));
  EXPECT_THAT(bed.store.calls,
              ElementsAre("erase pairing:app:148e21", "erase device-pairing:app:148e21"));
}

TEST(PairingCalls, ApprovingThroughTheControllerDeletesTheKeyToo) {
  PairingBed bed;
  bed.transport.reply(200, R"({"success":true,"message":"Pairing approved"})");
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.approve_channel()), "success: Pairing approved");
  EXPECT_FALSE(bed.store.at(kKey));
  EXPECT_THAT(bed.exec.calls, IsEmpty());
  // Rolled back, it must not show what was approved.
  bed.old_controller();
  EXPECT_EQ(bed.answer(bed.list()), "[]");
}

TEST(PairingCalls, AFailedApprovalSaysWhyAndLeavesTheKey) {
  PairingBed bed;
  bed.old_controller();
  const auto words = [&bed](std::string out, std::string err) {
    bed.exec.exit(1, std::move(out), std::move(err));
    return bed.answer(bed.approve_channel());
  };
  EXPECT_EQ(words("", ""), "failure: Approval failed: unknown error");
  EXPECT_EQ(words("", "\nNo pending request ABCD2345\n    at f (/app/x.js:3)\n"),
            "failure: Approval failed: No pending request ABCD2345");
  EXPECT_EQ(words("EACCES: open '/root/.openclaw/x'", ""),
            "failure: Approval failed: EACCES: open '<path>'");
  EXPECT_EQ(words("", std::string(300, 'x')), "failure: Approval failed: " + std::string(200, 'x'));
  EXPECT_EQ(words("", "run with token " + bed.token),
            "failure: Approval failed: run with token <token>");
  EXPECT_THAT(bed.store.calls, IsEmpty());
  bed.exec.refuse(fly_refusal(412, "machine is stopped"));
  EXPECT_EQ(bed.answer(bed.approve_channel()), "412: Approval failed: machine is stopped");
  bed.transport.reply(401, "");
  EXPECT_EQ(bed.answer(bed.approve_channel()), "401: Gateway controller request failed: HTTP 401");
  EXPECT_THAT(bed.store.calls, IsEmpty());
}

TEST(PairingCalls, WhatMayHaveBeenApprovedIsDeletedToo) {
  PairingBed bed;
  std::size_t erased = 0;
  const auto expect_erased = [&bed, &erased] {
    (void)bed.answer(bed.approve_channel(), 200s);
    EXPECT_EQ(bed.store.calls.size(), ++erased);
  };
  bed.transport.fail(TransportFailure::broken, "reset");
  expect_erased();
  bed.transport.reply(500, R"({"success":false,"message":"Approval outcome unknown: timed out"})");
  expect_erased();
  bed.transport.reply(200, "<html>");
  expect_erased();
  bed.old_controller();
  bed.exec.exit(1, "", "gateway closed (1006 abnormal closure)");
  expect_erased();
  bed.exec.refuse(fly_refusal(0, "reset", true));
  expect_erased();
}

TEST(PairingCalls, AnApprovalGoesOnWithoutItsCaller) {
  PairingBed bed;
  bed.old_controller();
  bed.exec.delay = 10s;
  {
    Scope caller(bed.scheduler);
    caller.spawn([](PairingCalls& calls) -> Task<void> {
      std::string id = kRequestId;
      (void)co_await calls.approve_device(std::move(id));
    }(bed.calls));
    bed.scheduler.advance(1s);
  }
  bed.scheduler.advance(20s);
  EXPECT_THAT(bed.store.calls, ElementsAre("erase device-pairing:app:148e21"));
}

// ---- no token anywhere

// `token` with its first letter or digit spelled as \u00XX.
std::string spelled(const std::string& token) {
  constexpr const char* kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(token.front());
  return std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15] + token.substr(1);
}

TEST(PairingCalls, AListWithTheTokenIsWrongHoweverItIsSpelledAndKept) {
  PairingBed bed;
  const std::string entry =
      R"({"code":"ABCD2345","channel":"telegram","id":")" + spelled(bed.token) + "\"}";
  bed.transport.reply(200, reply_of(entry));
  EXPECT_EQ(bed.answer(bed.list()).substr(0, 4), "502:");
  bed.old_controller();
  bed.exec.exit(0, requests_of(entry));
  EXPECT_EQ(bed.answer(bed.list()), "[]");
  EXPECT_THAT(bed.store.values_put, IsEmpty());
  bed.exec.exit(0, requests_of(kChannelEntry));
  bed.store.items[kKey] = {requests_of(entry)};
  EXPECT_EQ(bed.answer(bed.list()), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.store.values_put.size(), 1U) << "listed anew";
  for (const std::string& line : bed.log.lines)
    EXPECT_THAT(line, Not(HasSubstr(bed.token.substr(1))));
}

TEST(PairingCalls, TheTokenLeavesInTheAuthorizationAlone) {
  PairingBed bed;
  bed.transport.answer =
      [](const OutboundRequest& request) -> controller::testing::FakeTransport::Answer {
    return InboundReply{404, {}, request.headers.at(0).second};
  };
  std::vector<std::string> said;
  const auto say_all = [&] {
    for (const Kind kind : {Kind::channels, Kind::devices})
      said.push_back(bed.answer(bed.list(kind, true)));
    said.push_back(bed.answer(bed.approve_channel()));
    said.push_back(bed.answer(bed.approve_device()));
  };
  bed.exec.exit(0, requests_of(kChannelEntry) + bed.token);
  say_all();
  bed.exec.exit(1, bed.token, bed.token);
  say_all();
  bed.exec.refuse(fly_refusal(500, "sent " + bed.token));
  say_all();
  for (const int status : {200, 400, 401, 500}) {
    bed.transport.reply(status, R"({"success":true,"message":7,"error":")" + bed.token + "\"}");
    say_all();
  }
  bed.transport.fail(TransportFailure::broken, bed.token);
  say_all();
  for (const auto* texts : {&said, &bed.log.lines, &bed.store.calls, &bed.store.values_put})
    for (const std::string& text : *texts) EXPECT_THAT(text, Not(HasSubstr(bed.token)));
  for (const auto& call : bed.exec.calls)
    for (const std::string& argument : call.command)
      EXPECT_THAT(argument, Not(HasSubstr(bed.token)));
  for (const OutboundRequest& request : bed.transport.requests) {
    EXPECT_THAT(request.url + request.body, Not(HasSubstr(bed.token)));
    for (const auto& [name, value] : request.headers) {
      if (name == "authorization") continue;
      EXPECT_THAT(value, Not(HasSubstr(bed.token)));
    }
  }
  EXPECT_GT(bed.log.lines.size(), 10U);
}

}  // namespace
}  // namespace controller::instance
