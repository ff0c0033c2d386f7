#include "sim/apps/openclaw/port_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace sim::fake {

bool PortListener::follow(bool open, bool answers) {
  answers_ = answers;
  if (open) return socket_.open() || listen();
  clients_.clear();
  socket_.reset();
  return true;
}

bool PortListener::listen() {
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  constexpr int kBacklog = 511;  // node's
  const bool bound =
      ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      ::listen(socket.number(), kBacklog) == 0;
  if (bound) socket_ = std::move(socket);
  return bound;
}

void PortListener::add_to(std::vector<pollfd>& waits) const {
  if (!socket_.open() || !answers_) return;
  if (clients_.size() < kClientsMax) waits.push_back({socket_.number(), POLLIN, 0});
  for (const Client& client : clients_)
    waits.push_back(
        {client.socket.number(), static_cast<short>(client.to_send.empty() ? POLLIN : POLLOUT), 0});
}

void PortListener::serve() {
  if (!socket_.open() || !answers_) return;
  accept_all();
  std::erase_if(clients_, [](Client& client) { return !serve(client); });
}

void PortListener::accept_all() {
  while (clients_.size() < kClientsMax) {
    Fd client(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client.open()) return;
    clients_.push_back({std::move(client), {}, {}});
  }
}

// One piece at a time: who asks without end does not keep the others waiting.
bool PortListener::serve(Client& client) {
  if (!client.to_send.empty()) return send_what_goes(client);
  std::array<char, 16384> bytes;
  const ssize_t size = ::recv(client.socket.number(), bytes.data(), bytes.size(), 0);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  client.to_send = client.connection.receive({bytes.data(), static_cast<std::size_t>(size)});
  return client.to_send.empty() || send_what_goes(client);
}

bool PortListener::send_what_goes(Client& client) {
  const ssize_t sent =
      ::send(client.socket.number(), client.to_send.data(), client.to_send.size(), MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  client.to_send.erase(0, static_cast<std::size_t>(sent));
  return !client.to_send.empty() || !client.connection.over();
}

}  // namespace sim::fake
