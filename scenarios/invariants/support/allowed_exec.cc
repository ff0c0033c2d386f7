// The command of a pairing call's fallback, word for word (wire facts).
#include <nlohmann/json.hpp>

#include "scenarios/invariants/support/allowed_calls.h"
#include "sim/text/json.h"

namespace scenarios::seen {
namespace {

// What an approval is about: channel and code, or the request id.
struct Approved {
  std::string channel;
  std::string target;
};

Approved approved_by(const Ask& ask) {
  if (ask.asked.operation != "platform") return {ask.asked.channel, ask.asked.target};
  const auto body = sim::read_json(ask.asked.body);
  const auto text_of = [&body](const char* name) {
    const auto found = body.is_object() ? body.find(name) : body.end();
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {text_of("channel"), text_of(ask.kind == Kind::channels ? "code" : "requestId")};
}

std::string command_of(const Ask& ask) {
  const std::string env = "/usr/bin/env HOME=/root ";
  const bool channels = ask.kind == Kind::channels;
  if (ask.purpose == Purpose::list)
    return env + "node /usr/local/bin/openclaw-" + (channels ? "" : "device-") + "pairing-list.js";
  const Approved about = approved_by(ask);
  if (!channels) return env + "openclaw devices approve " + about.target;
  return env + "openclaw pairing approve " + about.channel + ' ' + about.target + " --notify";
}

}  // namespace

std::optional<CallLimit> limit_of_exec(const sim::FlyCalled& exec, const Ask* ask) {
  if (ask == nullptr) return std::nullopt;  // F1's judge tells that it serves nothing
  const char* const clause = ask->purpose == Purpose::list ? "F5" : "F6";
  const std::string command = command_of(*ask);
  if (exec.detail == command) return std::nullopt;
  return CallLimit{clause, command + " (" + clause + ")"};
}

}  // namespace scenarios::seen
