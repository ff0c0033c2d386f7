#include "controller/posix/fd_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <climits>
#include <string>
#include <utility>

#include "controller/posix/file_descriptor.h"

namespace controller::posix {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWaitingBytesMax = std::size_t{1} << 20U;

bool is(int number, mode_t type) {
  struct stat status {};
  return ::fstat(number, &status) == 0 && (status.st_mode & S_IFMT) == type;
}

enum class Way : std::uint8_t {
  plain,        // it never blocks: a file, or our own open file that was asked not to
  socket,       // asked not to block each time
  when_polled,  // it may block, and is written to when it would not
};

struct Target {
  FileDescriptor file;
  Way way;
};

// O_NONBLOCK belongs to the open file that others share with us, a terminal with the shell, say. So
// it is opened anew, unless that cannot be done or would write from the start again.
Target target_of(int number) {
  FileDescriptor same(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  if (is(number, S_IFREG)) return {std::move(same), Way::plain};
  if (is(number, S_IFSOCK)) return {std::move(same), Way::socket};
  const std::string path = "/proc/self/fd/" + std::to_string(number);
  const int flags = ::fcntl(number, F_GETFL);
  const int append = flags >= 0 ? flags & O_APPEND : 0;
  FileDescriptor anew(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | append));
  if (anew.open()) return {std::move(anew), Way::plain};
  return {std::move(same), Way::when_polled};
}

// As write(2), but EAGAIN rather than to block. What poll() says of a pipe holds for PIPE_BUF
// bytes.
ssize_t write_polled(int number, std::string_view bytes) {
  pollfd poll{number, POLLOUT, 0};
  if (::poll(&poll, 1, 0) == 1)
    return ::write(number, bytes.data(), bytes.substr(0, PIPE_BUF).size());
  errno = EAGAIN;
  return -1;
}

ssize_t write_some(const Target& target, std::string_view bytes) {
  const int number = target.file.number();
  if (target.way == Way::when_polled) return write_polled(number, bytes);
  if (target.way == Way::plain) return ::write(number, bytes.data(), bytes.size());
  return ::send(number, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

// Errors that end when somebody makes room.
bool is_want_of_space(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

}  // namespace

class FdOutput::Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(asio::io_context& context, int number) : target_(target_of(number)), room_(context) {}
  ~Stream() { send_waiting(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void write(std::string_view bytes) {
    if (!awaiting_) send_waiting();
    if (waiting_.empty()) bytes.remove_prefix(send(bytes));
    const std::size_t room = kWaitingBytesMax - waiting_.size();
    dropped_ += bytes.size() - std::min(bytes.size(), room);
    waiting_ += bytes.substr(0, room);
    await_room();
  }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  // How much of it is done with: taken, or thrown away because nobody will see it.
  std::size_t send(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t taken = write_some(target_, bytes.substr(sent));
      if (taken >= 0) {
        sent += static_cast<std::size_t>(taken);
      } else if (errno == EAGAIN || is_want_of_space(errno)) {
        return sent;
      } else if (errno != EINTR) {
        dropped_ += bytes.size() - sent;
        return bytes.size();
      }
    }
    return sent;
  }

  void send_waiting() { waiting_.erase(0, send(waiting_)); }

  // When it cannot be waited for, as a file cannot, the next write tries again.
  void await_room() {
    if (waiting_.empty() || awaiting_ || !watch_room()) return;
    awaiting_ = true;
    room_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [weak = weak_from_this()](const boost::system::error_code& failed) {
                       const auto self = weak.lock();
                       if (failed || !self) return;
                       self->awaiting_ = false;
                       self->send_waiting();
                       self->await_room();
                     });
  }

  // Asio makes what it waits for non-blocking, which would reach those that share it.
  bool watch_room() {
    if (room_.is_open()) return true;
    FileDescriptor room(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event event{};
    event.events = EPOLLOUT;
    if (::epoll_ctl(room.number(), EPOLL_CTL_ADD, target_.file.number(), &event) != 0) return false;
    boost::system::error_code error;
    room_.assign(room.number(), error);
    if (!error) room.release();
    return !error;
  }

  Target target_;
  bool awaiting_ = false;
  asio::posix::stream_descriptor room_;  // can be read when target_ can be written to
  std::string waiting_;
  std::uint64_t dropped_ = 0;
};

FdOutput::FdOutput(EventLoop& loop, int out, int err)
    : streams_{std::make_shared<Stream>(loop.context(), out),
               std::make_shared<Stream>(loop.context(), err)} {}
FdOutput::~FdOutput() = default;

void FdOutput::write(OutputStream stream, std::string_view bytes) {
  streams_.at(stream == OutputStream::out ? 0 : 1)->write(bytes);
}

std::uint64_t FdOutput::bytes_dropped() const {
  return streams_[0]->dropped() + streams_[1]->dropped();
}

}  // namespace controller::posix
