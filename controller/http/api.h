// The controller's HTTP API (contract H1-H5): from a request to its answer, without sockets.
//
// One thread, the scheduler's. A request that is not waited for any longer is given up by
// destroying its task, or by its token.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "controller/base/deadline.h"
#include "controller/base/task.h"
#include "controller/base/wall_clock.h"
#include "controller/http/auth.h"
#include "controller/http/list_pages.h"
#include "controller/http/message.h"
#include "controller/http/proxy.h"
#include "controller/http/request_handler.h"
#include "controller/http/status_json.h"
#include "controller/pairing_controller.h"

namespace controller {

struct HttpApiConfig {
  std::string token;                 // what bearers and, if required, proxy tokens must be
  bool require_proxy_token = false;  // H5
  Duration refresh_timeout = std::chrono::seconds(100);  // of ?refresh=true (H1)
  BuildInfo build;
};

class HttpApi final : public RequestHandler {
 public:
  // All must outlive the API.
  HttpApi(Scheduler& scheduler, const WallClock& clock, PairingController& controller,
          const HttpApiConfig& config);

  Task<HttpAnswer> handle(HttpRequest request, CancelToken token = CancelToken()) override;

  [[nodiscard]] HttpCounters& counters() override { return counters_; }

 private:
  enum class Route : std::uint8_t;

  [[nodiscard]] bool authorized(const HttpRequest& request) const;
  Task<HttpAnswer> dispatch(Route route, HttpRequest request, CancelToken token);
  static std::string_view name_of(Route route);
  static Route route_of(std::string_view method, std::string_view path);
  static bool needs_bearer(Route route, std::string_view path);

  Task<HttpAnswer> list(Kind kind, std::string_view query, CancelToken token);
  Task<HttpAnswer> approve_channel(std::string_view body);
  Task<HttpAnswer> approve_device(std::string_view body);
  Task<HttpAnswer> start_gateway();
  Task<HttpAnswer> stop_gateway();
  Task<HttpAnswer> restart_gateway();
  Task<HttpAnswer> version();
  [[nodiscard]] HttpResponse status() const;

  Scheduler& scheduler_;
  PairingController& controller_;
  Secret token_;
  ProxyGate proxy_;
  Duration refresh_timeout_;
  BuildInfo build_;
  ListPages pages_;
  HttpCounters counters_;
};

}  // namespace controller
