#include "sim/gateway/cli_model.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/gateway/cli_cost.h"
#include "sim/gateway/cli_texts.h"
#include "sim/gateway/log_templates.h"

namespace sim {
namespace {

using std::chrono::milliseconds;

bool is_device_command(CliCommand command) {
  return command == CliCommand::devices_list || command == CliCommand::devices_approve ||
         command == CliCommand::devices_reject;
}

bool is_pairing_command(CliCommand command) {
  return command == CliCommand::pairing_list || command == CliCommand::pairing_approve;
}

bool config_is_broken(const Machine& machine) {
  return machine.config.file != ConfigFile::ok && machine.config.file != ConfigFile::absent;
}

const CliCost& cost_of(CliCommand command, const Machine& machine) {
  if (command == CliCommand::version) return kVersionCost;
  if (machine.cold_caches) return kColdCost;
  if (config_is_broken(machine)) return kConfigErrorCost;
  if (is_device_command(command)) return kDevicesCost;
  return command == CliCommand::pairing_approve ? kPairingApproveCost : kPairingListCost;
}

std::int64_t tail_ms(CliCommand command) {
  return command == CliCommand::version ? kVersionTailMs : kTailMs;
}

// A call that takes longer has also worked more.
std::int64_t cpu_ms(const CliCost& cost, std::int64_t wall_ms) {
  return cost.cpu_ms.least + (cost.cpu_ms.most - cost.cpu_ms.least) *
                                 (wall_ms - cost.wall_ms.least) /
                                 (cost.wall_ms.most - cost.wall_ms.least);
}

// How long the call waits for the lock file of the pairing store, when it gets there after `work`.
Duration lock_wait(const CliArgs& args, const Machine& machine, WallTime now, Duration work) {
  if (!is_pairing_command(args.command) || !machine.pairing_locked_since) return {};
  const Duration free =
      *machine.pairing_locked_since - now + milliseconds(kLockStaleMs + kLockRetryMs);
  return std::max(free - work, Duration{});
}

// ^[a-z][a-z0-9_-]{0,63}$
bool is_channel_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] < 'a' || name[0] > 'z') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

DeviceHello draw_cli(Machine& machine, ChoiceSource& choices) {
  std::string id = machine.ids.device_id(choices);
  return cli_hello(std::move(id), machine.ids.public_key(choices));
}

std::string_view method_of(CliCommand command) {
  if (command == CliCommand::devices_list) return "device.pair.list";
  return command == CliCommand::devices_approve ? "device.pair.approve" : "device.pair.reject";
}

void append(std::vector<Vanished>& into, std::vector<Vanished> more) {
  into.insert(into.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

// One call at the moment it touches the stores.
class Act {
 public:
  Act(CliPlan plan, Machine& machine, WallTime now, ChoiceSource& choices)
      : plan_(std::move(plan)), machine_(machine), now_(now), choices_(choices) {}

  CliOutcome run();

 private:
  void dispatch();
  void pairing_list();
  void pairing_approve();
  void notify(const std::string& channel);
  void devices();
  void devices_over_socket();
  void devices_from_files();
  void settle_device();
  void log_exchange(bool auto_approved);
  void log_refused_token();
  void end_at(const Range& wall_ms);
  void fail(std::string text);
  std::string channel() const;
  bool file_is_closed(const std::string& channel);

  CliPlan plan_;
  Machine& machine_;
  WallTime now_;
  ChoiceSource& choices_;
  CliOutcome outcome_;
  DeviceStore::Settled settled_;
};

CliOutcome Act::run() {
  outcome_.until_exit.work = milliseconds(tail_ms(plan_.args.command));
  dispatch();
  if (plan_.args.command != CliCommand::version) machine_.cold_caches = false;
  outcome_.reply.duration = plan_.until_act.alone() + outcome_.until_exit.alone();
  outcome_.reply.cpu = plan_.cpu;
  outcome_.reply.max_rss_kb = plan_.max_rss_kb;
  return std::move(outcome_);
}

void Act::dispatch() {
  const CliArgs& args = plan_.args;
  if (args.command == CliCommand::version) {
    outcome_.reply.out = kVersionLine;
    outcome_.reply.out += '\n';
    return;
  }
  if (config_is_broken(machine_)) return fail(config_error_text(machine_));
  if (args.command == CliCommand::refused) return fail(refusal_text(args.refusal));
  // No --json, so the box comes first: pairing-approve-*.json, devices-approve-quiet-gateway.json.
  if (!args.json && machine_.config.enables("telegram")) outcome_.reply.out = kDoctorWarnings;
  if (is_device_command(args.command)) return devices();
  args.command == CliCommand::pairing_list ? pairing_list() : pairing_approve();
}

void Act::pairing_list() {
  const std::string name = channel();
  if (!is_channel_name(name)) return fail(invalid_channel_text(name));
  if (file_is_closed(name)) return;
  if (machine_.access == Access::no_pairing_file) {  // pairing-list-noperm-file.json
    outcome_.reply.out = PairingStore(name).list(now_).json;
    return;
  }
  PairingStore::Listed listed = machine_.store(name).list(now_);
  outcome_.vanished = std::move(listed.vanished);
  if (listed.crashed) return fail(null_channel_entry_text());
  outcome_.reply.out = std::move(listed.json);
}

void Act::pairing_approve() {
  const std::string name = channel();
  if (!is_channel_name(name)) return fail(invalid_channel_text(name));
  if (file_is_closed(name)) return;
  if (machine_.access == Access::no_pairing_file) return fail(unknown_code_text(plan_.args.id));
  PairingStore::Approved approved = machine_.store(name).approve(plan_.args.id, now_);
  outcome_.vanished = std::move(approved.vanished);
  using Result = PairingStore::Approved::Result;
  if (approved.result == Result::crashed) return fail(null_channel_entry_text());
  if (approved.result == Result::unknown_code) return fail(unknown_code_text(plan_.args.id));
  outcome_.reply.out += "Approved " + name + " sender " + approved.sender + ".\n";
  if (plan_.args.notify) notify(name);
}

// The approval stands by now: a failed notification is still a success (exit code 0).
void Act::notify(const std::string& name) {
  NotifyText text = notify_text(machine_, name);
  outcome_.reply.out += text.out;
  outcome_.reply.err += text.err;
  if (!machine_.config.enables(name)) return;
  const Range& extra = machine_.messengers_reachable ? kNotifyReachedMs : kNotifyFailedMs;
  outcome_.until_exit.wait +=
      milliseconds(draw_from(extra, choices_, Stream::latency, "cli.notify"));
}

void Act::devices() {
  // The identity is made before anything is asked (state_files_after of
  // devices-list-nogateway.json).
  if (!machine_.cli_device) machine_.cli_device = draw_cli(machine_, choices_);
  switch (machine_.port) {
    case GatewayPort::listening:
      return devices_over_socket();
    case GatewayPort::pairing_required:
      return devices_from_files();
    case GatewayPort::closed:
      end_at(kPortClosedMs);
      break;
    case GatewayPort::silent:
      end_at(kPortSilentMs);
      break;
    case GatewayPort::token_mismatch:
      end_at(kTokenMismatchMs);
      log_refused_token();
      break;
  }
  fail(gateway_closed_text(machine_));
}

void Act::devices_over_socket() {
  if (machine_.devices.has_null_entry()) {
    LogBatch log(machine_.log, now_);
    const std::string conn = machine_.ids.uuid(choices_);
    log_cli_parse_error(log, conn, machine_.ids.uuid(choices_));
    outcome_.gateway_log = log.take();
    end_at(kGatewayCrashedMs);
    return fail(gateway_crashed_text(machine_));
  }
  append(outcome_.vanished, machine_.devices.prune(now_));
  const bool first = !machine_.devices.is_paired(machine_.cli_device->device_id);
  if (first) machine_.devices.pair(*machine_.cli_device, now_);
  settle_device();
  const bool unknown = plan_.args.command != CliCommand::devices_list && !settled_.found;
  if (unknown) fail(unknown_request_text());
  log_exchange(first);
}

// A gateway that does not know the CLI's device: the CLI works on the files itself, and the gateway
// logs nothing (devices-list-standin-pairing.json, devices-approve-standin-pairing.json).
void Act::devices_from_files() {
  end_at(kPairingRequiredMs);
  outcome_.reply.err = "gateway connect failed: GatewayClientRequestError: pairing required\n";
  if (plan_.args.command != CliCommand::devices_list && !plan_.args.json)
    outcome_.reply.out += "Direct scope access failed; using local fallback.\n";
  // Not recorded: the reader in the CLI is the gateway's, so it fails alike.
  if (machine_.devices.has_null_entry()) return fail(gateway_crashed_text(machine_));
  settle_device();
  if (plan_.args.command != CliCommand::devices_list && !settled_.found)
    fail("unknown requestId\n");  // not recorded
}

void Act::settle_device() {
  DeviceStore& store = machine_.devices;
  const CliArgs& args = plan_.args;
  if (args.command == CliCommand::devices_list) {
    outcome_.reply.out += store.list(now_);
    return;
  }
  const bool approve = args.command == CliCommand::devices_approve;
  settled_ = approve ? store.approve(args.id, now_) : store.reject(args.id, now_);
  append(outcome_.vanished, std::move(settled_.vanished));
  if (!settled_.found) return;
  if (approve && args.json) {
    outcome_.reply.out += settled_.json;
  } else if (approve) {
    outcome_.reply.out += "Approved " + settled_.device_id + " (" + args.id + ")\n";
  } else {
    outcome_.reply.out += "Rejected " + settled_.device_id + '\n';
  }
}

void Act::log_exchange(bool auto_approved) {
  GatewayCounters& counters = machine_.counters;
  LogBatch log(machine_.log, now_);
  CliExchange exchange;
  // Only verbose lines name the connection.
  const std::string conn = log.verbose() ? machine_.ids.uuid(choices_) : std::string();
  const std::string frame = log.verbose() ? machine_.ids.uuid(choices_) : std::string();
  exchange.conn = conn;
  exchange.frame = frame;
  exchange.method = method_of(plan_.args.command);
  if (auto_approved) exchange.auto_approved_device = machine_.cli_device->device_id;
  exchange.settled_device = settled_.device_id;
  exchange.settled_role = settled_.role;
  exchange.approved = plan_.args.command == CliCommand::devices_approve;
  exchange.failed = plan_.args.command != CliCommand::devices_list && !settled_.found;
  exchange.presence = counters.presence;
  exchange.state_version = counters.state_version;
  exchange.event_seq = counters.event_seq + 1;
  exchange.health_version = ++counters.health_version;
  counters.event_seq += settled_.found ? 2 : 1;
  log_cli_exchange(log, exchange);
  outcome_.gateway_log = log.take();
}

void Act::log_refused_token() {
  LogBatch log(machine_.log, now_);
  log_cli_unauthorized(log, machine_.ids.uuid(choices_));
  outcome_.gateway_log = log.take();
}

void Act::end_at(const Range& wall_ms) {
  const Duration end =
      milliseconds(draw_from(wall_ms, choices_, Stream::latency, "cli.gateway_refusal"));
  const Duration spent = plan_.until_act.alone() + outcome_.until_exit.alone();
  outcome_.until_exit.wait += std::max(end - spent, Duration{});
}

void Act::fail(std::string text) {
  outcome_.reply.err += text;
  outcome_.reply.exit_code = 1;
}

// Without a channel in argv the CLI takes one that is configured (pairing-list-no-channel.json).
std::string Act::channel() const {
  if (!plan_.args.channel.empty()) return plan_.args.channel;
  const auto& enabled = machine_.config.enabled_channels;
  return enabled.empty() ? "telegram" : enabled.front();
}

// Lock and directory of the pairing files. A stale lock file is removed by who finds it.
bool Act::file_is_closed(const std::string& name) {
  if (machine_.access == Access::no_credentials)
    fail(no_credentials_text(machine_, name, machine_.ids.uuid(choices_)));
  if (machine_.access == Access::no_state_dir) fail(no_state_dir_text(machine_));
  if (machine_.pairing_locked_since &&
      now_ - *machine_.pairing_locked_since >= milliseconds(kLockStaleMs))
    machine_.pairing_locked_since.reset();
  return outcome_.reply.exit_code != 0;
}

}  // namespace

// The scopes that the CLI asks for (devices-list-gateway-first.json).
DeviceHello cli_hello(std::string device_id, std::string public_key) {
  DeviceHello hello;
  hello.device_id = std::move(device_id);
  hello.public_key = std::move(public_key);
  hello.platform = "linux";
  hello.client_id = "cli";
  hello.client_mode = "cli";
  hello.role = "operator";
  hello.roles = {"operator"};
  hello.scopes = {"operator.admin", "operator.read", "operator.write", "operator.approvals",
                  "operator.pairing"};
  return hello;
}

CliPlan begin_cli(CliArgs args, const Machine& machine, WallTime now, ChoiceSource& choices) {
  CliPlan plan;
  plan.args = std::move(args);
  const CliCost& cost = cost_of(plan.args.command, machine);
  const std::int64_t wall_ms = draw_from(cost.wall_ms, choices, Stream::latency, "cli.duration");
  plan.until_act.work = milliseconds(wall_ms - tail_ms(plan.args.command));
  plan.until_act.wait = lock_wait(plan.args, machine, now, plan.until_act.work);
  plan.cpu = milliseconds(cpu_ms(cost, wall_ms));
  plan.max_rss_kb = draw_from(cost.rss_kb, choices, Stream::latency, "cli.max_rss");
  return plan;
}

CliOutcome act_cli(CliPlan plan, Machine& machine, WallTime now, ChoiceSource& choices) {
  return Act(std::move(plan), machine, now, choices).run();
}

// Linear between the recorded numbers of calls; beyond eight the last slope goes on.
std::uint64_t slowdown_permille(std::uint32_t running) {
  constexpr std::array<std::uint64_t, 9> kMeasured = {1000, 1000, 2110, 3530, 4950,
                                                      6580, 8200, 9830, 11460};
  constexpr std::uint64_t kSlope = kMeasured[8] - kMeasured[7];
  if (running < kMeasured.size()) return kMeasured[running];
  return kMeasured[8] + kSlope * (running - 8);
}

}  // namespace sim
