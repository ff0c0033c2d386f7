// One connection at the controller's port: does in virtual time what a listener does with sockets.
// It takes a request in piece by piece within the limits of H6, has the routes answer it, or passes
// it on to the gateway.
#pragma once

#include <cstdint>
#include <optional>

#include "controller/http/api.h"
#include "controller/http/request_intake.h"
#include "sim/host/host.h"
#include "sim/http/http_call.h"

namespace sim {

struct HttpReply {
  int status = 200;
  std::string content_type;
  std::string body;
};

class Connection {
 public:
  // All must outlive the connection. `number` tells calls apart in the trace.
  Connection(controller::Scheduler& scheduler, controller::HttpApi& api, Host& host,
             std::int64_t number)
      : scheduler_(scheduler), api_(api), host_(host), number_(number) {}

  // What came of a request's bytes: all of them, or a refusal; neither when the client left before.
  struct Received {
    bool complete = false;
    std::optional<HttpReply> refusal;
  };

  // `call` must outlive both tasks. When `token` is cancelled the client is gone: no more of its
  // bytes come, and what becomes of its request goes nowhere.
  controller::Task<Received> receive(const HttpCall& call, controller::CancelToken token);
  // Of a request that is complete.
  controller::Task<HttpReply> answer(const HttpCall& call, controller::CancelToken token);

 private:
  using Refusal = std::optional<controller::HttpResponse>;

  static Refusal take_in(controller::RequestIntake& intake, const HttpCall& call, std::size_t from,
                         std::size_t to, controller::Instant now);
  controller::Task<HttpReply> forward(const HttpCall& call,
                                      std::span<const controller::HttpHeader> headers);

  controller::Scheduler& scheduler_;
  controller::HttpApi& api_;
  Host& host_;
  std::int64_t number_;
};

}  // namespace sim
