#include "controller/http/approve_body.h"

#include <simdjson.h>

namespace controller {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kInvalid = "Invalid request body";

// The last member of that name, if it is a string.
std::string text_member(const dom::object& object, std::string_view name) {
  std::string text;
  for (const auto member : object) {
    if (member.key != name) continue;
    text.clear();
    if (member.value.is_string()) text = std::string_view(member.value);
  }
  return text;
}

// The object in `body`; `missing` for JSON that is none.
Result<dom::object, std::string_view> parse_object(dom::parser& parser, std::string_view body,
                                                   std::string_view missing) {
  dom::element document;
  if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS)
    return Failure{kInvalid};
  dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return Failure{missing};
  return object;
}

}  // namespace

Result<ChannelApproval, std::string_view> parse_channel_approval(std::string_view body) {
  constexpr std::string_view kMissing = "Missing required fields: channel and code";
  dom::parser parser;
  auto object = parse_object(parser, body, kMissing);
  if (!object) return Failure{object.error()};
  ChannelApproval approval{text_member(*object, "channel"), text_member(*object, "code")};
  if (approval.channel.empty() || approval.code.empty()) return Failure{kMissing};
  return approval;
}

Result<DeviceApproval, std::string_view> parse_device_approval(std::string_view body) {
  constexpr std::string_view kMissing = "Missing required field: requestId";
  dom::parser parser;
  auto object = parse_object(parser, body, kMissing);
  if (!object) return Failure{object.error()};
  DeviceApproval approval{text_member(*object, "requestId")};
  if (approval.request_id.empty()) return Failure{kMissing};
  return approval;
}

Result<std::string, std::string_view> parse_user_id(std::string_view body) {
  dom::parser parser;
  auto object = parse_object(parser, body, kMissingUserId);
  if (!object) return Failure{object.error()};
  std::string user_id = text_member(*object, "userId");
  if (user_id.empty()) return Failure{kMissingUserId};
  return user_id;
}

}  // namespace controller
