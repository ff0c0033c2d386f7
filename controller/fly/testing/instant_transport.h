// An HttpTransport for unit tests: answers at once what the test has put in, and keeps the
// requests.
#pragma once

#include <optional>
#include <vector>

#include "controller/base/http_transport.h"

namespace controller::testing {

class InstantTransport final : public HttpTransport {
 public:
  InboundReply reply;
  std::optional<TransportError> error;  // instead of the reply
  std::vector<OutboundRequest> requests;

  Task<Result<InboundReply, TransportError>> send(const OutboundRequest& request,
                                                  CancelToken /*token*/) override {
    requests.push_back(request);
    if (error) co_return Failure{*error};
    co_return reply;
  }
};

// The result of a task that never waits.
template <class T>
T result_of(Task<T> task) {
  task.handle().resume();
  return task.handle().promise().take();
}

}  // namespace controller::testing
