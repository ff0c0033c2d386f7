#include "sim/gateway/log_templates.h"

#include <algorithm>

#include "sim/gateway/json_text.h"

namespace sim {

using std::chrono::milliseconds;

const std::string_view kDoctorWarnings =
    "│\n"
    "◇  Doctor warnings ────────────────────────────────────────────────────────╮\n"
    "│                                                                          │\n"
    "│  - channels.telegram.groupPolicy is \"allowlist\" but groupAllowFrom (and  │\n"
    "│    allowFrom) is empty — all group messages will be silently dropped.    │\n"
    "│    Add sender IDs to channels.telegram.groupAllowFrom or                 │\n"
    "│    channels.telegram.allowFrom, or set groupPolicy to \"open\".            │\n"
    "│                                                                          │\n"
    "├──────────────────────────────────────────────────────────────────────────╯\n";

namespace {

constexpr std::string_view kProxyHeaders =
    "Proxy headers detected from untrusted address. Connection will not be treated as local. "
    "Configure gateway.trustedProxies to restore local client detection behind your proxy.";
constexpr std::string_view kNullTs = "TypeError: Cannot read properties of null (reading 'ts')";
constexpr std::string_view kMismatch =
    "unauthorized: gateway token mismatch (provide gateway auth token)";

// As seen in gateway-verbose-term-xterm.jsonl; subsystems missing there are taken for cyan.
std::string_view color_of(std::string_view subsystem) {
  if (subsystem == "canvas") return "35";
  if (subsystem == "health-monitor") return "32";
  if (subsystem == "gmail-watcher") return "34";
  return "36";
}

void append_colored(std::string& text, std::string_view color, std::string_view what) {
  text += "\x1b[";
  text += color;
  text += 'm';
  text += what;
  text += "\x1b[39m";
}

template <class... Parts>
std::string join(const Parts&... parts) {
  std::string text;
  text.reserve((std::string_view(parts).size() + ...));
  ((text += parts), ...);
  return text;
}

std::string number(std::int64_t value) { return std::to_string(value); }

// d38a6196…5d10: how verbose lines abbreviate a UUID.
std::string short_id(std::string_view uuid) {
  if (uuid.size() < 12) return std::string(uuid);
  return join(uuid.substr(0, 8), "…", uuid.substr(uuid.size() - 4));
}

std::string_view or_none(std::string_view text) { return text.empty() ? "n/a" : text; }

void log_open(LogBatch& log, std::string_view conn) {
  if (log.verbose()) log.info("ws", join("← open remoteAddr=127.0.0.1 conn=", short_id(conn)));
}

void log_closed_early(LogBatch& log, std::string_view conn, std::string_view forwarded_for,
                      std::string_view code, std::string_view reason) {
  log.warn("ws", join("closed before connect conn=", conn, " remote=127.0.0.1 fwd=",
                      or_none(forwarded_for), " origin=n/a host=127.0.0.1:", log.port(),
                      " ua=n/a code=", code, " reason=", reason));
}

void log_hello(LogBatch& log, std::uint32_t presence, std::uint32_t state_version) {
  log.info("ws", join("→ hello-ok methods=100 events=19 presence=", number(presence),
                      " stateVersion=", number(state_version)));
}

void log_health_event(LogBatch& log, std::uint32_t seq, std::uint32_t presence_version,
                      std::uint32_t health_version) {
  log.info("ws", join("→ event health seq=", number(seq), " clients=1 presenceVersion=",
                      number(presence_version), " healthVersion=", number(health_version)));
}

void log_close(LogBatch& log, std::uint32_t duration_ms, std::string_view method,
               std::string_view frame) {
  log.info("ws", join("→ close code=1005 durationMs=", number(duration_ms),
                      " handshake=connected lastFrameType=req lastFrameMethod=", method,
                      " lastFrameId=", frame));
}

void log_plugins(LogBatch& log, bool timed) {
  constexpr std::string_view kPlugins[] = {"/pair (plugin: device-pair)",
                                           "/phone (plugin: phone-control)",
                                           "/voice (plugin: talk-voice)"};
  for (const std::string_view plugin : kPlugins) {
    const std::string line = join("Registered plugin command: ", plugin);
    timed ? log.plain(line) : log.bare(line);
  }
}

void log_doctor_warnings(LogBatch& log) {
  std::string_view rest = kDoctorWarnings;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    log.bare(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
}

void log_network(LogBatch& log, bool auto_select_family) {
  log.info("telegram", auto_select_family ? "autoSelectFamily=true (default-node22)"
                                          : "autoSelectFamily=false (config)");
  log.info("telegram", "dnsResultOrder=ipv4first (default-node22)");
}

// The provider starts once the gateway listens (gateway-telegram-quiet.jsonl, t_ms 18904 to 19262).
void log_telegram_start(LogBatch& log, const BootFacts& facts) {
  log.at(facts.listening_after + milliseconds(140));
  log.info("telegram", "[default] starting provider (@test_bot)");
  log.at(facts.listening_after + milliseconds(360));
  log_network(log, facts.auto_select_family);
  if (!log.verbose()) return;
  log.at(facts.listening_after + milliseconds(480));
  log.info("routing",
           "resolveAgentRoute: channel=telegram accountId=default peer=none guildId=none "
           "teamId=none bindings=0");
  log.plain(
      join("Skipping agent \"main\": workspace does not exist: ", facts.state_path, "/workspace"));
}

void log_before_listening(LogBatch& log, const BootFacts& facts) {
  const auto before = [&](int ms) { return facts.listening_after - milliseconds(ms); };
  log.at(before(285));
  log.info("canvas", join("host mounted at http://127.0.0.1:", log.port(),
                          "/__openclaw__/canvas/ (root ", facts.state_path, "/canvas)"));
  log.at(before(54));
  if (log.verbose())
    log.plain(
        join("bonjour: starting (hostname=openclaw, instance=\"host (OpenClaw)\", gatewayPort=",
             log.port(), ", minimal=true)"));
  log.at(before(31)).info("heartbeat", "started");
  log.at(before(24))
      .info("health-monitor",
            "started (interval: 300s, startup-grace: 60s, channel-connect-grace: 120s)");
  log.at(before(4)).info("gateway", "agent model: anthropic/claude-opus-4-6");
}

void append_user(std::string& json, const TelegramUpdate& update, bool with_last_name) {
  json += ",\"first_name\":";
  append_json_string(json, update.first_name);
  if (with_last_name) {
    json += ",\"last_name\":";
    append_json_string(json, update.last_name);
  }
  json += ",\"username\":";
  append_json_string(json, update.username);
}

std::string update_json(const TelegramUpdate& update) {
  std::string json = join("{\"update_id\":", std::to_string(update.update_id),
                          ",\"message\":{\"message_id\":", std::to_string(update.message_id),
                          ",\"date\":", number(update.date_s),
                          ",\"chat\":{\"id\":", update.sender_id, ",\"type\":\"private\"");
  append_user(json, update, false);
  json += join("},\"from\":{\"id\":", update.sender_id, ",\"is_bot\":false");
  append_user(json, update, true);
  json += ",\"language_code\":\"en\"},\"text\":";
  append_json_string(json, update.text);
  json += "}}";
  return json;
}

// JavaScript's length: UTF-16 units. Precondition: valid UTF-8.
std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

// Assumed: a preview stays on one line.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "\\n";
    else
      line += c;
  }
  return line;
}

// Sun 2026-11-22 06:00 UTC
std::string minute_text(WallTime time) {
  constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(time));
  const std::string iso = iso_time(time);
  return join(kDays[day.c_encoding()], " ", iso.substr(0, 10), " ", iso.substr(11, 5), " UTC");
}

}  // namespace

LogBatch& LogBatch::at(Duration after) {
  const Duration stretched(after.count() * to_.count() / from_.count());
  if (stretched != after_) time_.clear();
  after_ = stretched;
  return *this;
}

void LogBatch::stretch(Duration from, Duration to) {
  from_ = std::max(from, Duration(1));
  to_ = to;
}

void LogBatch::info(std::string_view subsystem, std::string_view message) {
  add(LogStream::out, dressed(subsystem, message, false));
}

void LogBatch::warn(std::string_view subsystem, std::string_view message) {
  add(LogStream::err, dressed(subsystem, message, true));
}

void LogBatch::plain(std::string_view message) {
  std::string text = time_text();
  text += ' ';
  text += message;
  add(LogStream::out, std::move(text));
}

void LogBatch::bare(std::string_view message) { add(LogStream::out, std::string(message)); }

void LogBatch::add(LogStream stream, std::string text) {
  lines_.push_back({after_, stream, std::move(text)});
}

const std::string& LogBatch::time_text() {
  if (time_.empty()) append_log_time(time_, event_ + std::chrono::floor<milliseconds>(after_));
  return time_;
}

std::string LogBatch::dressed(std::string_view subsystem, std::string_view message, bool warning) {
  if (!style_.color) return join(time_text(), " [", subsystem, "] ", message);
  std::string text;
  append_colored(text, "90", time_text());
  text += ' ';
  append_colored(text, color_of(subsystem), join("[", subsystem, "]"));
  text += ' ';
  append_colored(text, warning ? "33" : "36", message);
  return text;
}

void log_boot(LogBatch& log, const BootFacts& facts) {
  if (facts.stretched_to) log.stretch(facts.listening_after, *facts.stretched_to);
  if (log.verbose()) log_plugins(log.at(facts.listening_after * 9 / 10), false);
  if (facts.telegram) log_doctor_warnings(log.at(facts.listening_after * 19 / 20));
  if (log.verbose()) log_plugins(log.at(facts.listening_after - milliseconds(340)), true);
  log_before_listening(log, facts);
  log.at(facts.listening_after);
  log.info("gateway", join("listening on ws://127.0.0.1:", log.port(), ", ws://[::1]:", log.port(),
                           " (PID ", number(facts.pid), ")"));
  log.at(facts.listening_after + milliseconds(3));
  log.info("gateway", join("log file: /tmp/openclaw/openclaw-", log.date_text(), ".log"));
  log.at(facts.listening_after + milliseconds(8));
  if (facts.telegram) log_network(log, facts.auto_select_family);
  log.at(facts.listening_after + milliseconds(68));
  log.info("browser/server", "Browser control listening on http://127.0.0.1:3003/ (auth=token)");
  if (facts.telegram) log_telegram_start(log, facts);
}

std::string LogBatch::date_text() { return time_text().substr(0, 10); }

void log_telegram_update(LogBatch& log, const TelegramUpdate& update) {
  if (!log.verbose()) return;
  log.at(milliseconds(10)).info("telegram", join("update: ", update_json(update)));
  log.at(milliseconds(16));
  log.info("routing", join("resolveAgentRoute: channel=telegram accountId=default peer=direct:",
                           update.sender_id, " guildId=none teamId=none bindings=0"));
}

void log_telegram_inbound(LogBatch& log, const TelegramUpdate& update, WallTime now) {
  if (!log.verbose()) return;
  const std::string body =
      join("[Telegram ", update.first_name, " ", update.last_name, " (@", update.username,
           ") id:", update.sender_id, " ", minute_text(now), "] ", update.text);
  log.at(milliseconds(100));
  log.plain(join("telegram inbound: chatId=", update.sender_id, " from=telegram:", update.sender_id,
                 " len=", number(static_cast<std::int64_t>(utf16_length(body))), " preview=\"",
                 on_one_line(body), "\""));
}

void log_discord_request(LogBatch& log, std::string_view sender_id, std::string_view tag) {
  if (!log.verbose()) return;
  log.at(milliseconds(10));
  log.plain(join("discord pairing request sender=", sender_id, " tag=", tag,
                 " (matchKey=none matchSource=none)"));
}

void log_slack_request(LogBatch& log, std::string_view sender_id, std::string_view name) {
  if (!log.verbose()) return;
  log.at(milliseconds(10));
  log.plain(join("slack pairing request sender=", sender_id, " name=", name,
                 " (matchKey=none matchSource=none)"));
}

void log_device_pending(LogBatch& log, const DeviceAttempt& attempt) {
  log_open(log.at(milliseconds(0)), attempt.conn);
  if (!attempt.forwarded_for.empty()) log.at(milliseconds(3)).warn("ws", kProxyHeaders);
  log_closed_early(log.at(milliseconds(20)), attempt.conn, attempt.forwarded_for, "1008",
                   "pairing required");
  if (!log.verbose()) return;
  log.at(milliseconds(22));
  log.info("ws", join("→ close code=1008 reason=pairing required durationMs=",
                      number(attempt.duration_ms),
                      " cause=pairing-required handshake=failed lastFrameType=req "
                      "lastFrameMethod=connect lastFrameId=c1"));
}

void log_device_session(LogBatch& log, const DeviceSession& session) {
  log_open(log.at(milliseconds(0)), session.attempt.conn);
  if (!session.attempt.forwarded_for.empty()) log.at(milliseconds(4)).warn("ws", kProxyHeaders);
  if (!log.verbose()) return;
  log.at(milliseconds(17));
  log.info("ws",
           join("← connect client=", session.client_id, " clientDisplayName=", session.display_name,
                " version=", kRecordedVersion, " mode=", session.client_mode,
                " clientId=", session.client_id, " platform=", session.platform, " auth=token"));
  log_hello(log, session.presence, session.state_version);
  log_health_event(log, session.event_seq, session.state_version, session.health_version);
  log.at(milliseconds(126));
  log.info("ws",
           join("→ event presence seq=", number(session.event_seq + 1),
                " clients=1 dropIfSlow=true presenceVersion=", number(session.state_version + 1),
                " healthVersion=", number(session.health_version)));
  log_close(log, session.attempt.duration_ms, "connect", "c1");
}

void log_cli_exchange(LogBatch& log, const CliExchange& exchange) {
  log_open(log.at(milliseconds(0)), exchange.conn);
  log.at(milliseconds(12));
  if (!exchange.auto_approved_device.empty())
    log.info("gateway", join("device pairing auto-approved device=", exchange.auto_approved_device,
                             " role=operator"));
  if (log.verbose()) {
    log.at(milliseconds(16));
    log.info("ws", join("← connect client=cli version=", kRecordedVersion,
                        " mode=cli clientId=cli platform=linux auth=token"));
    log_hello(log, exchange.presence, exchange.state_version);
    log_health_event(log.at(milliseconds(20)), exchange.event_seq, exchange.state_version,
                     exchange.health_version);
  }
  log.at(milliseconds(25));
  if (exchange.approved && !exchange.settled_device.empty())
    log.info("gateway", join("device pairing approved device=", exchange.settled_device,
                             " role=", exchange.settled_role));
  if (!log.verbose()) return;
  if (!exchange.settled_device.empty())
    log.info("ws", join("→ event device.pair.resolved seq=", number(exchange.event_seq + 1),
                        " clients=1 dropIfSlow=true"));
  log.at(milliseconds(27));
  log.info("ws",
           join("⇄ res ", exchange.failed ? "✗ " : "✓ ", exchange.method, " ",
                number(exchange.result_ms), "ms",
                exchange.failed ? " errorCode=INVALID_REQUEST errorMessage=unknown requestId" : "",
                " id=", short_id(exchange.frame)));
  log_close(log.at(milliseconds(42)), exchange.duration_ms, exchange.method, exchange.frame);
}

void log_cli_parse_error(LogBatch& log, std::string_view conn, std::string_view frame) {
  log_open(log.at(milliseconds(0)), conn);
  log.at(milliseconds(12)).warn("gateway", join("parse/handle error: ", kNullTs));
  if (log.verbose()) log.at(milliseconds(16)).info("ws", join("→ parse-error error=", kNullTs));
  log_closed_early(log.at(milliseconds(21)), conn, "", "1000", "n/a");
  if (log.verbose())
    log.at(milliseconds(23))
        .info("ws", join("→ close code=1000 durationMs=24 handshake=pending lastFrameType=req "
                         "lastFrameMethod=connect lastFrameId=",
                         frame));
}

void log_cli_unauthorized(LogBatch& log, std::string_view conn) {
  log_open(log.at(milliseconds(0)), conn);
  log.at(milliseconds(7));
  log.warn("ws", join("unauthorized conn=", conn, " remote=127.0.0.1 client=cli cli v",
                      kRecordedVersion, " reason=token_mismatch"));
  log_closed_early(log.at(milliseconds(12)), conn, "", "1008", kMismatch);
  if (log.verbose())
    log.at(milliseconds(14))
        .info("ws", join("→ close code=1008 reason=", kMismatch,
                         " durationMs=13 cause=unauthorized handshake=failed lastFrameType=req "
                         "lastFrameMethod=connect lastFrameId=c1"));
}

void log_shutdown(LogBatch& log) {
  log.at(milliseconds(26)).info("gateway", "signal SIGTERM received");
  log.at(milliseconds(31)).info("gateway", "received SIGTERM; shutting down");
  log.at(milliseconds(99)).info("gmail-watcher", "gmail watcher stopped");
}

}  // namespace sim
