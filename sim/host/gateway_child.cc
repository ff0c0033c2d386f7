#include "sim/host/gateway_child.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "sim/faults/fault_output.h"
#include "sim/gateway/gateway_model.h"
#include "sim/host/host.h"

namespace sim {
namespace {

constexpr std::string_view kListening = "listening on ws://";

OutputStream output_of(LogStream stream) {
  return stream == LogStream::out ? OutputStream::out : OutputStream::err;
}

}  // namespace

std::unique_ptr<GatewayChild> GatewayChild::start(Host& host, std::int64_t pid, Parent& parent,
                                                  std::string& error) {
  const auto struck =
      host.faults().match(Call{Operation::gateway, {}}, host.world().now(), host.choices());
  for (const FaultRule* rule : struck) {
    host.recorder().emit(host.world().id(),
                         FaultInjected{rule->name, std::string(name_of(rule->action)), pid});
    if (const auto* spawn_error = std::get_if<fault::SpawnError>(&rule->action)) {
      host.recorder().emit(host.world().id(), SpawnFailed{ChildRole::gateway, CliPurpose::none});
      error = spawn_error->text.empty() ? "cannot be started" : spawn_error->text;
      return nullptr;
    }
  }
  ChildSpawned spawned;
  spawned.pid = pid;
  spawned.role = ChildRole::gateway;
  host.recorder().emit(host.world().id(), std::move(spawned));
  auto child = std::make_unique<GatewayChild>(host, pid, parent);
  for (const FaultRule* rule : struck) child->apply(*rule);
  return child;
}

GatewayChild::GatewayChild(Host& host, std::int64_t pid, Parent& parent)
    : Child(host, pid, parent),
      print_timer_(this),
      listen_timer_(this),
      end_timer_(this),
      close_timer_(this) {
  if (replays()) {
    boot_from_recording();
  } else {
    boot();
  }
}

bool GatewayChild::replays() const { return host().config().replay != nullptr; }

void GatewayChild::apply(const FaultRule& rule) {
  const Instant now = host().world().now();
  const auto end_after = [this, now](std::optional<Duration> after, ExitStatus status) {
    end_status_ = status;
    host().world().arm(end_timer_, now + after.value_or(Duration::zero()));
  };
  if (const auto* exit = std::get_if<fault::Exit>(&rule.action)) {
    const Instant at = now + exit->after.value_or(Duration::zero());
    if (!exit->out.empty()) plan(at, OutputStream::out, exit->out);
    if (!exit->err.empty()) plan(at, OutputStream::err, exit->err);
    end_after(exit->after, ExitStatus{exit->code, std::nullopt});
  } else if (const auto* crash = std::get_if<fault::Crash>(&rule.action)) {
    end_after(crash->after, ExitStatus{std::nullopt, number_of(crash->signal)});
  } else if (const auto* flood = std::get_if<fault::Flood>(&rule.action)) {
    const bool out = flood->stream == FaultStream::out;
    plan(now + flood->after.value_or(Duration::zero()),
         Planned{out ? OutputStream::out : OutputStream::err, {}, flood->bytes});
  } else if (const auto* close = std::get_if<fault::CloseStdout>(&rule.action)) {
    host().world().arm(close_timer_, now + close->after.value_or(Duration::zero()));
  } else if (std::holds_alternative<fault::IgnoreTerm>(rule.action)) {
    ignore_term_ = true;
  } else if (const auto* unkillable = std::get_if<fault::Unkillable>(&rule.action)) {
    unkillable_ = *unkillable;
  } else if (const auto* fork = std::get_if<fault::Fork>(&rule.action)) {
    will_fork(*fork);
  }
}

void GatewayChild::boot() {
  const Duration recorded = draw_boot(host().choices());
  Duration taken = recorded;
  if (host().config().boot) taken = host().draw(*host().config().boot, "gateway.boot");
  GatewayBoot boot = boot_gateway(host().machine(), static_cast<std::uint32_t>(pid()),
                                  host().wall_clock().now(), recorded, taken);
  will_print(std::move(boot.log));
  host().world().arm(listen_timer_, host().world().now() + boot.listening_after);
}

void GatewayChild::boot_from_recording() {
  const Instant now = host().world().now();
  for (const RecordingRow& row : *host().config().replay) {
    if (row.stream == RecordingStream::marker) continue;
    if (!listen_timer_.armed() && row.line.find(kListening) != std::string::npos) {
      host().world().arm(listen_timer_, now + row.at);
    }
    plan(now + row.at, row.stream == RecordingStream::out ? OutputStream::out : OutputStream::err,
         row.line + '\n');
  }
}

void GatewayChild::will_print(std::vector<LogLine> lines) {
  const Instant now = host().world().now();
  for (LogLine& line : lines) {
    line.text += '\n';
    plan(now + line.after, output_of(line.stream), std::move(line.text));
  }
}

void GatewayChild::plan(Instant at, OutputStream stream, std::string bytes) {
  plan(at, Planned{stream, std::move(bytes), 0});
}

void GatewayChild::plan(Instant at, Planned planned) {
  if (halted_) return;
  planned_.emplace(at, std::move(planned));
  host().world().arm(print_timer_, planned_.begin()->first);
}

bool GatewayChild::prints_now() const {
  if (dead()) return false;
  return flood_left_ || (!planned_.empty() && planned_.begin()->first <= host().world().now());
}

// A bit of a flood is a whole piece of work: what else is due follows at the same instant. In
// between it can be seen whether the run has gone beyond its limits.
void GatewayChild::print_due() {
  if (flood_left_) {
    if (!blocked()) print_flood(*std::exchange(flood_left_, std::nullopt));
  } else {
    while (prints_now()) {
      Planned due = std::move(planned_.extract(planned_.begin()).mapped());
      if (due.flood > 0) {
        print_flood(std::move(due));
        break;
      }
      write(due.stream, due.bytes);
    }
  }
  const bool waits = flood_left_ && blocked();
  if (dead() || waits) return;
  if (flood_left_) {
    host().world().arm(print_timer_, host().world().now());
  } else if (!planned_.empty()) {
    host().world().arm(print_timer_, planned_.begin()->first);
  }
}

// Without end it may be: what nobody reads is not made.
void GatewayChild::print_flood(Planned flood) {
  constexpr std::uint64_t kBit = std::uint64_t{1} << 20U;
  const std::uint64_t bytes = std::min(flood.flood, kBit);
  flood.flood -= bytes;
  if (flood.flood > 0) flood_left_ = flood;
  write(flood.stream, flood_text(bytes));
}

void GatewayChild::write(OutputStream stream, std::string_view bytes) {
  if (stream == OutputStream::out && stdout_closed_) return;
  // A pipe hands on what it got in pieces of its own.
  constexpr std::uint64_t kSplitOneIn = 8;
  if (bytes.size() > 1 &&
      host().choices().draw(Stream::latency, "gateway.split", kSplitOneIn) == kSplitOneIn - 1) {
    const std::uint64_t first =
        1 + host().choices().draw(Stream::latency, "gateway.split_at", bytes.size() - 1);
    write(stream, bytes.substr(0, first));
    if (!dead()) write(stream, bytes.substr(first));
    return;
  }
  print(stream, bytes);
}

void GatewayChild::wrote(OutputStream stream, std::string_view bytes) {
  host().recorder().emit(host().world().id(),
                         GatewayWrote{pid(), stream == OutputStream::err, std::string(bytes)});
}

void GatewayChild::close_stdout() {
  stdout_closed_ = true;
  close(OutputStream::out);
}

// It writes synchronously, as node does to a pipe: while it waits it does nothing else. Its port
// still accepts.
void GatewayChild::on_blocked() {
  if (listening_) host().machine().port = GatewayPort::silent;
}

void GatewayChild::on_unblocked() {
  if (listening_) host().machine().port = GatewayPort::listening;
  if (std::exchange(listens_next_, false)) begin_listening();
  if (std::exchange(shuts_down_next_, false)) shut_down();
  if (flood_left_) host().world().arm(print_timer_, host().world().now());
  if (std::exchange(ends_next_, false)) host().world().arm(end_timer_, host().world().now());
}

void GatewayChild::begin_listening() {
  if (blocked()) {
    listens_next_ = true;
    return;
  }
  listening_ = true;
  host().machine().port = GatewayPort::listening;
  host().recorder().emit(host().world().id(), GatewayListening{pid()});
}

void GatewayChild::on_signal(int number) {
  const auto die_after = [this, number](Duration after) {
    end_status_ = ExitStatus{std::nullopt, number};
    host().world().arm(end_timer_, host().world().now() + after);
  };
  if (unkillable_) {
    if (number == SIGKILL && !halted_) {
      halt();
      die_after(unkillable_->reaped_after);
    }
  } else if (number == SIGKILL) {
    die_after(host().reaction("gateway.death"));
  } else if (!ignore_term_ && !shutting_down_) {
    shut_down();
  }
}

// Stuck in the kernel: it does nothing more until it is gone.
void GatewayChild::halt() {
  halted_ = true;
  listening_ = false;
  planned_.clear();
  flood_left_.reset();
  print_timer_.disarm();
  listen_timer_.disarm();
  close_timer_.disarm();
}

void GatewayChild::shut_down() {
  if (blocked()) {
    shuts_down_next_ = true;
    return;
  }
  shutting_down_ = true;
  listening_ = false;
  listen_timer_.disarm();
  // A flood is what the program does, and that ends.
  flood_left_.reset();
  std::erase_if(planned_, [](const auto& entry) { return entry.second.flood > 0; });
  GatewayShutdown shutdown = terminate_gateway(host().machine(), host().wall_clock().now());
  if (!replays()) will_print(std::move(shutdown.log));
  end_status_ = ExitStatus{0, std::nullopt};
  host().world().arm(end_timer_, host().world().now() + shutdown.exit_after);
}

void GatewayChild::end_planned() {
  print_due();
  const bool waits = prints_now() && blocked() && end_status_.code;
  if (waits) {
    ends_next_ = true;
  } else if (prints_now() && !blocked()) {
    host().world().arm(end_timer_, host().world().now());
  } else {
    exit(end_status_);
  }
}

void GatewayChild::on_death() {
  halt();
  end_timer_.disarm();
  host().machine().port = GatewayPort::closed;
  host().machine().counters = GatewayCounters();
}

}  // namespace sim
