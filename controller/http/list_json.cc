#include "controller/http/list_json.h"

#include <functional>

#include "controller/base/iso8601.h"
#include "controller/base/json_text.h"

namespace controller {
namespace {

// `name` ends an opening or a separator: `{"code":`, `,"id":`
void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  append_json_string(out, value);
}

void append_member(std::string& out, std::string_view name,
                   const std::optional<std::string>& value) {
  if (value) append_member(out, name, std::string_view(*value));
}

void append_entry(std::string& out, const ChannelRequest& request) {
  append_member(out, R"({"code":)", std::string_view(request.code));
  append_member(out, R"(,"id":)", std::string_view(request.id));
  append_member(out, R"(,"channel":)", std::string_view(request.channel));
  if (!request.meta.empty()) out.append(R"(,"meta":)").append(request.meta);
  if (!request.created_at.empty())
    append_member(out, R"(,"createdAt":)", std::string_view(request.created_at));
  out += '}';
}

void append_entry(std::string& out, const DeviceRequest& request) {
  append_member(out, R"({"requestId":)", std::string_view(request.request_id));
  append_member(out, R"(,"deviceId":)", std::string_view(request.device_id));
  append_member(out, R"(,"role":)", request.role);
  append_member(out, R"(,"platform":)", request.platform);
  append_member(out, R"(,"clientId":)", request.client_id);
  if (request.ts) {
    out += R"(,"ts":)";
    append_json_number(out, *request.ts);
  }
  out += '}';
}

// {"requests":[…] with the object still open. `request_of` makes a request of an element.
template <class Entries, class RequestOf>
std::string open_list(const Entries& entries, RequestOf request_of) {
  std::string out = R"({"requests":[)";
  bool first = true;
  for (const auto& entry : entries) {
    if (!first) out += ',';
    first = false;
    append_entry(out, request_of(entry));
  }
  out += ']';
  return out;
}

template <class Request>
std::string text_of(const Snapshot<Request>& snapshot) {
  std::string out = open_list(snapshot.requests,
                              [](const Request* request) -> const Request& { return *request; });
  out += R"(,"lastUpdated":")";
  if (snapshot.last_updated)
    out += format_iso8601(snapshot.last_updated->time_since_epoch().count());
  out += "\"}";
  return out;
}

}  // namespace

std::string list_json(const Snapshot<ChannelRequest>& snapshot) { return text_of(snapshot); }
std::string list_json(const Snapshot<DeviceRequest>& snapshot) { return text_of(snapshot); }

std::string requests_json(std::span<const ChannelRequest> requests) {
  return open_list(requests, std::identity()) + '}';
}
std::string requests_json(std::span<const DeviceRequest> requests) {
  return open_list(requests, std::identity()) + '}';
}

}  // namespace controller
