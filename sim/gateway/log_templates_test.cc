// The templates against the recorded logs: the same events must give the same lines on the same
// streams, times apart.
#include "sim/gateway/log_templates.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/gateway/cli_model.h"
#include "sim/gateway/gateway_model.h"
#include "sim/gateway/recording.h"
#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::Calm;
using gateway_test::wall_time;

constexpr std::size_t kTimeLength = 29;  // 2026-11-22T05:54:29.830+00:00

// A line without its time, with its stream before it.
std::string untimed(bool err, std::string text) {
  const std::size_t start = text.starts_with("\x1b[90m") ? 5 : 0;
  if (text.size() >= start + kTimeLength && text.compare(start, 3, "202") == 0)
    text.replace(start, kTimeLength, "TIME");
  return (err ? "err " : "out ") + text;
}

std::vector<std::string> untimed(const std::vector<LogLine>& lines) {
  std::vector<std::string> texts;
  for (const LogLine& line : lines)
    texts.push_back(untimed(line.stream == LogStream::err, line.text));
  return texts;
}

// The rows of a recording between two moments, markers left out.
std::vector<std::string> recorded(const char* file, int from_ms, int to_ms) {
  const auto recording =
      parse_recording(file, gateway_test::contents(gateway_test::kRecordings + file));
  std::vector<std::string> texts;
  if (!recording.ok()) return {recording.error().message};
  for (const RecordingRow& row : *recording) {
    const auto ms = row.at / std::chrono::milliseconds(1);
    if (ms < from_ms || ms > to_ms || row.stream == RecordingStream::marker) continue;
    texts.push_back(untimed(row.stream == RecordingStream::err, row.line));
  }
  return texts;
}

constexpr LogStyle kQuiet{false, false};
constexpr LogStyle kVerbose{true, false};
constexpr LogStyle kColor{true, true};
const WallTime kPrintedAt = wall_time("2026-11-22T05:54:29.830Z");

std::vector<std::string> boot(LogStyle style, bool telegram, std::uint32_t pid) {
  LogBatch log(style, kPrintedAt);
  log_boot(log, {std::chrono::seconds(10), pid, telegram, false});
  return untimed(log.take());
}

TEST(LogTemplates, BootVerbose) {
  EXPECT_EQ(boot(kVerbose, false, 18903), recorded("gateway-verbose.jsonl", 0, 7200));
}

TEST(LogTemplates, BootColored) {
  EXPECT_EQ(boot(kColor, false, 21775), recorded("gateway-verbose-term-xterm.jsonl", 0, 14000));
}

TEST(LogTemplates, BootVerboseWithTelegram) {
  EXPECT_EQ(boot(kVerbose, true, 20750), recorded("gateway-telegram-verbose.jsonl", 0, 25000));
}

TEST(LogTemplates, BootQuietWithTelegram) {
  EXPECT_EQ(boot(kQuiet, true, 21211), recorded("gateway-telegram-quiet.jsonl", 0, 29000));
}

TEST(LogTemplates, LinesCarryTheTimeOfTheEventAndItsDelay) {
  LogBatch log(kVerbose, kPrintedAt);
  log.at(std::chrono::milliseconds(5)).info("gateway", "x");
  log.at(std::chrono::microseconds(1900)).plain("y");
  const auto lines = log.take();
  EXPECT_EQ(lines[0].text, "2026-11-22T05:54:29.835+00:00 [gateway] x");
  EXPECT_EQ(lines[0].after, std::chrono::milliseconds(5));
  EXPECT_EQ(lines[1].text, "2026-11-22T05:54:29.831+00:00 y");
}

TEST(LogTemplates, DelaysNeverDecrease) {
  for (const LogStyle style : {kQuiet, kVerbose}) {
    LogBatch log(style, kPrintedAt);
    log_boot(log, {std::chrono::seconds(7), 1, true, true});
    const auto lines = log.take();
    EXPECT_TRUE(std::ranges::is_sorted(lines, {}, &LogLine::after));
  }
}

TEST(LogTemplates, CliCalls) {
  LogBatch log(kVerbose, kPrintedAt);
  CliExchange first;
  first.conn = "d38a6196-0000-4000-8000-000000005d10";
  first.frame = "f909c0ae-85d5-413c-afaf-a5a4036e7451";
  first.method = "device.pair.list";
  first.auto_approved_device = "4447d0e714f6d2ed045c8215681bb34b1fd7a0091fcc2a3e83214253d0ef840a";
  first.result_ms = 8;
  first.duration_ms = 139;
  log_cli_exchange(log, first);
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose.jsonl", 78100, 78240));

  LogBatch approval(kVerbose, kPrintedAt);
  CliExchange approve;
  approve.conn = "19851371-0000-4000-8000-000000009d6e";
  approve.frame = "af5504cd-12ea-4a6b-8cc9-2a1af7eadb63";
  approve.method = "device.pair.approve";
  approve.settled_device = "85d00f7948896f238a2ab761084dcddc03646115a0ee02110c4fef3af6917045";
  approve.settled_role = "operator";
  approve.approved = true;
  approve.event_seq = 7;
  approve.health_version = 10;
  approve.result_ms = 5;
  approve.duration_ms = 36;
  log_cli_exchange(approval, approve);
  EXPECT_EQ(untimed(approval.take()), recorded("gateway-verbose.jsonl", 112111, 112146));

  LogBatch failure(kVerbose, kPrintedAt);
  CliExchange fail;
  fail.conn = "e427d362-0000-4000-8000-000000004f71";
  fail.frame = "7cbe357a-6ae3-495c-b97a-3786e08f9659";
  fail.method = "device.pair.approve";
  fail.failed = true;
  fail.event_seq = 9;
  fail.health_version = 11;
  fail.result_ms = 0;
  fail.duration_ms = 79;
  log_cli_exchange(failure, fail);
  EXPECT_EQ(untimed(failure.take()), recorded("gateway-verbose.jsonl", 116151, 116224));
}

TEST(LogTemplates, ARejectionHasNoGatewayLine) {
  LogBatch log(kVerbose, kPrintedAt);
  CliExchange reject;
  reject.conn = "47122779-0000-4000-8000-000000005455";
  reject.frame = "1c25b42f-17ae-45f5-838e-3a9e30a9a8b7";
  reject.method = "device.pair.reject";
  reject.settled_device = "x";
  reject.presence = 2;
  reject.state_version = 3;
  reject.event_seq = 15;
  reject.health_version = 17;
  reject.result_ms = 3;
  reject.duration_ms = 36;
  log_cli_exchange(log, reject);
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose.jsonl", 135771, 135805));
}

TEST(LogTemplates, PendingDeviceAndItsRetry) {
  LogBatch log(kVerbose, kPrintedAt);
  log_device_pending(log, {"1eaedafb-4339-4a24-b263-9e6315bf707a", "203.0.113.7", 63});
  log_device_pending(log, {"9595f430-abcd-4d92-80be-dda57602ff2f", "203.0.113.7", 19});
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose.jsonl", 97411, 98653));
}

TEST(LogTemplates, PendingDeviceColored) {
  LogBatch log(kColor, kPrintedAt);
  log_device_pending(log, {"20d125b5-8dfb-4a4b-ae77-794688630833", "203.0.113.7", 50});
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose-term-xterm.jsonl", 14296, 14348));
}

TEST(LogTemplates, PendingDeviceQuiet) {
  LogBatch log(kQuiet, kPrintedAt);
  log_device_pending(log, {"c484c9fc-b608-4444-97f7-6a7466af8b1b", "203.0.113.7"});
  EXPECT_EQ(untimed(log.take()), recorded("gateway-telegram-quiet.jsonl", 35000, 36000));
}

TEST(LogTemplates, ApprovedDeviceConnects) {
  LogBatch log(kVerbose, kPrintedAt);
  log_device_session(log, {{"38d1663d-0000-4000-8000-000000003bc0", "203.0.113.7", 131},
                           "Test Phone",
                           "openclaw-ios",
                           "ui",
                           "ios",
                           2,
                           2,
                           13,
                           16});
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose.jsonl", 127600, 127743));
}

TEST(LogTemplates, ANullDevice) {
  LogBatch log(kVerbose, kPrintedAt);
  log_cli_parse_error(log, "741c02df-d588-464b-88d3-62f13c2c9349",
                      "52fcb7e7-5325-4d86-a2bc-98340bb2727e");
  EXPECT_EQ(untimed(log.take()), recorded("gateway-verbose.jsonl", 263653, 263680));
}

TEST(LogTemplates, Shutdown) {
  for (const auto& [style, file, from] :
       {std::tuple(kVerbose, "gateway-verbose.jsonl", 306300),
        std::tuple(kQuiet, "gateway-telegram-quiet.jsonl", 68450),
        std::tuple(kColor, "gateway-verbose-term-xterm.jsonl", 16300)}) {
    LogBatch log(style, kPrintedAt);
    log_shutdown(log);
    EXPECT_EQ(untimed(log.take()), recorded(file, from, 999999)) << file;
  }
}

// ---- the gateway as a whole ----

const Sender kAlice{"811111111", "alice", "Falice", "Lalice"};

struct GatewayTest : ::testing::Test {
  GatewayTest() {
    machine.config.enabled_channels = {"telegram"};
    machine.config.telegram_auto_select_family = false;
    machine.log = kVerbose;
  }
  std::vector<std::string> message(const Sender& sender, const char* text, const char* time) {
    return untimed(receive_message(machine, "telegram", sender, text, wall_time(time), calm).log);
  }

  Machine machine;
  Calm calm;
};

// A whole recorded conversation. Bob and carol are 12 ms apart there and one of them is lost; here
// they come one by one, so dave finds three pending and gets no answer, which no line shows.
TEST_F(GatewayTest, TelegramConversation) {
  const char* file = "gateway-telegram-verbose.jsonl";
  EXPECT_EQ(message(kAlice, "hello", "2026-11-22T05:58:52.018Z"), recorded(file, 25000, 26000));
  EXPECT_EQ(message(kAlice, "again", "2026-11-22T05:58:58.051Z"), recorded(file, 31000, 32000));
  EXPECT_EQ(message({"822222222", "bob", "Fbob", "Lbob"}, "hello", "2026-11-22T05:59:02.035Z"),
            recorded(file, 35120, 35130));
}

TEST_F(GatewayTest, AnAllowedSendersTextIsLogged) {
  machine.next_update_id = 1005;
  machine.next_message_id = 12;
  machine.store("telegram").load_allow("{\"version\":1,\"allowFrom\":[\"811111111\"]}");
  EXPECT_EQ(message(kAlice, "hi, approved", "2026-11-22T06:00:03.693Z"),
            recorded("gateway-telegram-verbose.jsonl", 96782, 96866));
  EXPECT_TRUE(machine.store("telegram").requests().empty());
}

TEST_F(GatewayTest, LengthsCountAsInJavaScript) {
  machine.store("telegram").load_allow("{\"version\":1,\"allowFrom\":[\"811111111\"]}");
  const std::string ascii = message(kAlice, "aaaa", "2026-11-22T06:00:03.693Z").back();
  const std::string wide = message(kAlice, "éa😀", "2026-11-22T06:00:03.693Z").back();
  const auto length = [](const std::string& line) { return line.substr(line.find("len="), 7); };
  EXPECT_EQ(length(ascii), length(wide));
}

// gateway-verbose.jsonl, t_ms 108319, 112126 and 116189: an approval takes two event numbers.
TEST_F(GatewayTest, EventNumbersGoOnFromCallToCall) {
  machine.port = GatewayPort::listening;
  const auto asked =
      connect_device(machine, draw_phone(machine, calm), "203.0.113.7", kPrintedAt, calm);
  std::vector<std::string> events;
  for (const char* command : {"list", "approve", "list"}) {
    std::vector<std::string> argv = {"openclaw", "devices", command};
    argv.push_back(*command == 'l' ? "--json" : asked.asked.request_id);
    CliPlan plan = begin_cli(parse_cli_args(argv), machine, kPrintedAt, calm);
    for (const LogLine& line : act_cli(std::move(plan), machine, kPrintedAt, calm).gateway_log) {
      const std::size_t seq = line.text.find("seq=");
      if (seq != std::string::npos) events.push_back(line.text.substr(seq, 5));
    }
  }
  EXPECT_EQ(events, (std::vector<std::string>{"seq=1", "seq=2", "seq=3", "seq=4"}));
}

TEST_F(GatewayTest, QuietModeSaysNothingOfMessages) {
  machine.log = kQuiet;
  EXPECT_TRUE(message(kAlice, "approve pairing", "2026-11-22T05:58:52.018Z").empty());
  EXPECT_EQ(machine.store("telegram").requests().size(), 1u);
}

TEST_F(GatewayTest, RequestsCarryTheMessengersFields) {
  receive_message(machine, "telegram", kAlice, "x", kPrintedAt, calm);
  receive_message(machine, "discord", {"31", "user0", "", ""}, "x", kPrintedAt, calm);
  receive_message(machine, "slack", {"U0", "user0", "", ""}, "x", kPrintedAt, calm);
  const auto fields = [&](const char* channel) {
    std::vector<std::string> names;
    const auto requests = machine.store(channel).requests();
    for (const auto& field : requests.front().meta) names.push_back(field.first);
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(fields("telegram"), (Names{"username", "firstName", "lastName", "accountId"}));
  EXPECT_EQ(fields("discord"), (Names{"tag", "name", "accountId"}));
  EXPECT_EQ(fields("slack"), (Names{"name", "accountId"}));
}

TEST_F(GatewayTest, DiscordAndSlackRequests) {
  const auto discord =
      receive_message(machine, "discord", {"31", "user0", "", ""}, "x", kPrintedAt, calm);
  EXPECT_EQ(untimed(discord.log),
            std::vector<std::string>{"out TIME discord pairing request sender=31 tag=user0 "
                                     "(matchKey=none matchSource=none)"});
  const auto slack =
      receive_message(machine, "slack", {"U0", "user0", "", ""}, "x", kPrintedAt, calm);
  EXPECT_EQ(untimed(slack.log),
            std::vector<std::string>{"out TIME slack pairing request sender=U0 name=user0 "
                                     "(matchKey=none matchSource=none)"});
}

TEST_F(GatewayTest, ListensSevenToNineteenSecondsAfterItsSpawn) {
  machine.port = GatewayPort::listening;
  const Duration least = draw_boot(calm);
  EXPECT_EQ(least, std::chrono::seconds(7));
  const GatewayBoot quick = boot_gateway(machine, 1, kPrintedAt, least, least);
  EXPECT_EQ(quick.listening_after, least);
  EXPECT_EQ(machine.port, GatewayPort::closed);
  gateway_test::Wild wild;
  EXPECT_EQ(draw_boot(wild), std::chrono::seconds(19));
  const auto listening = std::ranges::find_if(quick.log, [](const LogLine& line) {
    return line.text.find("listening on ws://") != std::string::npos;
  });
  ASSERT_NE(listening, quick.log.end());
  EXPECT_EQ(listening->after, quick.listening_after);
}

// None of its lines bears a time that has not come yet.
TEST_F(GatewayTest, AShortBootIsTheRecordedOneStretchedTimesIncluded) {
  machine.log.verbose = true;
  const auto recorded = std::chrono::seconds(10);
  const Duration taken = milliseconds(200);
  const GatewayBoot boot = boot_gateway(machine, 1, kPrintedAt, recorded, taken);
  const GatewayBoot usual = boot_gateway(machine, 1, kPrintedAt, recorded, recorded);
  EXPECT_EQ(boot.listening_after, taken);
  ASSERT_EQ(boot.log.size(), usual.log.size());
  int timed = 0;
  for (std::size_t i = 0; i < boot.log.size(); ++i) {
    EXPECT_EQ(boot.log[i].after, usual.log[i].after / 50);
    const auto time = parse_iso_time(boot.log[i].text.substr(0, 23) + "Z");
    if (!time) continue;
    ++timed;
    EXPECT_EQ(*time, kPrintedAt + std::chrono::floor<milliseconds>(boot.log[i].after));
  }
  EXPECT_GT(timed, 8);
}

TEST_F(GatewayTest, NamesItsOwnPortAndItsOwnState) {
  machine.log = {true, false, 4001};
  machine.state_path = "/var/bot";
  machine.config.enabled_channels = {"telegram"};
  const auto recorded = std::chrono::seconds(10);
  const GatewayBoot boot = boot_gateway(machine, 1, kPrintedAt, recorded, recorded);
  const auto refused =
      connect_device(machine, draw_phone(machine, calm), "203.0.113.7", kPrintedAt, calm);
  std::string text;
  for (const LogLine& line : boot.log) text += line.text + '\n';
  for (const LogLine& line : refused.log) text += line.text + '\n';
  for (const char* part :
       {"ws://127.0.0.1:4001, ws://[::1]:4001", "http://127.0.0.1:4001/__openclaw__",
        "gatewayPort=4001", "(root /var/bot/canvas)", "does not exist: /var/bot/workspace",
        "host=127.0.0.1:4001"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_EQ(text.find("3001"), std::string::npos);
  EXPECT_EQ(text.find("/root"), std::string::npos);
}

TEST_F(GatewayTest, ADeviceRetriesThenConnects) {
  const DeviceHello phone = draw_phone(machine, calm);
  const auto first = connect_device(machine, phone, "203.0.113.7", kPrintedAt, calm);
  const auto retry = connect_device(machine, phone, "203.0.113.7", kPrintedAt, calm);
  EXPECT_EQ(first.log.size(), 4u);
  EXPECT_EQ(retry.log.size(), 4u);
  machine.devices.approve(first.asked.request_id, kPrintedAt);
  const auto paired = connect_device(machine, phone, "203.0.113.7", kPrintedAt, calm);
  EXPECT_EQ(paired.asked.result, DeviceStore::Asked::Result::paired);
  EXPECT_EQ(paired.log.size(), 7u);
}

TEST_F(GatewayTest, SigtermClosesThePort) {
  machine.port = GatewayPort::listening;
  const GatewayShutdown shutdown = terminate_gateway(machine, kPrintedAt);
  EXPECT_EQ(machine.port, GatewayPort::closed);
  EXPECT_GE(shutdown.exit_after, shutdown.log.back().after);
}

}  // namespace
}  // namespace sim
