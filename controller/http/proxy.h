// What becomes of a request that no route of the controller answers (H5).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "controller/gateway/supervisor_status.h"
#include "controller/http/auth.h"
#include "controller/http/message.h"

namespace controller {

inline constexpr std::string_view kProxyTokenHeader = "x-kiloclaw-proxy-token";
// Where the gateway listens.
inline constexpr std::string_view kGatewayHost = "127.0.0.1:3001";

class ProxyGate {
 public:
  // `required`: only with the header of that secret is anything passed on.
  ProxyGate(Secret secret, bool required) : secret_(secret), required_(required) {}

  [[nodiscard]] HttpAnswer decide(std::string_view path, std::span<const HttpHeader> headers,
                                  GatewayState state) const;

 private:
  Secret secret_;
  bool required_;
};

// The headers of a request as the gateway gets them: without the proxy token, those that concern
// one connection only (RFC 9110, 7.6.1) and their like, and with the gateway's own host. Views into
// `headers`.
std::vector<HttpHeader> forwarded_headers(std::span<const HttpHeader> headers);

// The headers of the gateway's reply as the client gets them: without those that concern one
// connection only. Views into `headers`.
std::vector<HttpHeader> returned_headers(std::span<const HttpHeader> headers);

HttpResponse bad_gateway();

}  // namespace controller
