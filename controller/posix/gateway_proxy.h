// Passes a request on to the gateway on loopback and its reply back, both as streams: no more of a
// body is held than one buffer (contract H6). Loop's thread.
#pragma once

#include <cstdint>

#include "controller/base/task.h"
#include "controller/http/request_intake.h"
#include "controller/posix/event_loop.h"
#include "controller/posix/http_parser.h"
#include "controller/posix/stream_socket.h"

namespace controller::posix {

struct ProxyConfig {
  std::uint16_t port = 3001;
  Duration connect_patience = std::chrono::seconds(5);
  // How long either side may take nothing of what is sent to it.
  Duration send_patience = std::chrono::seconds(10);
  // A client that has ended its side may still want the reply, or have left; it is waited with for
  // so long while there is nothing to send to it.
  Duration ended_patience = std::chrono::seconds(30);
};

// A client whose request's head has come, and perhaps some of its body.
struct ProxiedRequest {
  StreamSocket& client;
  HttpParser& parser;
  RequestIntake& intake;
  bool keep_alive;    // the connection could go on afterwards
  CancelToken token;  // the client is not to be served any longer
};

struct Forwarded {
  enum class End : std::uint8_t {
    kept,         // answered; the client's connection can go on
    over,         // answered, or broken off; its connection has to be closed
    unreachable,  // nothing was answered yet: bad_gateway() is due
    too_slow,     // nothing was answered yet: RequestIntake::too_slow() is due
    senseless,    // nothing was answered yet, and the request's body is none: a 400 is due
    left,         // nothing was answered, and nobody is there to be answered
  };
  End end = End::unreachable;
  int status = 0;  // the gateway's, if it was answered
};

// What `request` refers to must outlive the task.
Task<Forwarded> forward_to_gateway(EventLoop& loop, ProxyConfig config, ProxiedRequest request);

}  // namespace controller::posix
