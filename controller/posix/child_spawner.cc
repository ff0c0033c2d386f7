#include "controller/posix/child_spawner.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <map>
#include <utility>
#include <vector>

#include "controller/posix/launcher.h"
#include "controller/posix/watchdog.h"

namespace controller::posix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadBytes = std::size_t{256} << 10U;
// Read at most so much of one stream before others have their turn.
constexpr std::size_t kTurnBytes = std::size_t{256} << 10U;
// What is left in the pipe of one that has exited; somebody outside its group may still be writing.
constexpr std::size_t kRestBytes = std::size_t{4} << 20U;

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

// Reaps one that was killed; one that will not die is left to its watchdog and to init.
void reap_killed(pid_t pid) {
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries && ::waitpid(pid, nullptr, WNOHANG) == 0; ++i) ::usleep(1000);
}

}  // namespace

// One child, from its launch until it is reaped.
class ChildSpawner::Running : public std::enable_shared_from_this<Running> {
 public:
  Running(State& state, LaunchedProcess process, ChildEvents& events);

  [[nodiscard]] pid_t pid() const { return pid_; }
  void begin() {
    wait_for(OutputStream::out);
    wait_for(OutputStream::err);
  }
  // To its group, whose number is another's once it is reaped.
  void signal(int number) const {
    if (!reaped_) ::kill(-pid_, number);
  }
  // Nobody wants to know any more.
  void abandon() {
    events_ = nullptr;
    close();
    signal(SIGKILL);
  }
  // It has exited: the rest of its output, and its end.
  void finish(ExitStatus status);
  void read_rest() {
    read(OutputStream::out, kRestBytes);
    read(OutputStream::err, kRestBytes);
  }

 private:
  asio::posix::stream_descriptor& pipe(OutputStream stream) {
    return stream == OutputStream::out ? out_ : err_;
  }
  void wait_for(OutputStream stream);
  // At most about `bytes_max` of what is there; false when no more will come.
  bool read(OutputStream stream, std::size_t bytes_max);
  void close() {
    error_code ignored;
    out_.close(ignored);
    err_.close(ignored);
  }

  std::vector<char>& buffer_;
  pid_t pid_;
  asio::posix::stream_descriptor out_;
  asio::posix::stream_descriptor err_;
  ChildEvents* events_;
  bool reaped_ = false;
};

class ChildSpawner::State : public std::enable_shared_from_this<State> {
 public:
  State(EventLoop& loop, Watchdog watchdog)
      : context_(loop.context()),
        watchdog_(std::move(watchdog)),
        signals_(context_, SIGCHLD),
        buffer_(kReadBytes) {}

  asio::io_context& context() { return context_; }
  std::vector<char>& buffer() { return buffer_; }

  void await_signal() {
    signals_.async_wait([state = weak_from_this()](const error_code& error, int /*number*/) {
      const auto alive = state.lock();
      if (error || !alive) return;
      alive->await_signal();
      alive->reap_all();
    });
  }

  Result<std::shared_ptr<Running>, std::string> launch_child(const SpawnSpec& spec,
                                                             ChildEvents& events) {
    auto launched = launch(spec, watchdog_);
    if (!launched) return Failure{std::move(launched.error())};
    auto running = std::make_shared<Running>(*this, std::move(launched.value()), events);
    running_.emplace(running->pid(), running);
    running->begin();
    return running;
  }

  void end() {
    error_code ignored;
    signals_.cancel(ignored);
    for (const auto& [pid, running] : running_) {
      running->abandon();
      reap_killed(pid);
    }
    running_.clear();
  }

 private:
  void reap_all() {
    for (;;) {
      siginfo_t info{};
      if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
      exited(info.si_pid);
    }
  }

  // As long as it is not reaped, its number is its own: the rest of its group is killed before.
  void exited(pid_t pid) {
    const auto found = running_.find(pid);
    if (found == running_.end()) {
      reap(pid);
      if (pid == watchdog_.pid()) replace_watchdog();
      return;
    }
    const std::shared_ptr<Running> running = found->second;
    running->signal(SIGKILL);
    running->read_rest();
    watchdog_.forget(pid);
    running_.erase(pid);
    running->finish(status_of(reap(pid)));
  }

  void replace_watchdog() {
    auto another = Watchdog::start();
    if (!another) return;  // PR_SET_PDEATHSIG is left
    watchdog_ = std::move(another.value());
    for (const auto& [pid, running] : running_) Watchdog::note(watchdog_.pipe(), pid);
  }

  asio::io_context& context_;
  Watchdog watchdog_;
  asio::signal_set signals_;
  std::vector<char> buffer_;
  std::map<pid_t, std::shared_ptr<Running>> running_;
};

ChildSpawner::Running::Running(State& state, LaunchedProcess process, ChildEvents& events)
    : buffer_(state.buffer()),
      pid_(process.pid),
      out_(state.context(), process.out.release()),
      err_(state.context(), process.err.release()),
      events_(&events) {}

void ChildSpawner::Running::wait_for(OutputStream stream) {
  pipe(stream).async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this(), stream](const error_code& error) {
                            if (error || self->events_ == nullptr) return;
                            if (self->read(stream, kTurnBytes)) self->wait_for(stream);
                          });
}

bool ChildSpawner::Running::read(OutputStream stream, std::size_t bytes_max) {
  std::size_t taken = 0;
  while (events_ != nullptr && pipe(stream).is_open() && taken < bytes_max) {
    const ssize_t bytes = ::read(pipe(stream).native_handle(), buffer_.data(), buffer_.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return errno == EAGAIN;
    if (bytes == 0) return false;
    taken += static_cast<std::size_t>(bytes);
    events_->on_output(stream, std::string_view(buffer_.data(), static_cast<std::size_t>(bytes)));
  }
  return events_ != nullptr && pipe(stream).is_open();
}

void ChildSpawner::Running::finish(ExitStatus status) {
  reaped_ = true;
  close();
  ChildEvents* events = std::exchange(events_, nullptr);
  if (events != nullptr) events->on_exit(status);
}

class ChildSpawner::Handle final : public ChildProcess {
 public:
  explicit Handle(std::weak_ptr<Running> running, pid_t pid)
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
  std::weak_ptr<Running> running_;  // which goes when it is reaped
  pid_t pid_;
};

Result<std::unique_ptr<ChildSpawner>, std::string> ChildSpawner::start(EventLoop& loop) {
  auto watchdog = Watchdog::start();
  if (!watchdog) return Failure{std::move(watchdog.error())};
  auto state = std::make_shared<State>(loop, std::move(watchdog.value()));
  state->await_signal();
  return std::unique_ptr<ChildSpawner>(new ChildSpawner(std::move(state)));
}

ChildSpawner::ChildSpawner(std::shared_ptr<State> state) : state_(std::move(state)) {}
ChildSpawner::~ChildSpawner() { state_->end(); }

Result<std::unique_ptr<ChildProcess>, std::string> ChildSpawner::spawn(const SpawnSpec& spec,
                                                                       ChildEvents& events) {
  auto running = state_->launch_child(spec, events);
  if (!running) return Failure{std::move(running.error())};
  const std::shared_ptr<Running>& child = running.value();
  return std::unique_ptr<ChildProcess>(std::make_unique<Handle>(child, child->pid()));
}

}  // namespace controller::posix
