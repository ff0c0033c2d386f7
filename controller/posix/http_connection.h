// One connection of a client: request after request, each answered before the next is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/base/cancel.h"
#include "controller/base/intrusive_list.h"
#include "controller/posix/http_listener.h"
#include "controller/posix/http_parser.h"
#include "controller/posix/stream_socket.h"

namespace controller::posix {

class HttpConnection;

// Longest first.
struct ConnectionQueue {
  IntrusiveList<HttpConnection> list;
  std::size_t size = 0;  // with those that were taken out of the list to be ended
};

// What the connections of one listener share.
class ConnectionHost {
 public:
  ConnectionHost(EventLoop& loop_in, const WallClock& clock, RequestHandler& api_in,
                 const ListenerConfig& config_in)
      : loop(loop_in), api(api_in), config(config_in), clock_(clock) {}

  // The `date` of a reply that begins now.
  std::string_view date();

  EventLoop& loop;
  RequestHandler& api;
  ListenerConfig config;
  bool closing = false;       // connections end with their present request
  ConnectionQueue silent;     // have not sent a whole request
  ConnectionQueue answering;  // get an answer sent or passed on

 private:
  const WallClock& clock_;
  std::chrono::sys_seconds date_of_{};
  std::string date_;
};

class HttpConnection : public ListNode {
 public:
  // `host` must outlive it.
  HttpConnection(ConnectionHost& host, FileDescriptor socket)
      : host_(host), socket_(host.loop, std::move(socket)), parser_(MessageKind::request) {}

  // Until the connection is over.
  Task<void> run();
  // Ends it, unless it waits for an answer: then when that is to be sent.
  void end() { ended_.cancel(); }

 private:
  Task<bool> receive_request();
  Task<bool> receive_head();
  Task<bool> receive_own_body();
  Task<Filled> fill_silently(Instant deadline);
  Task<bool> answer();
  Task<bool> forward();
  Task<bool> respond(const HttpResponse& response, bool keep_alive);
  Task<void> refuse(const HttpResponse& response);
  Task<void> linger();
  [[nodiscard]] bool can_go_on() const;

  ConnectionHost& host_;
  StreamSocket socket_;
  HttpParser parser_;
  std::optional<RequestIntake> intake_;
  CancelSource ended_;
  std::string reply_head_;
};

}  // namespace controller::posix
