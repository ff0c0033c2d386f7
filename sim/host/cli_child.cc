#include "sim/host/cli_child.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "sim/faults/fault_output.h"
#include "sim/host/answer.h"
#include "sim/host/host.h"
#include "sim/host/vanished_events.h"

namespace sim {
namespace {

// Of a call whose duration the scenario sets, the part before it touches the stores.
constexpr std::int64_t kActPercent = 90;
// The controller's cap on a stream (C5): a longer answer counts as none.
constexpr std::size_t kOutputMax = std::size_t{1} << 20U;

struct AddFault {
  CliFaults& faults;
  void operator()(const fault::Exit& action) const { faults.exit = action; }
  void operator()(const fault::Crash& action) const { faults.crash = action; }
  void operator()(const fault::LostReply& /*action*/) const {
    faults.crash = fault::Crash{Signal::kill, true, std::nullopt};
  }
  void operator()(const fault::Delay& action) const { faults.delay += action.by; }
  void operator()(const fault::Hang& /*action*/) const { faults.hang = true; }
  void operator()(const fault::IgnoreTerm& /*action*/) const { faults.ignore_term = true; }
  void operator()(const fault::Unkillable& action) const { faults.unkillable = action; }
  void operator()(const fault::Fork& action) const { faults.forks.push_back(action); }
  // The rest says what is printed.
  template <class Action>
  void operator()(const Action& /*action*/) const {
    faults.shapes_output = true;
  }
};

Operation operation_of(CliPurpose purpose) {
  switch (purpose) {
    case CliPurpose::list_channel:
      return Operation::list_channel;
    case CliPurpose::list_devices:
      return Operation::list_devices;
    case CliPurpose::approve_channel:
      return Operation::approve_channel;
    case CliPurpose::approve_device:
      return Operation::approve_device;
    case CliPurpose::version:
      return Operation::version;
    default:
      return Operation::any;
  }
}

bool is_list(CliPurpose purpose) {
  return purpose == CliPurpose::list_channel || purpose == CliPurpose::list_devices;
}
bool is_approval(CliPurpose purpose) {
  return purpose == CliPurpose::approve_channel || purpose == CliPurpose::approve_device;
}

}  // namespace

CliPurpose purpose_of(const CliArgs& args) {
  switch (args.command) {
    case CliCommand::version:
      return CliPurpose::version;
    case CliCommand::pairing_list:
      return CliPurpose::list_channel;
    case CliCommand::pairing_approve:
      return CliPurpose::approve_channel;
    case CliCommand::devices_list:
      return CliPurpose::list_devices;
    case CliCommand::devices_approve:
      return CliPurpose::approve_device;
    default:
      return CliPurpose::other;
  }
}

std::unique_ptr<CliChild> CliChild::start(Host& host, std::int64_t pid,
                                          const controller::SpawnSpec& spec, Parent& parent,
                                          std::string& error) {
  CliArgs args = parse_cli_args(spec.argv);
  const CliPurpose purpose = purpose_of(args);
  CliFaults faults;
  const Call call{operation_of(purpose), args.channel};
  for (const FaultRule* rule : host.faults().match(call, host.world().now(), host.choices())) {
    host.recorder().emit(host.world().id(),
                         FaultInjected{rule->name, std::string(name_of(rule->action)), pid});
    if (const auto* spawn_error = std::get_if<fault::SpawnError>(&rule->action)) {
      host.recorder().emit(host.world().id(), SpawnFailed{ChildRole::cli, purpose});
      error = spawn_error->text.empty() ? "cannot be started" : spawn_error->text;
      return nullptr;
    }
    faults.struck.push_back(rule);
    std::visit(AddFault{faults}, rule->action);
  }
  ChildSpawned spawned;
  spawned.pid = pid;
  spawned.command = purpose;
  spawned.channel = args.channel;
  spawned.target = args.id;
  spawned.argv = spec.argv;
  host.recorder().emit(host.world().id(), std::move(spawned));
  CliPlan plan =
      begin_cli(std::move(args), host.machine(), host.wall_clock().now(), host.choices());
  return std::make_unique<CliChild>(host, pid, parent, std::move(plan), std::move(faults));
}

CliChild::CliChild(Host& host, std::int64_t pid, Parent& parent, CliPlan plan, CliFaults faults)
    : Child(host, pid, parent),
      plan_(std::move(plan)),
      faults_(std::move(faults)),
      purpose_(purpose_of(plan_.args)),
      list_(purpose_ == CliPurpose::list_devices ? Kind::devices : Kind::channels),
      channel_(plan_.args.channel),
      max_rss_kb_(plan_.max_rss_kb),
      work_(this),
      wait_timer_(this),
      death_timer_(this),
      fault_timer_(this) {
  plan_durations();
  const std::optional<Duration> early = faults_.exit    ? faults_.exit->after
                                        : faults_.crash ? faults_.crash->after
                                                        : std::nullopt;
  if (early) host.world().arm(fault_timer_, host.world().now() + *early);
  for (const fault::Fork& fork : faults_.forks) will_fork(fork);
  if (!faults_.hang) run(plan_.until_act);
}

void CliChild::plan_durations() {
  const auto& bounds = host().config().cli_duration;
  if (!bounds || purpose_ == CliPurpose::version) return;
  const Duration total = host().draw(*bounds, "cli.duration");
  const Duration until_act = total * kActPercent / 100;
  // Whoever waits for a lock waits until a certain moment, however soon it got there.
  const CliSpan& own = plan_.until_act;
  const Duration wait = own.wait > Duration::zero() ? own.work + own.wait - until_act : own.wait;
  plan_.until_act = CliSpan{until_act, std::max(wait, Duration::zero())};
  fixed_tail_ = total - until_act;
}

void CliChild::run(CliSpan span) {
  wait_ = span.wait;
  host().cpu().start(work_, span.work);
}

void CliChild::work_done() { host().world().arm(wait_timer_, host().world().now() + wait_); }

void CliChild::next_phase() {
  if (phase_ == Phase::after_act) {
    finish();
    return;
  }
  phase_ = Phase::after_act;
  if (faults_.idle()) {
    finish();
    return;
  }
  act();
  tail_.wait += faults_.delay;
  run(tail_);
}

void CliChild::act() {
  CliOutcome outcome =
      act_cli(std::move(plan_), host().machine(), host().wall_clock().now(), host().choices());
  reply_ = std::move(outcome.reply);
  tail_ = fixed_tail_ ? CliSpan{*fixed_tail_, Duration::zero()} : outcome.until_exit;
  emit_vanished(host().recorder(), host().world().id(), outcome.vanished);
  if (faults_.shapes_output) {
    CliOutput output{std::move(reply_.out), std::move(reply_.err)};
    shape_output(faults_.struck, output, host().choices());
    reply_.out = std::move(output.out);
    reply_.err = std::move(output.err);
  }
  if (is_list(purpose_) && !host().recorder().muted()) tell_answer();
  host().gateway_prints(outcome.gateway_log);
}

void CliChild::tell_answer() {
  Answer answer = reply_.exit_code == 0 ? host().answers().read(list_, reply_.out) : Answer{};
  answered_ = answer.ok && reply_.out.size() <= kOutputMax && reply_.err.size() <= kOutputMax;
  StoreRead read;
  read.pid = pid();
  read.list = list_;
  read.channel = channel_;
  read.ok = answered_;
  read.keys = std::move(answer.keys);
  read.dropped = answer.dropped;
  read.duplicates = answer.duplicates;
  host().recorder().emit(host().world().id(), std::move(read));
}

void CliChild::finish() {
  if (faults_.exit || faults_.crash) {
    end_by_fault();
    return;
  }
  print_all(reply_.out, reply_.err);
  exit(ExitStatus{reply_.exit_code, std::nullopt});
}

void CliChild::print_all(std::string_view out, std::string_view err) {
  // The connection to the gateway broke before its answer came.
  constexpr std::string_view kBroken = "gateway closed (";
  in_doubt_ = is_approval(purpose_) && (out.find(kBroken) != std::string_view::npos ||
                                        err.find(kBroken) != std::string_view::npos);
  print(OutputStream::out, out);
  print(OutputStream::err, err);
}

void CliChild::end_by_fault() {
  answered_ = false;
  if (faults_.exit) {
    print_all(faults_.exit->out, faults_.exit->err);
    answered_ =
        faults_.exit->code == 0 && is_list(purpose_) && read_answer(list_, faults_.exit->out).ok;
    exit(ExitStatus{faults_.exit->code, std::nullopt});
    return;
  }
  exit(ExitStatus{std::nullopt, number_of(faults_.crash->signal)});
}

void CliChild::on_signal(int number) {
  if (faults_.unkillable) {
    if (number == SIGKILL && !death_timer_.armed()) {
      halt();
      death_signal_ = number;
      host().world().arm(death_timer_, host().world().now() + faults_.unkillable->reaped_after);
    }
    return;
  }
  if (number != SIGKILL && (faults_.ignore_term || death_timer_.armed())) return;
  death_signal_ = number;
  host().world().arm(death_timer_, host().world().now() + host().reaction("cli.death"));
}

// Stuck in the kernel: it does nothing more until it is gone.
void CliChild::halt() {
  host().cpu().give_up(work_);
  wait_timer_.disarm();
  fault_timer_.disarm();
}

void CliChild::on_death() {
  halt();
  death_timer_.disarm();
}

void CliChild::die() {
  answered_ = false;
  exit(ExitStatus{std::nullopt, death_signal_});
}

void CliChild::describe(ChildExited& exited) const {
  exited.role = ChildRole::cli;
  exited.command = purpose_;
  exited.channel = channel_;
  exited.max_rss_kb = max_rss_kb_;
  exited.answered = answered_ && exited.code == 0;
  exited.in_doubt = in_doubt_ && exited.code.value_or(0) != 0;
}

}  // namespace sim
