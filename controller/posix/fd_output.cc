#include "controller/posix/fd_output.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <string>

#include "controller/posix/file_descriptor.h"

namespace controller::posix {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWaitingBytesMax = std::size_t{1} << 20U;

// O_NONBLOCK belongs to the open file that others share with us, a terminal with the shell, say. So
// it is opened anew. A socket cannot be; it is asked not to block each time.
FileDescriptor opened_anew(int number) {
  const std::string path = "/proc/self/fd/" + std::to_string(number);
  const int flags = ::fcntl(number, F_GETFL);
  const int append = flags >= 0 ? flags & O_APPEND : 0;
  FileDescriptor fresh(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | append));
  if (!fresh.open()) fresh.reset(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  return fresh;
}

bool is(int number, mode_t type) {
  struct stat status {};
  return ::fstat(number, &status) == 0 && (status.st_mode & S_IFMT) == type;
}

}  // namespace

class FdOutput::Stream {
 public:
  Stream(asio::io_context& context, int number)
      // A file that was opened anew would be written from its start.
      : file_(is(number, S_IFREG) ? FileDescriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3))
                                  : opened_anew(number)),
        is_socket_(is(number, S_IFSOCK)),
        watched_(context) {}
  ~Stream() {
    send_waiting();
    watched_.release();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void write(std::string_view bytes) {
    if (broken_ || !file_.open()) return;
    if (waiting_.empty()) bytes.remove_prefix(send(bytes));
    const std::size_t room = kWaitingBytesMax - waiting_.size();
    dropped_ += bytes.size() - std::min(bytes.size(), room);
    waiting_ += bytes.substr(0, room);
    await_room();
  }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  // How much of it was taken.
  std::size_t send(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size() && !broken_) {
      const std::string_view rest = bytes.substr(sent);
      const ssize_t taken =
          is_socket_ ? ::send(file_.number(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                     : ::write(file_.number(), rest.data(), rest.size());
      if (taken >= 0) {
        sent += static_cast<std::size_t>(taken);
      } else if (errno == EAGAIN) {
        break;
      } else if (errno != EINTR) {
        broken_ = true;  // its reader is gone, the disk is full: nobody will see more of it
      }
    }
    return broken_ ? bytes.size() : sent;
  }

  void send_waiting() { waiting_.erase(0, send(waiting_)); }

  void await_room() {
    if (waiting_.empty() || awaiting_) return;
    boost::system::error_code error;
    if (!watched_.is_open()) watched_.assign(file_.number(), error);
    if (error) return;  // no descriptor to wait for: the next write tries again
    awaiting_ = true;
    watched_.async_wait(asio::posix::stream_descriptor::wait_write,
                        [this](const boost::system::error_code& failed) {
                          if (failed) return;
                          awaiting_ = false;
                          send_waiting();
                          await_room();
                        });
  }

  FileDescriptor file_;
  bool is_socket_;
  bool broken_ = false;
  bool awaiting_ = false;
  asio::posix::stream_descriptor watched_;  // file_'s, while something waits
  std::string waiting_;
  std::uint64_t dropped_ = 0;
};

FdOutput::FdOutput(EventLoop& loop, int out, int err)
    : streams_{std::make_unique<Stream>(loop.context(), out),
               std::make_unique<Stream>(loop.context(), err)} {}
FdOutput::~FdOutput() = default;

void FdOutput::write(OutputStream stream, std::string_view bytes) {
  streams_.at(stream == OutputStream::out ? 0 : 1)->write(bytes);
}

std::uint64_t FdOutput::bytes_dropped() const {
  return streams_[0]->dropped() + streams_[1]->dropped();
}

}  // namespace controller::posix
