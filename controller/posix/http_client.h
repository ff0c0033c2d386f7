// HttpTransport over real sockets, with TLS for https: certificates and host names are verified,
// against the authorities of the system (or of SSL_CERT_FILE and SSL_CERT_DIR).
//
// Each request has a connection of its own, so nothing is ever sent twice; cancelling it, or
// destroying its task, closes that. There are no time-outs here: callers have theirs. All on the
// loop's thread, except that names are resolved on one of asio's.
//
// A request that cannot be written as HTTP (a URL that is neither http nor https, a header with a
// line break) is `unreachable`. Whatever goes wrong from the first byte of the request on is
// `broken`, as is a reply over TLS that is cut without saying so.
#pragma once

#include <memory>

#include "controller/base/http_transport.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

class HttpClient final : public HttpTransport {
 public:
  // `loop` must outlive the client, and the client its tasks.
  explicit HttpClient(EventLoop& loop);
  ~HttpClient() override;

  Task<Result<InboundReply, TransportError>> send(const OutboundRequest& request,
                                                  CancelToken token) override;

 private:
  class Tls;
  class Exchange;

  EventLoop& loop_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace controller::posix
