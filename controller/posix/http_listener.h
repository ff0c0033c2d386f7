// A daemon's port: accepts connections, reads requests within the limits of contract H6,
// has the routes answer them, or passes them on to the gateway. Loop's thread.
//
// Connections are bounded. When there are too many, one makes room for the newest, so that neither
// idle nor slow ones keep honest clients out: of those whose answer is being sent or passed on, if
// they are more than half, else of those that are silent, the one that has been so for longest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "controller/base/result.h"
#include "controller/base/wall_clock.h"
#include "controller/http/request_handler.h"
#include "controller/http/request_intake.h"
#include "controller/posix/event_loop.h"
#include "controller/posix/gateway_proxy.h"

namespace controller::posix {

struct ListenerConfig {
  std::size_t connections_max = 1024;
  Duration idle_patience = std::chrono::seconds(60);   // between two requests
  Duration send_patience = std::chrono::seconds(10);   // a client that takes nothing
  Duration linger_patience = std::chrono::seconds(2);  // for the rest of what was refused
  RequestLimits request;
  ProxyConfig proxy;
  // Told after each request that was for the gateway: whether it was reached. May be empty.
  std::function<void(bool reached)> gateway_tried;
};

// Whether it is one that HttpListener::listen() takes.
bool is_ip_address(const std::string& text);

class HttpListener {
 public:
  // All references must outlive the listener.
  HttpListener(EventLoop& loop, const WallClock& clock, RequestHandler& api,
               const ListenerConfig& config = ListenerConfig());
  // Connections that are left are cut.
  ~HttpListener();
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;

  // Listens on `address` (IPv4 or IPv6, numeric); `port` 0 lets the system choose. The port, or an
  // error of one line.
  Result<std::uint16_t, std::string> listen(const std::string& address, std::uint16_t port);

  // Accepts nothing more and closes silent connections; those that wait for an answer get it.
  void close();
  // Until no connection is left, or the token is cancelled.
  Task<void> closed(CancelToken token);

  [[nodiscard]] std::size_t connections() const;

 private:
  class State;

  std::unique_ptr<State> state_;
};

}  // namespace controller::posix
