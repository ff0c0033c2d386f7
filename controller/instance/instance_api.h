// All that pairing-instance answers over HTTP: the platform's pairing calls (platform_api.h), and
// start, stop, destroy and status of a user's instance, behind the same key.
//
//   POST /api/platform/start|stop|destroy   {"userId":…}
//   GET  /api/platform/status?userId=…
//
// The answer is the state that the instance is then in: 200, 202 while a destroy still goes on, or
// the status and `{"error":…}` of what went wrong. A start or a destroy makes the instance when
// the user has none, so that it finds what Fly may have of one that was forgotten; stop and status
// are 404 then. An operation that has begun is carried out, whether its client still waits or not.
//
// One thread, the scheduler's.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "controller/base/cancel.h"
#include "controller/base/scope.h"
#include "controller/http/request_handler.h"
#include "controller/instance/instances.h"
#include "controller/instance/platform_api.h"

namespace controller::instance {

class InstanceApi final : public RequestHandler {
 public:
  // Both must outlive the API. An empty key lets nobody in.
  InstanceApi(Scheduler& scheduler, Instances& instances, std::string_view key);

  Task<HttpAnswer> handle(HttpRequest request, CancelToken token) override;
  [[nodiscard]] HttpCounters& counters() override { return counters_; }

  // From here on every request, those that wait included, is answered with 503.
  void end() { ending_.cancel(); }

 private:
  enum class Route : std::uint8_t;
  // A request while it is answered.
  struct Asked {
    explicit Asked(Scheduler& scheduler) : done(scheduler) {}
    HttpRequest request;
    std::optional<HttpResponse> answer;
    Event done;
  };
  // An operation under way.
  struct Flight {
    explicit Flight(Scheduler& scheduler) : done(scheduler) {}
    std::shared_ptr<Instance> instance;
    Outcome outcome;
    Event done;
  };

  static Route route_of(const HttpRequest& request);
  Task<void> ask(Asked& asked);
  Task<HttpResponse> answer(HttpRequest request);
  Task<HttpResponse> operate(Route route, std::string_view body);
  HttpResponse status(std::string_view query);
  Task<void> carry_out(Route route, std::shared_ptr<Flight> flight);

  Scheduler& scheduler_;
  Instances& instances_;
  PlatformApi platform_;
  HttpCounters counters_;
  CancelSource ending_;
  Scope scope_;  // last: its tasks use all of the above
};

}  // namespace controller::instance
