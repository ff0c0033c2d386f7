#include "sim/apps/fly/real_guest.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "controller/base/ascii.h"

namespace sim::fake {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

constexpr std::array<std::string_view, 4> kHopByHop = {"connection", "content-length",
                                                       "transfer-encoding", "host"};

std::string bytes_of(const HttpCall& call) {
  std::string bytes = call.method + ' ' + call.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : call.headers) {
    const bool hop = std::ranges::any_of(kHopByHop, [&name = name](std::string_view one) {
      return controller::equal_ignoring_case(name, one);
    });
    if (!hop) bytes += name + ": " + value + "\r\n";
  }
  bytes +=
      "Host: guest\r\nConnection: close\r\nContent-Length: " + std::to_string(call.body.size()) +
      "\r\n\r\n" + call.body;
  return bytes;
}

std::string header_in(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at)) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (!controller::equal_ignoring_case(line.substr(0, colon), name)) continue;
    const std::size_t begin = line.find_first_not_of(' ', colon + 1);
    return begin == std::string_view::npos ? std::string() : std::string(line.substr(begin));
  }
  return {};
}

std::optional<std::string> without_chunks(std::string_view body) {
  std::string whole;
  for (;;) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size, 16);
    const std::size_t line = body.find("\r\n");
    if (error != std::errc() || line == std::string_view::npos) return std::nullopt;
    body.remove_prefix(line + 2);
    if (size == 0) return whole;
    if (body.size() < 2 || body.size() - 2 < size) return std::nullopt;
    whole += body.substr(0, size);
    body.remove_prefix(size + 2);
  }
}

// A reply that ends with its connection; nothing when it is not whole.
std::optional<HttpReply> reply_of(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  constexpr std::size_t kStatusAt = 9;
  if (!bytes.starts_with("HTTP/1.") || end == std::string_view::npos) return std::nullopt;
  const std::string_view head = bytes.substr(0, end + 2);
  HttpReply reply;
  std::from_chars(head.data() + kStatusAt, head.data() + head.size(), reply.status);
  reply.content_type = header_in(head, "content-type");
  std::string_view body = bytes.substr(end + 4);
  if (header_in(head, "transfer-encoding") == "chunked") {
    auto whole = without_chunks(body);
    if (!whole) return std::nullopt;
    reply.body = std::move(*whole);
    return reply;
  }
  const std::string length = header_in(head, "content-length");
  if (!length.empty() && length != std::to_string(body.size())) return std::nullopt;
  reply.body = body;
  return reply;
}

// One connection to a guest, driven by the loop until it ends.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Loop& loop, Fd socket, std::string request, Guest::Answer answer)
      : loop_(loop),
        socket_(std::move(socket)),
        request_(std::move(request)),
        answer_(std::move(answer)) {}

  // What is asked is small: it fits into the socket's buffer, or the guest takes it at once.
  void start() {
    for (std::size_t at = 0; at < request_.size();) {
      const ssize_t sent =
          ::send(socket_.number(), request_.data() + at, request_.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) break;
      at += static_cast<std::size_t>(sent);
    }
    loop_.watch(socket_.number(), [self = shared_from_this()] { self->read(); });
  }

 private:
  void read() {
    std::array<char, 65536> bytes;
    const ssize_t size = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
    if (size > 0) {
      received_.append(bytes.data(), static_cast<std::size_t>(size));
      return;
    }
    loop_.unwatch(socket_.number());
    const auto reply = reply_of(received_);
    answer_(reply ? &*reply : nullptr);
  }

  Loop& loop_;
  Fd socket_;
  std::string request_;
  Guest::Answer answer_;
  std::string received_;
};

}  // namespace

std::uint16_t free_port() {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool RealGuest::request(HttpCall call, Answer answer) {
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port_);
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    return false;
  std::make_shared<Exchange>(loop_, std::move(socket), bytes_of(call), std::move(answer))->start();
  return true;
}

}  // namespace sim::fake
