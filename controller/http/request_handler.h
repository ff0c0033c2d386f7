// What a listener has answer its requests.
#pragma once

#include "controller/base/cancel.h"
#include "controller/base/task.h"
#include "controller/http/http_counters.h"
#include "controller/http/message.h"

namespace controller {

class RequestHandler {
 public:
  virtual ~RequestHandler() = default;

  // What `request` views must stay valid until the task is done. A request that is not waited for
  // any longer is given up by destroying its task, or by its token.
  virtual Task<HttpAnswer> handle(HttpRequest request, CancelToken token) = 0;

  // Of what it answered itself. A listener counts here what it refused, and what the gateway
  // answered through it.
  [[nodiscard]] virtual HttpCounters& counters() = 0;
};

}  // namespace controller
