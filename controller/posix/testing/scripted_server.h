// A server on loopback that answers each connection with the same bytes, for tests of clients. A
// thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "controller/posix/file_descriptor.h"

namespace controller::posix::testing {

class ScriptedServer {
 public:
  // What follows the request: `answer`, then the end, unless `holds`: then the client has to end.
  explicit ScriptedServer(std::string answer, bool holds = false)
      : answer_(std::move(answer)), holds_(holds) {
    listening_ = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listening_.number(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listening_.number(), 16);
    ::getsockname(listening_.number(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() {
    ::shutdown(listening_.number(), SHUT_RDWR);
    thread_.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  // What each connection has sent.
  [[nodiscard]] std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  // Waits until that many connections are over.
  void wait_for_ends(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ends_ >= count; });
  }

 private:
  void serve() {
    for (;;) {
      const FileDescriptor client(::accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client.open()) return;
      read_request(client.number());
      std::string_view rest = answer_;
      while (!rest.empty()) {
        const ssize_t sent = ::send(client.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
      std::array<char, 1> byte{};
      while (holds_ && ::recv(client.number(), byte.data(), byte.size(), 0) > 0) {
      }
      const std::lock_guard lock(mutex_);
      ++ends_;
      changed_.notify_all();
    }
  }

  // A head, and a body of two bytes if there is one; or what is no HTTP.
  void read_request(int client) {
    std::string text;
    std::array<char, 4096> bytes;
    while (text.find("\r\n\r\n") == std::string::npos ||
           (text.find("Content-Length: 2") != std::string::npos && !text.ends_with("{}"))) {
      const ssize_t got = ::recv(client, bytes.data(), bytes.size(), 0);
      if (got <= 0) break;
      text.append(bytes.data(), static_cast<std::size_t>(got));
      constexpr char kTlsHandshake = 0x16;
      if (text.front() == kTlsHandshake) break;
    }
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(text));
  }

  std::string answer_;
  bool holds_;
  FileDescriptor listening_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> requests_;
  std::size_t ends_ = 0;
  std::thread thread_;
};

}  // namespace controller::posix::testing
