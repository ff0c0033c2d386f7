// Blocking sockets on loopback for tests: they send what they are told, byte for byte.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "controller/posix/file_descriptor.h"

namespace controller::posix::testing {

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class RawSocket {
 public:
  // Nothing that a test waits for takes longer than this.
  static constexpr int kPatienceMs = 10'000;

  explicit RawSocket(FileDescriptor socket) : socket_(std::move(socket)) {
    const int on = 1;
    ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  static RawSocket connect(std::uint16_t port) {
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(port);
    EXPECT_EQ(::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return RawSocket(std::move(socket));
  }

  [[nodiscard]] int number() const { return socket_.number(); }

  // False when the peer is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_.number(), SHUT_WR); }
  void close() { socket_.reset(); }

  // Some more of what comes; empty at the end, and when nothing comes for `patience_ms`.
  std::string receive_some(int patience_ms = kPatienceMs) {
    if (!received_.empty()) return std::exchange(received_, std::string());
    return receive_new(patience_ms);
  }
  // Everything up to and with `end`, or up to the peer's end.
  std::string receive_until(std::string_view end) {
    while (received_.find(end) == std::string::npos) {
      const std::string more = receive_new(kPatienceMs);
      if (more.empty()) return std::exchange(received_, std::string());
      received_ += more;
    }
    const std::size_t size = received_.find(end) + end.size();
    std::string bytes = received_.substr(0, size);
    received_.erase(0, size);
    return bytes;
  }
  std::string receive_all() {
    std::string bytes;
    for (std::string more = receive_some(); !more.empty(); more = receive_some()) bytes += more;
    return bytes;
  }
  // True when the peer closes within the patience, whatever it sends before.
  bool closed_by_peer() {
    pollfd poll{socket_.number(), POLLIN, 0};
    while (::poll(&poll, 1, kPatienceMs) > 0) {
      std::array<char, 4096> bytes{};
      if (::recv(socket_.number(), bytes.data(), bytes.size(), 0) <= 0) return true;
    }
    return false;
  }

 private:
  std::string receive_new(int patience_ms) {
    pollfd poll{socket_.number(), POLLIN, 0};
    if (::poll(&poll, 1, patience_ms) <= 0) return {};
    std::string bytes(std::size_t{64} << 10U, '\0');
    const ssize_t received = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
    bytes.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
    return bytes;
  }

  FileDescriptor socket_;
  std::string received_;  // beyond what was asked for
};

// A reply without the header that is another each time.
inline std::string without_date(const std::string& reply) {
  const std::size_t date = reply.find("date: ");
  if (date == std::string::npos) return reply;
  return reply.substr(0, date) + reply.substr(reply.find('\n', date) + 1);
}

// Serves one connection after the other on a thread of its own, until it is destroyed.
class RawServer {
 public:
  explicit RawServer(std::function<void(RawSocket&)> serve) {
    listening_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(0);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listening_.number(), any, size), 0);
    EXPECT_EQ(::listen(listening_.number(), 16), 0);
    ::getsockname(listening_.number(), any, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (;;) {
        FileDescriptor client(::accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!client.open()) return;
        RawSocket socket(std::move(client));
        serve(socket);
      }
    });
  }
  ~RawServer() {
    ::shutdown(listening_.number(), SHUT_RDWR);
    thread_.join();
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  FileDescriptor listening_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace controller::posix::testing
