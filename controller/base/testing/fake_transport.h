// Outgoing HTTP for unit tests: every request is kept, and answered as the test says.
#pragma once

#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include "controller/base/http_transport.h"
#include "controller/base/scheduler.h"
#include "controller/base/wait.h"

namespace controller::testing {

class FakeTransport final : public HttpTransport {
 public:
  using Answer = Result<InboundReply, TransportError>;
  explicit FakeTransport(Scheduler& scheduler) : scheduler_(scheduler) {}

  // Called when a request begins; what it returns comes after `delay`.
  std::function<Answer(const OutboundRequest&)> answer;
  Duration delay = std::chrono::milliseconds(1);
  std::vector<OutboundRequest> requests;

  // Every request gets this from now on.
  void reply(int status, std::string body) {
    answer = [status, text = std::move(body)](const OutboundRequest&) -> Answer {
      return InboundReply{status, {}, text};
    };
  }
  void fail(TransportFailure failure, std::string text) {
    answer = [failure, said = std::move(text)](const OutboundRequest&) -> Answer {
      return Failure{TransportError{failure, said}};
    };
  }

  Task<Answer> send(const OutboundRequest& request, CancelToken token) override {
    requests.push_back(request);
    Answer result = answer(request);
    auto elapsed = co_await sleep(scheduler_, delay, token);
    if (!elapsed) co_return Failure{TransportError{TransportFailure::cancelled, "cancelled"}};
    co_return result;
  }

 private:
  Scheduler& scheduler_;
};

}  // namespace controller::testing
