// Requests to the controller's port.
#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

class Requests final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    saw_if(body_of<sim::GatewayRequested>(event) != nullptr, "request_forwarded");
    if (const auto* reply = body_of<sim::HttpReceived>(event)) {
      saw_if(reply->status == 401, "request_unauthorized");
      saw_if(reply->status == 408 || reply->status == 413 || reply->status == 431,
             "request_refused");
    }
    const auto* ended = body_of<sim::CallEnded>(event);
    saw_if(ended != nullptr && ended->status == 0 && ended->message == "gave up", "client_left");
  }
};

}  // namespace

void add_request_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<Requests>(counts));
}

}  // namespace scenarios
