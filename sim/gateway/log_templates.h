// The gateway's log lines, in the wording of the recordings. Each function appends the lines of one
// event to a LogBatch, which knows the mode (quiet or verbose, plain or coloured) and leaves out
// what that mode does not print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/gateway/log_line.h"
#include "sim/gateway/time_text.h"

namespace sim {

class LogBatch {
 public:
  LogBatch(LogStyle style, WallTime event) : style_(style), event_(event) {}

  bool verbose() const { return style_.verbose; }
  std::string port() const { return std::to_string(style_.port); }
  // Every line that follows appears `after` the event.
  LogBatch& at(Duration after);
  // From now on what is said to be `from` after the event is `to` after it, and the rest alike.
  void stretch(Duration from, Duration to);

  void info(std::string_view subsystem, std::string_view message);  // stdout
  void warn(std::string_view subsystem, std::string_view message);  // stderr
  void plain(std::string_view message);  // stdout, a time but no subsystem, never coloured
  void bare(std::string_view message);   // stdout, nothing but the message

  std::string date_text();  // 2026-11-22

  std::vector<LogLine> take() { return std::move(lines_); }

 private:
  void add(LogStream stream, std::string text);
  const std::string& time_text();
  std::string dressed(std::string_view subsystem, std::string_view message, bool warning);

  LogStyle style_;
  WallTime event_;
  Duration after_{};
  std::string time_;  // at that moment; empty: no line was of it yet
  Duration from_{1};
  Duration to_{1};
  std::vector<LogLine> lines_;
};

// The box that precedes the output of the gateway and of every CLI command without --json while
// Telegram is enabled and no group sender is allowed (gateway-telegram-quiet.jsonl,
// pairing-approve-telegram-bad.json). Ends with a line end.
extern const std::string_view kDoctorWarnings;
inline constexpr std::string_view kRecordedVersion = "2026.3.13";
inline constexpr std::string_view kVersionLine = "OpenClaw 2026.3.13 (61d171a)";

// Spawn to ready: gateway-verbose.jsonl, gateway-telegram-verbose.jsonl,
// gateway-telegram-quiet.jsonl.
struct BootFacts {
  Duration listening_after{};
  std::uint32_t pid = 0;
  bool telegram = false;
  bool auto_select_family = true;
  std::string_view state_path = kRecordedStatePath;
  std::optional<Duration> stretched_to{};  // it takes this long, and all of it in proportion
};
void log_boot(LogBatch& log, const BootFacts& facts);

// gateway-telegram-verbose.jsonl: nothing at all in quiet mode.
struct TelegramUpdate {
  std::uint64_t update_id = 0;
  std::uint64_t message_id = 0;
  std::int64_t date_s = 0;
  std::string_view sender_id;
  std::string_view username;
  std::string_view first_name;
  std::string_view last_name;
  std::string_view text;
};
void log_telegram_update(LogBatch& log, const TelegramUpdate& update);
// The same sender once allowed: the message text itself is printed again.
void log_telegram_inbound(LogBatch& log, const TelegramUpdate& update, WallTime now);

// By reading of the program's source, not recorded; verbose only.
void log_discord_request(LogBatch& log, std::string_view sender_id, std::string_view tag);
void log_slack_request(LogBatch& log, std::string_view sender_id, std::string_view name);

// A device that is refused because it must be paired first; the same for its first attempt and for
// every retry (gateway-verbose.jsonl, "same device retries while pending").
struct DeviceAttempt {
  std::string_view conn;           // UUID
  std::string_view forwarded_for;  // X-Forwarded-For; empty: none
  std::uint32_t duration_ms = 19;
};
void log_device_pending(LogBatch& log, const DeviceAttempt& attempt);
// A paired device that connects, says hello and leaves ("approved device connects").
struct DeviceSession {
  DeviceAttempt attempt;
  std::string_view display_name;
  std::string_view client_id;
  std::string_view client_mode;
  std::string_view platform;
  std::uint32_t presence = 2;
  std::uint32_t state_version = 2;  // grows by one when the device leaves
  std::uint32_t event_seq = 1;      // of the first of two events
  std::uint32_t health_version = 4;
};
void log_device_session(LogBatch& log, const DeviceSession& session);

// One CLI call over the WebSocket (gateway-verbose.jsonl, "CLI: devices …").
struct CliExchange {
  std::string_view conn;
  std::string_view frame;                 // UUID of the request
  std::string_view method;                // device.pair.list, …
  std::string_view auto_approved_device;  // set at the CLI's first call
  std::string_view settled_device;        // set when the call approved or rejected one
  std::string_view settled_role;
  bool approved = false;  // of settled_device: a rejection prints no [gateway] line
  bool failed = false;    // unknown requestId
  std::uint32_t presence = 1;
  std::uint32_t state_version = 1;
  std::uint32_t event_seq = 1;  // of the first event; a settled request takes the next as well
  std::uint32_t health_version = 4;
  std::uint32_t result_ms = 1;
  std::uint32_t duration_ms = 44;
};
void log_cli_exchange(LogBatch& log, const CliExchange& exchange);
// devices-list-corrupt-wrong-types.json: a null in pending.json.
void log_cli_parse_error(LogBatch& log, std::string_view conn, std::string_view frame);
// By analogy with "wrong token" in gateway-verbose.jsonl.
void log_cli_unauthorized(LogBatch& log, std::string_view conn);

// SIGTERM (every gateway recording).
void log_shutdown(LogBatch& log);

}  // namespace sim
