#include "controller/instance/platform_api.h"

#include <array>
#include <optional>
#include <utility>

#include "controller/base/json_text.h"
#include "controller/http/approve_body.h"
#include "controller/http/route_table.h"
#include "controller/http/target.h"
#include "controller/instance/platform_error.h"
#include "controller/instance/query_text.h"

namespace controller::instance {
namespace {

enum class PlatformRoute : std::uint8_t {
  channels,
  devices,
  approve_channel,
  approve_device,
  unknown,
};

PlatformRoute platform_route_of(std::string_view method, std::string_view path) {
  static constexpr std::array<KnownRoute<PlatformRoute>, 4> kKnown = {{
      {"GET", "/api/platform/pairing", PlatformRoute::channels},
      {"GET", "/api/platform/device-pairing", PlatformRoute::devices},
      {"POST", "/api/platform/pairing/approve", PlatformRoute::approve_channel},
      {"POST", "/api/platform/device-pairing/approve", PlatformRoute::approve_device},
  }};
  return find_route(kKnown, method, path, PlatformRoute::unknown);
}

HttpResponse error_response(const CallError& error) {
  return platform_error(error.status, error.text);
}

HttpResponse answer_response(const ApprovalAnswer& answer) {
  std::string body =
      answer.success ? R"({"success":true,"message":)" : R"({"success":false,"message":)";
  append_json_string(body, answer.message);
  body += '}';
  return HttpResponse{answer.success ? 200 : 500, body_of(std::move(body))};
}

HttpResponse approval_response(const ApproveReply& reply) {
  return reply ? answer_response(*reply) : error_response(reply.error());
}

}  // namespace

// Not in the unnamed namespace: a coroutine holds one.
struct PlatformApi::Approval {
  std::string user_id;
  ApprovalTarget target;
};

Result<PlatformApi::Approval, std::string_view> PlatformApi::parse_approval(Kind kind,
                                                                            std::string_view body) {
  auto user_id = parse_user_id(body);
  if (!user_id) return Failure{user_id.error()};
  Approval approval{std::move(*user_id), {kind, {}, {}}};
  if (kind == Kind::channels) {
    auto fields = parse_channel_approval(body);
    if (!fields) return Failure{fields.error()};
    approval.target.channel = std::move(fields->channel);
    approval.target.id = std::move(fields->code);
  } else {
    auto fields = parse_device_approval(body);
    if (!fields) return Failure{fields.error()};
    approval.target.id = std::move(fields->request_id);
  }
  return approval;
}

PlatformApi::PlatformApi(InstanceDirectory& directory, std::string_view key)
    : directory_(directory), key_(std::string(key)) {}

bool PlatformApi::authorized(const HttpRequest& request) const {
  const auto key = only_header(request.headers, "x-internal-api-key");
  return key && !key->empty() && key_.matches(*key);
}

Task<HttpResponse> PlatformApi::handle(HttpRequest request) {
  if (!authorized(request)) co_return platform_error(403, "Forbidden");
  const Target target = parse_target(request.target);
  switch (platform_route_of(request.method, target.path)) {
    case PlatformRoute::channels:
      co_return co_await list(Kind::channels, target.query);
    case PlatformRoute::devices:
      co_return co_await list(Kind::devices, target.query);
    case PlatformRoute::approve_channel:
      co_return co_await approve(Kind::channels, request.body);
    case PlatformRoute::approve_device:
      co_return co_await approve(Kind::devices, request.body);
    case PlatformRoute::unknown:
      break;
  }
  co_return platform_error(404, "Not found");
}

// A user without an instance has one that does not run (F1).
Task<HttpResponse> PlatformApi::list(Kind kind, std::string_view query) {
  const auto user_id = decode_query_value(query_value(query, "userId"));
  if (!user_id) co_return platform_error(400, "Invalid userId");
  if (user_id->empty()) co_return platform_error(400, kMissingUserId);
  const bool forced = query_value(query, "refresh") == "true";
  RequestList none;
  none.kind = kind;
  const std::shared_ptr<PairingCalls> calls = directory_.find(*user_id);
  if (calls == nullptr) co_return HttpResponse{200, body_of(requests_json(none))};
  auto listed = co_await calls->list(kind, forced);
  if (!listed) co_return error_response(listed.error());
  co_return HttpResponse{200, body_of(requests_json(*listed))};
}

Task<HttpResponse> PlatformApi::approve(Kind kind, std::string_view body) {
  auto parsed = parse_approval(kind, body);
  if (!parsed) co_return platform_error(400, parsed.error());
  const std::shared_ptr<PairingCalls> calls = directory_.find(parsed->user_id);
  if (calls == nullptr) co_return answer_response(not_running());
  ApprovalTarget& target = parsed->target;
  if (kind == Kind::channels) {
    auto reply = co_await calls->approve_channel(std::move(target.channel), std::move(target.id));
    co_return approval_response(reply);
  }
  auto reply = co_await calls->approve_device(std::move(target.id));
  co_return approval_response(reply);
}

}  // namespace controller::instance
