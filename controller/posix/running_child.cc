#include "controller/posix/running_child.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace controller::posix {
namespace {

// Read at most so much of one stream before others have their turn.
constexpr std::size_t kOutputTurnBytes = std::size_t{256} << 10U;
// What is left in the pipe of one that has exited; somebody outside its group may still be writing.
constexpr std::size_t kOutputRestBytes = std::size_t{4} << 20U;

}  // namespace

RunningChild::RunningChild(EventLoop& loop, std::vector<char>& buffer, LaunchedProcess process,
                           ChildEvents& events)
    : buffer_(buffer),
      pid_(process.pid),
      out_{std::move(process.out), std::nullopt},
      err_{std::move(process.err), std::nullopt},
      events_(&events) {
  out_.watch.emplace(loop, out_.end.number());
  err_.watch.emplace(loop, err_.end.number());
}

Result<std::shared_ptr<RunningChild>, std::string> RunningChild::take_over(
    EventLoop& loop, std::vector<char>& buffer, LaunchedProcess process, ChildEvents& events) {
  std::shared_ptr<RunningChild> child(new RunningChild(loop, buffer, std::move(process), events));
  if (!child->out_.watch->works() || !child->err_.watch->works()) {
    child->abandon();
    return Failure{std::string("cannot start: its output cannot be waited for")};
  }
  child->wait_for(OutputStream::out);
  child->wait_for(OutputStream::err);
  return child;
}

void RunningChild::signal(int number) const {
  if (!reaped_) ::kill(-pid_, number);
}

void RunningChild::abandon() {
  events_ = nullptr;
  close();
  signal(SIGKILL);
}

void RunningChild::finish(ExitStatus status) {
  read(OutputStream::out, kOutputRestBytes);
  read(OutputStream::err, kOutputRestBytes);
  close();
  ChildEvents* events = std::exchange(events_, nullptr);
  if (events != nullptr) events->on_exit(status);
}

void RunningChild::wait_for(OutputStream stream) {
  pipe(stream).watch->notice_reading([weak = weak_from_this(), stream] {
    const auto self = weak.lock();
    if (self && self->read(stream, kOutputTurnBytes)) self->wait_for(stream);
  });
}

bool RunningChild::read(OutputStream stream, std::size_t bytes_max) {
  std::size_t taken = 0;
  while (events_ != nullptr && pipe(stream).end.open() && taken < bytes_max) {
    const ssize_t bytes = ::read(pipe(stream).end.number(), buffer_.data(), buffer_.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return errno == EAGAIN;
    if (bytes == 0) return false;
    taken += static_cast<std::size_t>(bytes);
    events_->on_output(stream, std::string_view(buffer_.data(), static_cast<std::size_t>(bytes)));
  }
  return events_ != nullptr && pipe(stream).end.open();
}

void RunningChild::close() {
  for (Pipe* pipe : {&out_, &err_}) {
    pipe->watch.reset();
    pipe->end.reset();
  }
}

}  // namespace controller::posix
