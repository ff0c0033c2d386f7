#include "controller/instance/controller_replies.h"

#include <simdjson.h>

#include <cmath>

#include "controller/base/iso8601.h"
#include "controller/pairing/dom_text.h"
#include "controller/pairing/json_slice.h"
#include "controller/pairing/validate.h"

namespace controller::instance {
namespace {

namespace dom = simdjson::dom;

constexpr double kMaxDateMs = 8.64e15;  // of JavaScript

// One JSON object. Asking for a field that has not the wanted form makes the whole wrong.
class Fields {
 public:
  explicit Fields(dom::object object) : object_(object) {}

  [[nodiscard]] bool right() const { return right_; }

  std::optional<dom::element> find(std::string_view name) const {
    std::optional<dom::element> found;
    for (const auto member : object_) {
      if (member.key == name) found = member.value;
    }
    return found;
  }
  template <class T>
  std::optional<T> optional(std::string_view name) {
    const auto member = find(name);
    if (!member) return std::nullopt;
    T value;
    if (member->get(value) == simdjson::SUCCESS) return value;
    right_ = false;
    return std::nullopt;
  }
  template <class T>
  T required(std::string_view name) {
    const auto value = optional<T>(name);
    right_ = right_ && value.has_value();
    return value.value_or(T());
  }
  std::string required_text(std::string_view name) {
    return std::string(required<std::string_view>(name));
  }
  std::optional<std::string> optional_text(std::string_view name) {
    const auto text = optional<std::string_view>(name);
    return text ? std::optional(std::string(*text)) : std::nullopt;
  }

 private:
  dom::object object_;
  bool right_ = true;
};

// One at a time: it points into the parser, which the thread keeps, and with it the memory that its
// largest reply took.
class Document {
 public:
  explicit Document(std::string_view text) {
    thread_local dom::parser parser;
    constexpr std::size_t kFirstCapacity = 1024;
    dom::object object;
    if (parser.allocate(kFirstCapacity, kMaxJsonDepth) == simdjson::SUCCESS &&
        parser.parse(text.data(), text.size()).get(object) == simdjson::SUCCESS)
      object_ = object;
  }
  // Nothing when the text is no JSON or no object.
  [[nodiscard]] const std::optional<dom::object>& object() const { return object_; }

 private:
  std::optional<dom::object> object_;
};

bool read(dom::object entry, ChannelRequest& out) {
  Fields fields(entry);
  out.code = fields.required_text("code");
  out.id = fields.required_text("id");
  out.channel = fields.required_text("channel");
  out.created_at = fields.optional_text("createdAt").value_or("");
  out.created_at_ms = parse_iso8601(out.created_at);
  if (const auto meta = fields.optional<dom::object>("meta")) write_minified(*meta, out.meta);
  return fields.right() && valid_code(out.code) && valid_channel(out.channel) && !out.id.empty();
}

bool read(dom::object entry, DeviceRequest& out) {
  Fields fields(entry);
  out.request_id = fields.required_text("requestId");
  out.device_id = fields.required_text("deviceId");
  out.role = fields.optional_text("role");
  out.platform = fields.optional_text("platform");
  out.client_id = fields.optional_text("clientId");
  if (const auto ts = fields.optional<double>("ts")) {
    if (!(std::abs(*ts) <= kMaxDateMs)) return false;
    out.ts = static_cast<std::int64_t>(std::floor(*ts));
  }
  return fields.right() && valid_request_id(out.request_id) && !out.device_id.empty();
}

template <class Request>
bool read_all(dom::array entries, std::vector<Request>& out) {
  for (const dom::element entry : entries) {
    dom::object object;
    if (entry.get(object) != simdjson::SUCCESS) return false;
    if (!read(object, out.emplace_back())) return false;
  }
  return true;
}

std::optional<RequestList> list_of(Kind kind, Fields& fields) {
  RequestList list{kind, {}, {}};
  const auto entries = fields.optional<dom::array>("requests");
  if (!entries) return std::nullopt;
  const bool right =
      kind == Kind::channels ? read_all(*entries, list.channels) : read_all(*entries, list.devices);
  if (!right) return std::nullopt;
  return list;
}

}  // namespace

std::optional<RequestList> parse_list_reply(Kind kind, std::string_view body) {
  const Document document(body);
  if (!document.object()) return std::nullopt;
  Fields fields(*document.object());
  const std::string updated = fields.required_text("lastUpdated");
  if (!fields.right() || !(updated.empty() || parse_iso8601(updated))) return std::nullopt;
  return list_of(kind, fields);
}

std::optional<RequestList> parse_stored_list(Kind kind, std::string_view text) {
  const Document document(text);
  if (!document.object()) return std::nullopt;
  Fields fields(*document.object());
  return list_of(kind, fields);
}

std::optional<ApprovalAnswer> parse_approval_reply(std::string_view body) {
  const Document document(body);
  if (!document.object()) return std::nullopt;
  Fields fields(*document.object());
  ApprovalAnswer answer{fields.required<bool>("success"), fields.required_text("message")};
  if (!fields.right()) return std::nullopt;
  return answer;
}

std::optional<std::string> parse_gateway_state(std::string_view body) {
  const Document document(body);
  if (!document.object()) return std::nullopt;
  Fields fields(*document.object());
  std::string state = fields.required_text("state");
  if (!fields.right() || state.empty()) return std::nullopt;
  return state;
}

ErrorReply parse_error_reply(std::string_view body) {
  const Document document(body);
  if (!document.object()) return {};
  Fields fields(*document.object());
  ErrorReply reply{fields.required_text("code"), fields.required_text("message")};
  if (reply.text.empty()) reply.text = fields.required_text("error");
  return reply;
}

}  // namespace controller::instance
