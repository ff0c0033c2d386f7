#include "controller/posix/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <csignal>

#include "controller/posix/file_descriptor.h"

namespace controller::posix {
namespace {

namespace asio = boost::asio;

// What a signal handler may touch: asio's own would only tell the loop, which can be busy.
std::atomic<int> told_count = 0;
std::atomic<int> pipe_to_loop = -1;

extern "C" void on_end_signal(int number) {
  if (told_count.fetch_add(1) > 0) ::_exit(1);
  const auto byte = static_cast<unsigned char>(number);
  const ssize_t written = ::write(pipe_to_loop, &byte, 1);
  static_cast<void>(written);  // an empty pipe takes one byte
}

void handle(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

class EndSignals::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(EventLoop& loop, std::function<void(int)> first)
      : first_(std::move(first)), reading_(loop.context()) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) ::_exit(1);
    reading_.assign(ends[0]);
    writing_.reset(ends[1]);
    told_count = 0;
    pipe_to_loop = writing_.number();
    handle(SIGPIPE, SIG_IGN);
    handle(SIGTERM, on_end_signal);
    handle(SIGINT, on_end_signal);
  }
  // Whoever was told still has to end: until then a second signal is a second one.
  ~Watch() {
    if (told_count > 0) return;
    handle(SIGTERM, SIG_DFL);
    handle(SIGINT, SIG_DFL);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void begin() {
    reading_.async_wait(asio::posix::stream_descriptor::wait_read,
                        [weak = weak_from_this()](const boost::system::error_code& error) {
                          const auto self = weak.lock();
                          if (!error && self) self->tell();
                        });
  }

 private:
  void tell() {
    unsigned char number = 0;
    if (::read(reading_.native_handle(), &number, 1) == 1) first_(number);
  }

  std::function<void(int)> first_;
  asio::posix::stream_descriptor reading_;
  FileDescriptor writing_;
};

EndSignals::EndSignals(EventLoop& loop, std::function<void(int)> first)
    : watch_(std::make_shared<Watch>(loop, std::move(first))) {
  watch_->begin();
}
EndSignals::~EndSignals() = default;

}  // namespace controller::posix
