#include "sim/gateway/http_model.h"

namespace sim {

GatewayReply gateway_reply(std::string_view method, std::string_view path) {
  const bool page = method == "GET" && path == "/";
  if (page) return {200, "text/html; charset=utf-8", "<!doctype html><title>Control</title>"};
  return {404, "text/plain; charset=utf-8", "Not Found"};
}

}  // namespace sim
