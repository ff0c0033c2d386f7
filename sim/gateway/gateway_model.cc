#include "sim/gateway/gateway_model.h"

#include "sim/gateway/cli_cost.h"
#include "sim/gateway/log_templates.h"

namespace sim {
namespace {

using std::chrono::milliseconds;

// Spawn to `listening on`: 7.1 s in gateway-verbose.jsonl, 18.9 s in gateway-telegram-quiet.jsonl.
constexpr Range kBootMs{7000, 19000};

// The fields of each messenger, in the order of pairing-list-{telegram,discord,slack}-1.json.
std::vector<MetaField> meta_of(std::string_view channel, const Sender& sender) {
  std::vector<MetaField> meta;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) meta.emplace_back(name, value);
  };
  if (channel == "telegram") {
    add("username", sender.username);
    add("firstName", sender.first_name);
    add("lastName", sender.last_name);
  } else {
    if (channel == "discord") add("tag", sender.username);
    add("name", sender.username);
  }
  add("accountId", "default");
  return meta;
}

void log_message(LogBatch& log, Machine& machine, std::string_view channel, const Sender& sender,
                 std::string_view text, WallTime now, const MessageOutcome& outcome) {
  const bool created = outcome.asked.result == PairingStore::Asked::Result::created;
  if (channel == "discord" && created && !outcome.allowed)
    log_discord_request(log, sender.id, sender.username);
  if (channel == "slack" && created && !outcome.allowed)
    log_slack_request(log, sender.id, sender.username);
  if (channel != "telegram") return;
  const TelegramUpdate update{
      machine.next_update_id++,
      machine.next_message_id++,
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count(),
      sender.id,
      sender.username,
      sender.first_name,
      sender.last_name,
      text};
  log_telegram_update(log, update);
  if (outcome.allowed) log_telegram_inbound(log, update, now);
  // The bot's own reply takes a number too; only a new request is answered: see the message_ids in
  // gateway-telegram-verbose.jsonl.
  if (outcome.allowed || created) ++machine.next_message_id;
}

}  // namespace

Duration draw_boot(ChoiceSource& choices) {
  return milliseconds(draw_from(kBootMs, choices, Stream::latency, "gateway.boot"));
}

GatewayBoot boot_gateway(Machine& machine, std::uint32_t pid, WallTime now, Duration recorded,
                         Duration taken) {
  machine.port = GatewayPort::closed;
  machine.counters = {};
  BootFacts facts;
  facts.listening_after = recorded;
  facts.stretched_to = taken;
  facts.state_path = machine.state_path;
  facts.pid = pid;
  facts.telegram = machine.config.enables("telegram");
  facts.auto_select_family = machine.config.telegram_auto_select_family;
  LogBatch log(machine.log, now);
  log_boot(log, facts);
  return {taken, log.take()};
}

MessageOutcome receive_message(Machine& machine, std::string_view channel, const Sender& sender,
                               std::string_view text, WallTime now, ChoiceSource& choices) {
  MessageOutcome outcome;
  PairingStore& store = machine.store(channel);
  outcome.allowed = store.allows(sender.id);
  if (!outcome.allowed)
    outcome.asked = store.ask(sender.id, meta_of(channel, sender), now, machine.ids, choices);
  LogBatch log(machine.log, now);
  log_message(log, machine, channel, sender, text, now, outcome);
  outcome.log = log.take();
  return outcome;
}

DeviceOutcome connect_device(Machine& machine, const DeviceHello& hello,
                             std::string_view forwarded_for, WallTime now, ChoiceSource& choices) {
  DeviceOutcome outcome;
  LogBatch log(machine.log, now);
  const std::string conn = machine.ids.uuid(choices);
  DeviceAttempt attempt{conn, forwarded_for};
  outcome.asked = machine.devices.ask(hello, now, machine.ids, choices);
  if (outcome.asked.result == DeviceStore::Asked::Result::crashed) {
    log_cli_parse_error(log, conn, "c1");
  } else if (outcome.asked.result != DeviceStore::Asked::Result::paired) {
    log_device_pending(log, attempt);
  } else {
    GatewayCounters& counters = machine.counters;
    attempt.duration_ms = 131;
    log_device_session(log, {attempt, hello.display_name, hello.client_id, hello.client_mode,
                             hello.platform, ++counters.presence, ++counters.state_version,
                             counters.event_seq + 1, ++counters.health_version});
    ++counters.state_version;
    counters.event_seq += 2;
  }
  outcome.log = log.take();
  return outcome;
}

DeviceHello draw_phone(Machine& machine, ChoiceSource& choices) {
  DeviceHello hello;
  hello.device_id = machine.ids.device_id(choices);
  hello.public_key = machine.ids.public_key(choices);
  hello.display_name = "Test Phone";
  hello.platform = "ios";
  hello.device_family = "iPhone";
  hello.client_id = "openclaw-ios";
  hello.client_mode = "ui";
  hello.role = "operator";
  hello.roles = {"operator"};
  hello.scopes = {"operator.read", "operator.write"};
  return hello;
}

GatewayShutdown terminate_gateway(Machine& machine, WallTime now) {
  machine.port = GatewayPort::closed;
  LogBatch log(machine.log, now);
  log_shutdown(log);
  return {milliseconds(120), log.take()};
}

}  // namespace sim
