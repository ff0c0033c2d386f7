// A request as the bytes of HTTP/1.1, and where they are to go. Pure.
#pragma once

#include <optional>
#include <string>

#include "controller/base/http_transport.h"

namespace controller::posix {

struct Destination {
  bool tls = false;
  std::string host;  // a name, or a numeric address without brackets
  std::string port;
};

struct RequestText {
  Destination destination;
  std::string bytes;  // head and body; asks for the connection to be closed
};

// Nothing when it cannot be written: the URL is not `http://` or `https://`, then a host, perhaps a
// port, and a path; or a method, header or URL holds what cannot stand there.
std::optional<RequestText> request_text(const OutboundRequest& request);

}  // namespace controller::posix
