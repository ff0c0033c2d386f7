// H2: what an approval is answered: 400 for what cannot be approved, and then no command is run;
// 200 or 500 for the rest, the message fit to be shown; one command for the same approval at a
// time.
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_judge.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;
using nlohmann::json;

constexpr std::size_t kMessageMax = 200;
constexpr std::string_view kUpperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

bool is_channel(const std::string& text) {
  return text.size() <= 64 && kLower.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(std::string(kLower) + "0123456789_-") == std::string::npos;
}
bool is_code(const std::string& text) {
  return text.size() <= 32 && text.find_first_not_of(std::string(kUpperAndDigits) +
                                                     std::string(kLower)) == std::string::npos;
}
bool is_uuid(const std::string& text) {
  std::string shape;
  for (const char c : text) {
    const bool hex = std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
    shape += hex ? 'x' : c;
  }
  return shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
}

// A string that is not empty, or nothing.
std::string field(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The message of the 400 that the body must get; empty when it is good.
std::string refusal_of(const json& body, Route route) {
  if (body.is_discarded()) return "Invalid request body";
  const bool channel = route == Route::approve_channel;
  const std::array<std::string, 2> fields =
      body.is_object() ? (channel ? std::array{field(body, "channel"), field(body, "code")}
                                  : std::array{field(body, "requestId"), std::string("-")})
                       : std::array<std::string, 2>{};
  if (fields[0].empty() || fields[1].empty()) {
    return channel ? "Missing required fields: channel and code"
                   : "Missing required field: requestId";
  }
  if (!channel) return is_uuid(fields[0]) ? "" : "Invalid request ID";
  if (!is_channel(fields[0])) return "Invalid channel name";
  return is_code(fields[1]) ? "" : "Invalid pairing code";
}

std::size_t characters(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class H2 final : public HttpJudge {
 public:
  explicit H2(const Terms& terms) : HttpJudge("H2", terms) {}

 private:
  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const Route route = route_of(request);
    if ((route != Route::approve_channel && route != Route::approve_device) || !reaches(request))
      return;
    // A body that the trace shows cut cannot be judged.
    if (request.sent.body_bytes != static_cast<std::int64_t>(request.sent.body.size())) return;
    occasion();
    const std::string refusal = refusal_of(json::parse(request.sent.body, nullptr, false), route);
    const json answer = json::parse(reply.body, nullptr, false);
    if (!is_answer(answer)) {
      flag(text_of(request) + " was answered with " + reply.body +
           R"(, which is no {"success","message"})");
      return;
    }
    const auto message = answer["message"].get<std::string>();
    if (refusal.empty()) {
      judge_carried_out(request, route, reply.status, answer["success"].get<bool>(), message);
    } else if (reply.status != 400 || message != refusal || answer["success"].get<bool>()) {
      flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ' ' +
           reply.body + ", not with 400 and `" + refusal + '`');
    }
  }

  static bool is_answer(const json& answer) {
    return answer.is_object() && answer.size() == 2 && answer.contains("success") &&
           answer["success"].is_boolean() && answer.contains("message") &&
           answer["message"].is_string();
  }

  void judge_carried_out(const Request& request, Route route, std::int64_t status, bool success,
                         const std::string& message) {
    const std::string told =
        text_of(request) + " was answered with " + std::to_string(status) + " `" + message + '`';
    if (success != (status == 200) || (status != 200 && status != 500)) flag(told);
    const char* approved = route == Route::approve_channel ? "Pairing approved" : "Device approved";
    if (status == 200 && message != approved) flag(told + ", not with `" + approved + '`');
    if (characters(message) > kMessageMax || message.find_first_of("\r\n") != std::string::npos)
      flag(told + ": more than one line, or more than 200 characters");
    if (message.find("/usr/") != std::string::npos || message.find("    at ") != std::string::npos)
      flag(told + ": it shows a path or a stack");
  }

  void other(const sim::Event& event) override {
    if (const auto* exited = std::get_if<sim::ChildExited>(&event.body))
      running_.erase(exited->pid);
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) running_.clear();
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned == nullptr || !is_approval(spawned->command)) return;
    const std::string what = spawned->channel + ' ' + lower(spawned->target);
    const bool twice = std::any_of(running_.begin(), running_.end(),
                                   [&](const auto& child) { return child.second == what; });
    if (twice && !world().children().alive().empty())
      flag("the approval of " + what + " was begun while the same one was under way");
    running_[spawned->pid] = what;
  }

  std::map<std::int64_t, std::string> running_;  // approvals, by pid
};

}  // namespace

std::unique_ptr<Invariant> make_h2(const Terms& terms) { return std::make_unique<H2>(terms); }

}  // namespace scenarios
