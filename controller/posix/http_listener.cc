#include "controller/posix/http_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "controller/base/scope.h"
#include "controller/posix/http_connection.h"

namespace controller::posix {
namespace {

// After an accept that failed for want of descriptors or memory.
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);
constexpr int kBacklog = 1024;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* any() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::optional<Address> parse_address(const std::string& text, std::uint16_t port) {
  Address address;
  auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.size = sizeof(sockaddr_in6);
  } else {
    return std::nullopt;
  }
  return address;
}

std::uint16_t port_of(int socket) {
  Address address;
  address.size = sizeof address.storage;
  ::getsockname(socket, address.any(), &address.size);
  const bool v6 = address.storage.ss_family == AF_INET6;
  return ntohs(v6 ? reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port
                  : reinterpret_cast<sockaddr_in&>(address.storage).sin_port);
}

}  // namespace

bool is_ip_address(const std::string& text) { return parse_address(text, 0).has_value(); }

class HttpListener::State {
 public:
  State(EventLoop& loop, const WallClock& clock, RequestHandler& api, const ListenerConfig& config)
      : loop_(loop), host_(loop, clock, api, config), accepting_(loop), connections_(loop) {}

  Result<std::uint16_t, std::string> listen(const std::string& text, std::uint16_t port) {
    auto address = parse_address(text, port);
    if (!address) return Failure{"\"" + text + "\" is no IPv4 or IPv6 address"};
    const auto failed = [&](std::string_view what) {
      const std::string reason = std::strerror(errno);
      return Failure{std::string(what) + " " + text + " port " + std::to_string(port) + ": " +
                     reason};
    };
    const int family = address->storage.ss_family;
    FileDescriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.open()) return failed("no socket for");
    const int on = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.number(), address->any(), address->size) != 0 ||
        ::listen(socket.number(), kBacklog) != 0)
      return failed("cannot listen on");
    socket_ = std::move(socket);
    watch_.emplace(loop_, socket_.number());
    if (!watch_->works()) return failed("cannot wait for");
    accepting_.spawn(accept_all());
    return port_of(socket_.number());
  }

  void close() {
    host_.closing = true;
    accepting_.cancel();
    while (!host_.silent.list.empty()) {
      HttpConnection& connection = host_.silent.list.pop_front();
      connection.end();
    }
  }

  Task<void> closed(CancelToken token) {
    co_await accepting_.join();
    watch_.reset();
    socket_.reset();
    // A scope cannot be left while it is joined: so look again and again.
    constexpr Duration kLook = std::chrono::milliseconds(5);
    while (connections_.running() > 0 && !token.cancelled()) co_await sleep(loop_, kLook, token);
  }

  [[nodiscard]] std::size_t connections() const { return connections_.running(); }

 private:
  Task<void> accept_all() {
    const CancelToken token = accepting_.token();
    while (!token.cancelled()) {
      FileDescriptor client(
          ::accept4(socket_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (client.open()) {
        take_in(std::move(client));
        // Who has to go leaves in the next turn, and only then the newest counts as silent.
        const Instant now = loop_.now();
        if (full()) co_await sleep_until(loop_, now, token);
      } else if (errno == EAGAIN) {
        co_await watch_->ready(Side::reading, kNever, token);
      } else if (errno != EINTR && errno != ECONNABORTED) {
        co_await sleep(loop_, kAcceptPause, token);
      }
    }
  }

  [[nodiscard]] bool full() const { return connections_.running() >= host_.config.connections_max; }

  void take_in(FileDescriptor client) {
    if (full() && !make_room()) return;
    connections_.spawn(serve(std::move(client)));
  }

  // False when all of them wait for answers of ours: then the newest has to go.
  bool make_room() {
    const bool slow = host_.answering.size > host_.config.connections_max / 2;
    auto& first = slow ? host_.answering.list : host_.silent.list;
    auto& second = slow ? host_.silent.list : host_.answering.list;
    auto& choice = first.empty() ? second : first;
    if (choice.empty()) return false;
    HttpConnection& longest = choice.pop_front();
    longest.end();
    return true;
  }

  Task<void> serve(FileDescriptor client) {
    HttpConnection connection(host_, std::move(client));
    co_await connection.run();
  }

  EventLoop& loop_;
  ConnectionHost host_;
  FileDescriptor socket_;
  std::optional<DescriptorWatch> watch_;
  Scope accepting_;
  Scope connections_;
};

HttpListener::HttpListener(EventLoop& loop, const WallClock& clock, RequestHandler& api,
                           const ListenerConfig& config)
    : state_(std::make_unique<State>(loop, clock, api, config)) {}
HttpListener::~HttpListener() = default;

Result<std::uint16_t, std::string> HttpListener::listen(const std::string& address,
                                                        std::uint16_t port) {
  return state_->listen(address, port);
}
void HttpListener::close() { state_->close(); }
Task<void> HttpListener::closed(CancelToken token) { co_return co_await state_->closed(token); }
std::size_t HttpListener::connections() const { return state_->connections(); }

}  // namespace controller::posix
