#include "sim/http/connection.h"

#include <algorithm>

#include "controller/http/target.h"
#include "sim/gateway/http_model.h"
#include "sim/host/gateway_child.h"
#include "sim/http/sending.h"

namespace sim {
namespace {

using controller::CancelToken;
using controller::HttpHeader;
using controller::HttpRequest;
using controller::HttpResponse;
using controller::Instant;
using controller::RequestIntake;
using controller::Task;

HttpReply reply_of(const HttpResponse& response) {
  return {response.status, std::string(response.content_type), *response.body};
}

std::vector<HttpHeader> views_of(const HttpCall& call) {
  std::vector<HttpHeader> headers;
  headers.reserve(call.headers.size());
  for (const auto& [name, value] : call.headers) headers.push_back({name, value});
  return headers;
}

}  // namespace

Task<Connection::Received> Connection::receive(const HttpCall& call, CancelToken token) {
  const Instant began = scheduler_.now();
  RequestIntake intake(began);
  const std::size_t size = call.head_bytes() + call.body.size();
  const std::size_t pieces = pieces_over(call.send_over);
  std::size_t come = 0;
  for (std::size_t i = 0; i < pieces; ++i) {
    const Instant at = began + piece_after(call.send_over, i);
    const Instant until = std::min(at, intake.deadline());
    if (i > 0) co_await controller::sleep_until(scheduler_, until, token);
    if (token.cancelled()) co_return Received{};
    if (at > intake.deadline()) co_return Received{false, reply_of(RequestIntake::too_slow())};
    const std::size_t with_it = bytes_with(size, i, pieces);
    auto refusal = take_in(intake, call, come, with_it, at);
    come = with_it;
    if (refusal) co_return Received{false, reply_of(*refusal)};
  }
  co_return Received{true, std::nullopt};
}

Task<HttpReply> Connection::answer(const HttpCall& call, CancelToken token) {
  const std::vector<HttpHeader> headers = views_of(call);
  const std::span<const HttpHeader> views = headers;
  HttpRequest request{call.method, call.target, views, call.body};
  auto answer = co_await api_.handle(request, token);
  if (const auto* response = std::get_if<HttpResponse>(&answer)) co_return reply_of(*response);
  co_return co_await forward(call, views);
}

// The bytes [from, to) of the request have come.
Connection::Refusal Connection::take_in(RequestIntake& intake, const HttpCall& call,
                                        std::size_t from, std::size_t to, Instant now) {
  const std::size_t head = call.head_bytes();
  if (from < head) {
    if (auto refusal = intake.head(std::min(to, head) - from)) return refusal;
    if (to < head) return std::nullopt;
    const bool announced = !is_chunked(call) && !call.body.empty();
    const auto length = announced ? std::optional<std::uint64_t>(call.body.size()) : std::nullopt;
    if (auto refusal = intake.head_complete(call.target, length, now)) return refusal;
  }
  if (to <= head) return std::nullopt;
  return intake.body(to - std::max(from, head), now);
}

Task<HttpReply> Connection::forward(const HttpCall& call, std::span<const HttpHeader> headers) {
  const Duration hop = host_.reaction("http.loopback");
  co_await controller::sleep(scheduler_, hop);
  GatewayChild* gateway = host_.gateway();
  if (gateway == nullptr || !gateway->listening()) co_return reply_of(controller::bad_gateway());
  host_.recorder().emit_made(host_.world().id(), [&] {
    GatewayRequested arrived{number_, call.method, call.target, {}};
    for (const HttpHeader& header : controller::forwarded_headers(headers))
      arrived.headers.push_back(std::string(header.name) + ": " + std::string(header.value));
    return arrived;
  });
  const GatewayReply reply = gateway_reply(call.method, controller::parse_target(call.target).path);
  co_return HttpReply{reply.status, reply.content_type, reply.body};
}

}  // namespace sim
