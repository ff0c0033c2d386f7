// What the gateway answers on its own port, as far as a controller's clients come to see it.
#pragma once

#include <string>
#include <string_view>

namespace sim {

struct GatewayReply {
  int status = 200;
  std::string content_type;
  std::string body;
};

// It knows nothing below /_kilo/: that is how clients learn that a controller predates a route.
GatewayReply gateway_reply(std::string_view method, std::string_view path);

}  // namespace sim
