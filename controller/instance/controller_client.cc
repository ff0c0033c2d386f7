#include "controller/instance/controller_client.h"

#include <utility>

#include "controller/base/deadline.h"
#include "controller/base/excerpt.h"
#include "controller/base/json_text.h"
#include "controller/http/proxy.h"
#include "controller/instance/client_text.h"
#include "controller/instance/controller_replies.h"

namespace controller::instance {
namespace {

constexpr std::string_view kRequestFailed = "Gateway controller request failed: ";
constexpr std::string_view kUnknownRouteCode = "controller_route_unavailable";
constexpr std::size_t kLoggedBodyMax = 1024;

bool is_success(const InboundReply& reply) { return reply.status >= 200 && reply.status < 300; }

// Wrong replies of the transport aside, a status stays as it is (F3).
int own_status(int status) { return status >= 300 && status < 600 ? status : 502; }

std::string approval_body(const ApprovalTarget& target) {
  std::string body;
  if (target.kind == Kind::channels) {
    body += R"({"channel":)";
    append_json_string(body, target.channel);
    body += R"(,"code":)";
  } else {
    body += R"({"requestId":)";
  }
  append_json_string(body, target.id);
  body += '}';
  return body;
}

}  // namespace

std::string default_base_url(std::string_view app) {
  return std::string("https://").append(app).append(".fly.dev");
}

ControllerClient::ControllerClient(Seams seams, ControllerClientConfig config)
    : seams_(seams), config_(std::move(config)) {}

Task<ControllerReply<RequestList>> ControllerClient::list(Kind kind, bool refresh,
                                                          const std::string& machine,
                                                          CancelToken token) {
  Call call{"GET", "/_kilo/pairing/channels", {}, {}};
  if (kind == Kind::devices) call.path = "/_kilo/pairing/devices";
  if (refresh) {
    call.query = "?refresh=true";
    call.timeout = kControllerRefreshTimeout;
  }
  auto reply = co_await send(call, machine, token);
  if (!reply) co_return Failure{std::move(reply.error())};
  if (!is_success(*reply)) co_return Failure{refusal(call, *reply)};
  auto list = parse_list_reply(kind, reply->body);
  if (!list || holds_token(reply->body, config_.token) || holds_token(*list, config_.token))
    co_return Failure{wrong_reply(call, *reply)};
  co_return std::move(*list);
}

Task<ControllerReply<ApprovalAnswer>> ControllerClient::approve(const ApprovalTarget& target,
                                                                const std::string& machine,
                                                                CancelToken token) {
  const bool channel = target.kind == Kind::channels;
  Call call{"POST", "/_kilo/pairing/channels/approve", {}, approval_body(target)};
  if (!channel) call.path = "/_kilo/pairing/devices/approve";
  call.timeout = kControllerApproveTimeout;
  auto reply = co_await send(call, machine, token);
  if (!reply) co_return Failure{std::move(reply.error())};
  if (!is_success(*reply)) {
    ControllerError error = refusal(call, *reply);
    if (reply->status != 400 || error.unknown_route) co_return Failure{std::move(error)};
    const std::string said = parse_error_reply(reply->body).text;
    co_return ApprovalAnswer{false,
                             said.empty() ? error.error.text : client_text(said, config_.token)};
  }
  const auto answer = parse_approval_reply(reply->body);
  if (!answer) co_return Failure{wrong_reply(call, *reply)};
  if (!answer->success)
    co_return ApprovalAnswer{false, client_text(answer->message, config_.token)};
  co_return ApprovalAnswer{true, channel ? "Pairing approved" : "Device approved"};
}

Task<ControllerReply<std::string>> ControllerClient::gateway_status(const std::string& machine,
                                                                    CancelToken token) {
  const Call call{"GET", "/_kilo/gateway/status", {}, {}};
  auto reply = co_await send(call, machine, token);
  if (!reply) co_return Failure{std::move(reply.error())};
  if (!is_success(*reply)) co_return Failure{refusal(call, *reply)};
  auto state = parse_gateway_state(reply->body);
  if (!state || holds_token(*state, config_.token)) co_return Failure{wrong_reply(call, *reply)};
  co_return std::move(*state);
}

Task<ControllerReply<int>> ControllerClient::root_status(const std::string& machine,
                                                         CancelToken token) {
  Call call{"GET", "/", {}, {}};
  call.to_gateway = true;
  auto reply = co_await send(call, machine, token);
  if (!reply) co_return Failure{std::move(reply.error())};
  co_return reply->status;
}

OutboundRequest ControllerClient::request_of(const Call& call, const std::string& machine) const {
  OutboundRequest request;
  request.method = call.method;
  request.url.reserve(config_.base_url.size() + call.path.size() + call.query.size());
  request.url.append(config_.base_url).append(call.path).append(call.query);
  request.headers.reserve(4);
  request.headers.emplace_back("authorization", "Bearer " + config_.token);
  request.headers.emplace_back("fly-force-instance-id", machine);
  if (call.to_gateway) request.headers.emplace_back(kProxyTokenHeader, config_.token);
  if (!call.body.empty()) request.headers.emplace_back("content-type", "application/json");
  request.body = call.body;
  return request;
}

Task<ControllerReply<InboundReply>> ControllerClient::send(const Call& call,
                                                           const std::string& machine,
                                                           CancelToken token) {
  const OutboundRequest request = request_of(call, machine);
  Deadline deadline(seams_.scheduler, call.timeout, token);
  auto reply = co_await seams_.transport.send(request, deadline.token());
  if (!reply) co_return Failure{no_reply(call, reply.error(), deadline.expired())};
  co_return std::move(*reply);
}

ControllerError ControllerClient::no_reply(const Call& call, const TransportError& error,
                                           bool timed_out) {
  std::string text(kRequestFailed);
  text += timed_out ? "timed out" : client_text(error.text, config_.token);
  seams_.log.write(LogLevel::warning, "controller.no_reply",
                   {{"path", call.path}, {"reason", std::string_view(text)}});
  const CallError reported{503, std::move(text)};
  return ControllerError{reported, false, error.failure != TransportFailure::unreachable};
}

ControllerError ControllerClient::refusal(const Call& call, const InboundReply& reply) {
  const ErrorReply said = parse_error_reply(reply.body);
  const bool unknown_route = reply.status == 404 || said.code == kUnknownRouteCode;
  std::string text(kRequestFailed);
  text += said.text.empty() ? "HTTP " + std::to_string(reply.status)
                            : client_text(said.text, config_.token);
  if (!unknown_route) {
    seams_.log.write(LogLevel::warning, "controller.refused",
                     {{"path", call.path}, {"status", std::int64_t{reply.status}}});
  }
  const CallError reported{own_status(reply.status), std::move(text)};
  return ControllerError{reported, unknown_route, !unknown_route && reported.status >= 500};
}

ControllerError ControllerClient::wrong_reply(const Call& call, const InboundReply& reply) {
  const std::string body = redacted(without_token(reply.body, config_.token), {config_.token});
  seams_.log.write(LogLevel::warning, "controller.invalid_response",
                   {{"path", call.path}, {"body", cut_bytes(body, kLoggedBodyMax)}});
  std::string text = "Gateway controller returned invalid response for ";
  text += call.path;
  return ControllerError{CallError{502, std::move(text)}, false, true};
}

}  // namespace controller::instance
