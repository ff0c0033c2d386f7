#include "controller/gateway/supervisor.h"

#include <algorithm>
#include <utility>

#include "controller/base/wait.h"
#include "controller/gateway/line_splitter.h"

namespace controller {

// One run of the gateway, with line splitters of its own: no line of it joins one of the next.
class Supervisor::Child final : public ChildEvents {
 public:
  explicit Child(Supervisor& supervisor) : supervisor_(supervisor) {}

  // The spawn error, or an empty string.
  std::string start(const SpawnSpec& spec) {
    auto spawned = supervisor_.spawner_.spawn(spec, *this);
    if (!spawned) return std::move(spawned.error());
    process_ = std::move(spawned.value());
    return {};
  }

  [[nodiscard]] std::int64_t pid() const { return process_->pid(); }
  void signal(int number) { process_->signal(number); }

  void on_output(OutputStream stream, std::string_view bytes) override {
    supervisor_.output_.write(stream, bytes);
    deliver(stream, [&bytes](LineSplitter& lines) { return lines.next(bytes); });
  }

  void on_exit(ExitStatus status) override {
    for (const OutputStream stream : {OutputStream::out, OutputStream::err}) {
      deliver(stream, [](LineSplitter& lines) { return lines.finish(); });
    }
    supervisor_.child_exited(*this, status);  // destroys this
  }

 private:
  template <class TakeLine>
  void deliver(OutputStream stream, TakeLine take_line) {
    LineSplitter& lines = stream == OutputStream::out ? out_ : err_;
    for (;;) {
      const std::uint64_t cut_before = lines.cut_lines();
      const std::optional<std::string_view> line = take_line(lines);
      if (!line) return;
      supervisor_.hooks_.deliver(stream, *line, lines.cut_lines() != cut_before);
    }
  }

  Supervisor& supervisor_;
  std::unique_ptr<ChildProcess> process_;
  LineSplitter out_;
  LineSplitter err_;
};

// Owned by the supervisor until it is done, and by the caller that waits, who may leave before.
struct Supervisor::Operation {
  enum class Kind : std::uint8_t { start, stop, restart, shutdown };
  Operation(Scheduler& scheduler, Kind kind_in, int signal_in = SIGTERM)
      : kind(kind_in), signal(signal_in), done(scheduler) {}

  void finish() { done.set(); }
  void refuse() {
    refused = true;
    done.set();
  }
  [[nodiscard]] bool starts() const { return kind == Kind::start || kind == Kind::restart; }

  Kind kind;
  int signal;
  bool refused = false;
  Event done;
};

Supervisor::Alarm::Alarm(Supervisor* supervisor_in)
    : Timer([](Work& work) { static_cast<Alarm&>(work).supervisor->alarm(); }),
      supervisor(supervisor_in) {}

Supervisor::Settle::Settle(Supervisor* supervisor_in)
    : Work([](Work& work) { static_cast<Settle&>(work).supervisor->settle(); }),
      supervisor(supervisor_in) {}

Supervisor::Supervisor(Scheduler& scheduler, WallClock& clock, ProcessSpawner& spawner, Log& log,
                       OutputSink& output, SupervisorConfig config)
    : scheduler_(scheduler),
      clock_(clock),
      spawner_(spawner),
      log_(log),
      output_(output),
      config_(std::move(config)),
      hooks_(log),
      backoff_(config_.restart),
      alarm_(this),
      settle_(this) {}

Supervisor::~Supervisor() = default;

// ---- operations

Task<StartReply> Supervisor::start() {
  auto operation = std::make_shared<Operation>(scheduler_, Operation::Kind::start);
  submit(operation);
  co_await operation->done.wait();
  co_return operation->refused ? StartReply::refused : StartReply::ok;
}

void Supervisor::launch() {
  submit(std::make_shared<Operation>(scheduler_, Operation::Kind::start));
}

Task<void> Supervisor::stop() {
  auto operation = std::make_shared<Operation>(scheduler_, Operation::Kind::stop);
  submit(operation);
  co_await operation->done.wait();
}

Task<RestartReply> Supervisor::restart() {
  auto operation = std::make_shared<Operation>(scheduler_, Operation::Kind::restart);
  submit(operation);
  co_await operation->done.wait();
  co_return operation->refused ? RestartReply::shutting_down : RestartReply::ok;
}

Task<void> Supervisor::shutdown(int signal) {
  auto operation = std::make_shared<Operation>(scheduler_, Operation::Kind::shutdown, signal);
  submit(operation);
  co_await operation->done.wait();
}

void Supervisor::submit(const OperationPtr& operation) {
  if (operation->kind == Operation::Kind::shutdown) {
    begin_shutdown(operation);
  } else if (state_ == GatewayState::shutting_down && operation->starts()) {
    operation->refuse();
  } else if (ending_) {
    waiting_.push_back(operation);
  } else {
    begin(operation);
  }
}

// Precondition: no child is being ended.
void Supervisor::begin(const OperationPtr& operation) {
  if (operation->kind == Operation::Kind::start) {
    if (child_ || state_ == GatewayState::starting) {
      operation->refuse();
      return;
    }
  } else if (child_) {
    end_child(operation, GatewayState::stopping, SIGTERM);
    return;
  }
  alarm_.disarm();
  if (operation->starts()) {
    spawn(Cause::request);
  } else if (state_ != GatewayState::shutting_down) {
    set_state(GatewayState::stopped);
  }
  operation->finish();
}

// What waits to start something never will; what waits for the end of the child goes on waiting.
void Supervisor::begin_shutdown(const OperationPtr& operation) {
  set_state(GatewayState::shutting_down);
  for (const OperationPtr& waiting : waiting_) {
    if (waiting->starts()) waiting->refuse();
  }
  std::erase_if(waiting_, [](const OperationPtr& waiting) { return waiting->starts(); });
  if (ending_) {
    waiting_.push_back(operation);
  } else if (child_) {
    end_child(operation, GatewayState::shutting_down, operation->signal);
  } else {
    alarm_.disarm();
    operation->finish();
  }
}

void Supervisor::end_child(const OperationPtr& operation, GatewayState state, int signal) {
  ending_ = operation;
  killed_ = false;
  set_state(state);
  child_->signal(signal);
  arm(scheduler_.now() + config_.stop_grace);
}

// The child that was being ended is gone: what waited for that is done, and the next operation
// begins.
void Supervisor::settle() {
  const OperationPtr ended = std::move(ending_);
  ending_ = nullptr;
  const bool shut_down = state_ == GatewayState::shutting_down;
  if (!shut_down && ended->starts()) {
    spawn(Cause::request);
  } else if (!shut_down) {
    set_state(GatewayState::stopped);
  }
  if (shut_down && ended->starts()) {
    ended->refuse();
  } else {
    ended->finish();
  }
  while (!ending_ && !waiting_.empty()) {
    const OperationPtr next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(next);
  }
}

// ---- the child

void Supervisor::spawn(Cause cause) {
  set_state(GatewayState::starting);
  auto child = std::make_unique<Child>(*this);
  spawned_at_ = scheduler_.now();
  const std::string error = child->start(config_.gateway);
  if (!error.empty()) {
    const std::vector<std::string>& argv = config_.gateway.argv;
    const std::string_view program = argv.empty() ? std::string_view() : argv.front();
    log_.write(LogLevel::error, "gateway.spawn_failed", {{"program", program}, {"error", error}});
    crashed();
    return;
  }
  child_ = std::move(child);
  if (cause == Cause::exit) ++restarts_;
  log_.write(LogLevel::info, "gateway.spawned", {{"pid", child_->pid()}});
  set_state(GatewayState::running);
}

void Supervisor::child_exited(Child& child, ExitStatus status) {
  if (&child != child_.get()) {
    forget_abandoned(child);
    return;
  }
  last_exit_ = SupervisorStatus::LastExit{status, clock_.now()};
  log_.write(LogLevel::info, "gateway.exited",
             {{"pid", child_->pid()},
              {"code", status.code.value_or(-1)},
              {"signal", status.signal.value_or(0)}});
  backoff_.ran(scheduler_.now() - spawned_at_);
  child_.reset();
  if (ending_) {
    alarm_.disarm();
    scheduler_.post(settle_);  // not here: no spawner expects a new child inside on_exit()
  } else if (status.clean()) {
    arm(spawned_at_ + config_.restart.gap_min);
    set_state(GatewayState::starting);
  } else {
    crashed();
  }
}

void Supervisor::crashed() {
  const Duration wait = backoff_.crashed();
  log_.write(
      LogLevel::warning, "gateway.crashed",
      {{"restart_in_ms", std::chrono::duration_cast<std::chrono::milliseconds>(wait).count()}});
  arm(scheduler_.now() + wait);
  set_state(GatewayState::crashed);
}

void Supervisor::alarm() {
  if (!ending_) {
    spawn(Cause::exit);
  } else if (!std::exchange(killed_, true)) {
    log_.write(LogLevel::warning, "gateway.killed", {{"pid", child_->pid()}});
    child_->signal(SIGKILL);
    arm(scheduler_.now() + config_.reap_grace);
  } else {
    abandon_child();
  }
}

// Killed and yet not reaped (stuck in the kernel). It is still drained and reaped when it dies, but
// nothing waits for it any more. Its run has ended here (G4).
void Supervisor::abandon_child() {
  backoff_.ran(scheduler_.now() - spawned_at_);
  log_.write(LogLevel::error, "gateway.unreaped", {{"pid", child_->pid()}});
  abandoned_.push_back(std::move(child_));
  settle();
}

void Supervisor::forget_abandoned(const Child& child) {
  log_.write(LogLevel::info, "gateway.reaped_late", {{"pid", child.pid()}});
  std::erase_if(abandoned_, [&child](const auto& abandoned) { return abandoned.get() == &child; });
}

// ---- status

SupervisorStatus Supervisor::status() const {
  SupervisorStatus status;
  status.state = state_;
  if (child_) {
    const Duration uptime = scheduler_.now() - spawned_at_;
    status.pid = child_->pid();
    status.uptime_s = std::chrono::duration_cast<std::chrono::seconds>(uptime).count();
  }
  status.restarts = restarts_;
  status.last_exit = last_exit_;
  return status;
}

void Supervisor::set_state(GatewayState state) {
  if (std::exchange(state_, state) == state) return;
  if (on_state_change_) on_state_change_(status());
}

}  // namespace controller
