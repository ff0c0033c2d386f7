#include "controller/posix/stream_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "controller/base/wait.h"

namespace controller::posix {
namespace {

constexpr std::size_t kFirstBytes = std::size_t{4} << 10U;
// Moved at most so much, or little more, before others have their turn.
constexpr std::size_t kTurnBytes = std::size_t{256} << 10U;

iovec part(std::string_view bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};  // sendmsg() does not write to it
}

// As many bytes as were taken; nothing when it would block; -1 when the peer is gone.
std::optional<ssize_t> send_some(int socket, std::string_view first, std::string_view second) {
  std::array<iovec, 2> parts = {part(first), part(second)};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  for (;;) {
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    if (errno == EAGAIN) return std::nullopt;
    if (errno != EINTR) return -1;
  }
}

void drop_front(std::string_view& first, std::string_view& second, std::size_t bytes) {
  const std::size_t of_first = std::min(bytes, first.size());
  first.remove_prefix(of_first);
  second.remove_prefix(bytes - of_first);
}

}  // namespace

StreamSocket::StreamSocket(EventLoop& loop, FileDescriptor socket)
    : loop_(loop), socket_(std::move(socket)), watch_(loop, socket_.number()) {
  const int on = 1;
  ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Task<FileDescriptor> StreamSocket::connect_loopback(EventLoop& loop, std::uint16_t port,
                                                    Instant deadline, CancelToken token) {
  FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.open()) co_return FileDescriptor();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    co_return socket;
  if (errno != EINPROGRESS) co_return FileDescriptor();
  DescriptorWatch watch(loop, socket.number());
  if (!watch.works()) co_return FileDescriptor();
  const auto waited = co_await watch.ready(Side::writing, deadline, token);
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (waited != Waited::ready || error != 0) co_return FileDescriptor();
  co_return socket;
}

void StreamSocket::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

// How many bytes may follow what is unread.
std::size_t StreamSocket::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == buffer_.size())
    buffer_.resize(std::clamp(buffer_.size() * 2, kFirstBytes, kUnreadBytesMax));
  return buffer_.size() - end_;
}

Task<void> StreamSocket::give_turn(CancelToken token) {
  moved_ = 0;
  const Instant now = loop_.now();
  co_await sleep_until(loop_, now, token);
}

Task<Filled> StreamSocket::fill(Instant deadline, CancelToken token) {
  const std::size_t room = make_room();
  if (room == 0) co_return Filled::full;
  if (moved_ >= kTurnBytes) co_await give_turn(token);
  for (;;) {
    if (!drained_) {
      const ssize_t bytes = ::recv(socket_.number(), buffer_.data() + end_, room, MSG_DONTWAIT);
      if (bytes > 0) {
        end_ += static_cast<std::size_t>(bytes);
        moved_ += static_cast<std::size_t>(bytes);
        drained_ = static_cast<std::size_t>(bytes) < room;
        co_return Filled::bytes;
      }
      if (bytes == 0 || (errno != EAGAIN && errno != EINTR)) co_return Filled::end;
      if (errno == EINTR) continue;
    }
    if (!watch_.works()) co_return Filled::end;
    const auto waited = co_await watch_.ready(Side::reading, deadline, token);
    if (waited == Waited::late) co_return Filled::late;
    if (waited == Waited::cancelled) co_return Filled::cancelled;
    drained_ = false;
  }
}

Task<bool> StreamSocket::send(std::string_view first, std::string_view second, Duration patience,
                              CancelToken token) {
  for (;;) {
    if (moved_ >= kTurnBytes) co_await give_turn(token);
    const auto sent = send_some(socket_.number(), first, second);
    if (sent && *sent < 0) co_return false;
    if (sent) {
      drop_front(first, second, static_cast<std::size_t>(*sent));
      moved_ += static_cast<std::size_t>(*sent);
    }
    if (first.empty() && second.empty()) co_return true;
    if (sent) continue;
    if (!watch_.works()) co_return false;
    const Instant deadline = loop_.now() + patience;
    const auto waited = co_await watch_.ready(Side::writing, deadline, token);
    if (waited != Waited::ready) co_return false;
  }
}

std::optional<PeerSign> StreamSocket::sign_now() const {
  char byte = 0;
  const ssize_t there = ::recv(socket_.number(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (there > 0) return PeerSign::bytes;
  if (there == 0) return PeerSign::ended;
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  return PeerSign::gone;
}

Task<PeerSign> StreamSocket::next_sign(CancelToken token) {
  for (;;) {
    drained_ = false;
    if (const auto sign = sign_now()) co_return *sign;
    if (!watch_.works()) co_return PeerSign::gone;
    const auto waited = co_await watch_.ready(Side::reading, kNever, token);
    if (waited == Waited::cancelled) co_return PeerSign::cancelled;
  }
}

bool StreamSocket::hung_up() const {
  pollfd look{socket_.number(), POLLRDHUP, 0};
  return ::poll(&look, 1, 0) > 0;
}

StreamSocket::HangUp::HangUp(StreamSocket& socket, CancelSource& gone) : watch_(socket.watch_) {
  if (!watch_.works()) return;
  watch_.notice_reading([&socket, &gone] {
    const auto sign = socket.sign_now();
    if (sign == PeerSign::ended || sign == PeerSign::gone) gone.cancel();
  });
}

void StreamSocket::end_sending() { ::shutdown(socket_.number(), SHUT_WR); }

}  // namespace controller::posix
