// The controller's replies, checked field by field (F4): every field that we know must have the
// right type and form, else the reply as a whole is wrong. Members that we do not know are ignored
// and dropped; of several with one name the last counts. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/instance/pairing_values.h"

namespace controller::instance {

// The list routes: `requests` is an array of objects, `lastUpdated` empty or a moment of ISO 8601.
// Required of a channel entry: code and channel that approve would take, id. Of a device entry: a
// requestId that approve would take, deviceId. Optional: meta (an object), createdAt; role,
// platform, clientId (strings), ts (a number in the range of a JavaScript date). Null is no value.
std::optional<RequestList> parse_list_reply(Kind kind, std::string_view body);
// The same without lastUpdated: what the KV holds.
std::optional<RequestList> parse_stored_list(Kind kind, std::string_view text);

// {"success":bool,"message":string}; the message is as it came.
std::optional<ApprovalAnswer> parse_approval_reply(std::string_view body);

// The `state` of the gateway's status.
std::optional<std::string> parse_gateway_state(std::string_view body);

// What a reply other than 2xx says. Anything may stand there: a member that is missing or no
// string is empty.
struct ErrorReply {
  std::string code;
  std::string text;  // `message`, else `error`; as it came
};
ErrorReply parse_error_reply(std::string_view body);

}  // namespace controller::instance
