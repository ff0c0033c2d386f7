#include "sim/apps/openclaw/streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace sim::fake {

void Streams::readable(Child& child, OutputStream stream) {
  child_ = &child;
  write_more(stream);
}

void Streams::write_more(OutputStream stream) {
  End& end = end_of(stream);
  while (write_held(end)) {
    if (child_ != nullptr) child_->read(stream, end.held);
    end.written = 0;
    if (!end.held.empty()) continue;
    if (end.close) close_for_good(end);
    return;
  }
}

// True: nothing is left. A pipe with room takes PIPE_BUF bytes at once (pipe(7)), so that no write
// ever blocks, and the descriptor, which is not only ours, stays as it was given.
bool Streams::write_held(End& end) {
  end.waits = false;
  while (end.written < end.held.size()) {
    const Room room = end.gone ? Room::gone : room_in(end);
    if (room == Room::none) {
      end.waits = true;
      return false;
    }
    const std::size_t size = std::min(end.held.size() - end.written, std::size_t{PIPE_BUF});
    const ssize_t written =
        room == Room::gone ? -1 : ::write(end.fd, end.held.data() + end.written, size);
    if (written < 0 && room == Room::some && errno == EINTR) continue;
    end.gone = written < 0;
    end.written = end.gone ? end.held.size() : end.written + static_cast<std::size_t>(written);
  }
  end.held.clear();
  return true;
}

Streams::Room Streams::room_in(const End& end) {
  pollfd asked{end.fd, POLLOUT, 0};
  if (::poll(&asked, 1, 0) <= 0) return Room::none;
  if ((asked.revents & (POLLERR | POLLNVAL)) != 0) return Room::gone;
  return Room::some;
}

void Streams::closed(Child& child, OutputStream stream) {
  child_ = &child;
  end_of(stream).close = true;
  write_more(stream);
}

// The number stays taken, lest another file get it.
void Streams::close_for_good(End& end) {
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup3(nothing, end.fd, O_CLOEXEC);
  ::close(nothing);
  end.close = false;
  end.gone = true;
}

void Streams::over(Child& child) {
  child_ = &child;
  status_ = child.status();
  write_more(OutputStream::out);
  write_more(OutputStream::err);
}

std::optional<ExitStatus> Streams::result() const {
  const bool whole = ends_[0].held.empty() && ends_[1].held.empty();
  return whole ? status_ : std::nullopt;
}

}  // namespace sim::fake
