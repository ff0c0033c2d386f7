// The gateway's port on loopback: open while the model's port is, and answering as it says.
#pragma once

#include <poll.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/apps/openclaw/state_dir.h"
#include "sim/gateway/http_connection.h"

namespace sim::fake {

class PortListener {
 public:
  explicit PortListener(std::uint16_t port) : port_(port) {}

  // Opens or closes the port. `answers`: else clients are left waiting. False: the port belongs to
  // somebody else.
  bool follow(bool open, bool answers);

  // What poll() is to wait for, appended.
  void add_to(std::vector<pollfd>& waits) const;
  // Accepts, reads and answers whatever is there.
  void serve();

 private:
  struct Client {
    Fd socket;
    GatewayConnection connection;
    std::string to_send;
  };
  static constexpr std::size_t kClientsMax = 1000;

  bool listen();
  void accept_all();
  // False: it is over.
  static bool serve(Client& client);
  static bool send_what_goes(Client& client);

  std::uint16_t port_;
  Fd socket_;
  bool answers_ = false;
  std::vector<Client> clients_;
};

}  // namespace sim::fake
