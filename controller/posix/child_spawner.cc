#include "controller/posix/child_spawner.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "controller/posix/launcher.h"
#include "controller/posix/running_child.h"
#include "controller/posix/watchdog.h"

namespace controller::posix {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10U;

// How often a killed group is looked at.
constexpr Duration kGroupLook = std::chrono::milliseconds(2);
// Between two watchdogs, so that one that dies at once each time costs next to nothing.
constexpr Duration kWatchdogPause = std::chrono::seconds(5);

ExitStatus status_of(int raw) {
  if (WIFEXITED(raw)) return ExitStatus{WEXITSTATUS(raw), std::nullopt};
  return ExitStatus{std::nullopt, WTERMSIG(raw)};
}

// Reaps a child that has exited.
int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Reaps a killed group; what will not die is left to init.
void reap_killed(pid_t group) {
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries; ++i) {
    const pid_t reaped = ::waitpid(-group, nullptr, WNOHANG);
    if (reaped < 0) return;
    if (reaped == 0) ::usleep(1000);
  }
}

// Its leader has to be reaped; until the last member is, nobody else gets the number.
bool group_is_gone(pid_t group) { return ::kill(-group, 0) != 0 && errno == ESRCH; }

struct Alarm : Timer {
  using Run = std::function<void()>;
  explicit Alarm(Run due_in)
      : Timer([](Work& work) { static_cast<Alarm&>(work).due(); }), due(std::move(due_in)) {}
  Run due;
};

}  // namespace

class ChildSpawner::State : public std::enable_shared_from_this<State> {
 public:
  State(EventLoop& loop, Watchdog watchdog, Duration group_patience)
      : loop_(loop),
        group_patience_(group_patience),
        watchdog_(std::move(watchdog)),
        signals_(loop.context(), SIGCHLD),
        buffer_(kReadBytes),
        look_at_groups_([this] { look_at_ending(); }),
        replace_watchdog_([this] { replace_watchdog(); }) {}

  void report_to(Log& log) { log_ = &log; }

  void await_signal() {
    signals_.async_wait(
        [state = weak_from_this()](const boost::system::error_code& error, int /*number*/) {
          const auto alive = state.lock();
          if (error || !alive) return;
          alive->await_signal();
          alive->reap_all();
        });
  }

  Result<std::shared_ptr<RunningChild>, std::string> launch_child(const SpawnSpec& spec,
                                                                  ChildEvents& events) {
    auto launched = launch(spec, watchdog_);
    if (!launched) return Failure{std::move(launched.error())};
    const pid_t pid = launched->pid;
    auto running = RunningChild::take_over(loop_, buffer_, std::move(launched.value()), events);
    if (running) {
      running_.emplace(pid, running.value());
    } else {
      watchdog_.forget(pid);  // SIGCHLD will tell when it is to be reaped
    }
    return running;
  }

  void end() {
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    for (const Ending& ending : ending_) {
      ending.child->abandon();
      reap_killed(ending.child->pid());
    }
    ending_.clear();
    for (const auto& [pid, running] : running_) {
      running->abandon();
      watchdog_.forget(pid);
      reap_killed(pid);
    }
    running_.clear();
    look_at_groups_.disarm();
    replace_watchdog_.disarm();
  }

 private:
  // A child whose leader is reaped, and whose group was killed.
  struct Ending {
    std::shared_ptr<RunningChild> child;
    ExitStatus status;
    Instant until;  // then it is stuck
  };

  void reap_all() {
    for (;;) {
      siginfo_t info{};
      if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
      exited(info.si_pid);
    }
    look_at_ending();
  }

  // As long as it is not reaped, its number is its own: the rest of its group is killed before.
  void exited(pid_t pid) {
    const auto found = running_.find(pid);
    if (found == running_.end()) {
      reap(pid);
      if (pid == watchdog_.pid()) lose_watchdog();
      return;
    }
    const std::shared_ptr<RunningChild> running = found->second;
    running->signal(SIGKILL);
    watchdog_.forget(pid);
    running_.erase(pid);
    const ExitStatus status = status_of(reap(pid));
    running->mark_reaped();
    ending_.push_back({running, status, loop_.now() + group_patience_});
  }

  // Tells the ends of those whose group is gone, or stuck.
  void look_at_ending() {
    const auto alive = shared_from_this();
    for (std::size_t i = 0; i < ending_.size();) {
      const bool gone = group_is_gone(ending_[i].child->pid());
      if (!gone && loop_.now() < ending_[i].until) {
        ++i;
        continue;
      }
      const Ending over = std::move(ending_[i]);
      ending_.erase(ending_.begin() + static_cast<std::ptrdiff_t>(i));
      if (!gone) report("child.group_stuck", {{"pid", std::int64_t{over.child->pid()}}});
      over.child->finish(over.status);  // which may end all
    }
    if (!ending_.empty()) loop_.arm(look_at_groups_, loop_.now() + kGroupLook);
  }

  void lose_watchdog() {
    watchdog_.mark_reaped();
    report("child.watchdog_lost", {});
    loop_.arm(replace_watchdog_, next_watchdog_);
  }

  // Until it works PR_SET_PDEATHSIG is left.
  void replace_watchdog() {
    next_watchdog_ = loop_.now() + kWatchdogPause;
    auto another = Watchdog::start();
    if (!another) {
      report("child.watchdog_failed", {{"why", std::string_view(another.error())}});
      loop_.arm(replace_watchdog_, next_watchdog_);
      return;
    }
    watchdog_ = std::move(another.value());
    for (const auto& [pid, running] : running_) Watchdog::note(watchdog_.pipe(), pid);
  }

  void report(std::string_view event, std::initializer_list<LogField> fields) {
    if (log_ != nullptr) log_->write(LogLevel::warning, event, fields);
  }

  EventLoop& loop_;
  Duration group_patience_;
  Log* log_ = nullptr;
  Watchdog watchdog_;
  boost::asio::signal_set signals_;
  std::vector<char> buffer_;
  std::map<pid_t, std::shared_ptr<RunningChild>> running_;
  std::vector<Ending> ending_;
  Alarm look_at_groups_;
  Alarm replace_watchdog_;
  Instant next_watchdog_{};
};

class ChildSpawner::Handle final : public ChildProcess {
 public:
  explicit Handle(std::weak_ptr<RunningChild> running, pid_t pid)
      : running_(std::move(running)), pid_(pid) {}
  ~Handle() override {
    if (const auto running = running_.lock()) running->abandon();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] std::int64_t pid() const override { return pid_; }
  void signal(int number) override {
    if (const auto running = running_.lock()) running->signal(number);
  }

 private:
  std::weak_ptr<RunningChild> running_;  // which goes when it is over
  pid_t pid_;
};

Result<std::unique_ptr<ChildSpawner>, std::string> ChildSpawner::start(EventLoop& loop,
                                                                       Duration group_patience) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  auto watchdog = Watchdog::start();
  if (!watchdog) return Failure{std::move(watchdog.error())};
  auto state = std::make_shared<State>(loop, std::move(watchdog.value()), group_patience);
  state->await_signal();
  return std::unique_ptr<ChildSpawner>(new ChildSpawner(std::move(state)));
}

ChildSpawner::ChildSpawner(std::shared_ptr<State> state) : state_(std::move(state)) {}
ChildSpawner::~ChildSpawner() { state_->end(); }

void ChildSpawner::report_to(Log& log) { state_->report_to(log); }

Result<std::unique_ptr<ChildProcess>, std::string> ChildSpawner::spawn(const SpawnSpec& spec,
                                                                       ChildEvents& events) {
  auto running = state_->launch_child(spec, events);
  if (!running) return Failure{std::move(running.error())};
  const std::shared_ptr<RunningChild>& child = running.value();
  return std::unique_ptr<ChildProcess>(std::make_unique<Handle>(child, child->pid()));
}

}  // namespace controller::posix
