#include "sim/fly/fly_transport.h"

#include <utility>

#include "sim/fly/http_front.h"

namespace sim {
namespace {

using controller::Failure;
using controller::InboundReply;
using controller::TransportError;
using controller::TransportFailure;
using Received = controller::Result<InboundReply, TransportError>;

// "Replies over 11 MiB are `broken`": see http_transport.h.
constexpr std::size_t kReplyMost = std::size_t{11} << 20U;

InboundReply spoilt(InboundReply reply, const FlyOutcome& outcome) {
  if (outcome.malformed) reply.body = "{\"id\":\"" + reply.body;
  if (outcome.truncate && *outcome.truncate < reply.body.size())
    reply.body.resize(*outcome.truncate);
  return reply;
}

Received bytes_of(FlyOutcome&& outcome) {
  if (auto* error = std::get_if<TransportError>(&outcome.what)) return Failure{std::move(*error)};
  if (auto* bytes = std::get_if<InboundReply>(&outcome.what)) return std::move(*bytes);
  InboundReply reply =
      spoilt(write_fly_reply(std::get<FlyReply>(outcome.what), outcome.number), outcome);
  if (reply.body.size() > kReplyMost)
    return Failure{TransportError{TransportFailure::broken, "reply too long"}};
  return reply;
}

}  // namespace

controller::Task<Received> FlyTransport::send(const controller::OutboundRequest& request,
                                              controller::CancelToken token) {
  if (token.cancelled()) co_return Failure{TransportError{TransportFailure::cancelled, "given up"}};
  FlyService::Pending pending(service_, process_, instance_);
  const std::string_view target = target_in(request.url);
  pending.send(read_fly_request(request.method, target, request.headers, request.body),
               request.method, std::string(target));
  const auto answered = co_await pending.answered(token);
  co_return bytes_of(std::move(pending.outcome(answered)));
}

}  // namespace sim
