#include "scenarios/invariants/support/pairing_ask.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/invariants/support/pairing_forms.h"
#include "sim/text/json.h"

namespace scenarios::seen {
namespace {

constexpr std::string_view kPairingRoutes = "/_kilo/pairing/";

// The path of a platform route: "GET /api/platform/pairing?userId=u".
std::string_view platform_path(const sim::InstanceAsked& asked) {
  const std::string_view target = asked.target;
  const auto space = target.find(' ');
  return path_of(space == std::string_view::npos ? target : target.substr(space + 1));
}

std::string_view method_of(const sim::InstanceAsked& asked) {
  return std::string_view(asked.target).substr(0, asked.target.find(' '));
}

bool ends_with_words(std::string_view command, const std::string& words) {
  return command.ends_with(words) || command.find(words + ' ') != std::string_view::npos;
}

bool exec_fits(const Ask& ask, const sim::FlyCalled& exec) {
  const std::string_view command = exec.detail;
  const bool devices = ask.kind == Kind::devices;
  if (ask.purpose == Purpose::list)
    return command.find(devices ? "openclaw-device-pairing-list.js" : "openclaw-pairing-list.js") !=
           std::string_view::npos;
  if (ask.asked.operation == "platform")
    return command.find(devices ? "devices approve " : "pairing approve ") !=
           std::string_view::npos;
  return ends_with_words(command,
                         devices ? "devices approve " + ask.asked.target
                                 : "pairing approve " + ask.asked.channel + ' ' + ask.asked.target);
}

template <class Fits>
const Ask* oldest(const CloudInstance& instance, Fits fits) {
  const Ask* found = nullptr;
  for (const auto& [call, ask] : instance.asks)
    if (fits(ask) && (found == nullptr || ask.order < found->order)) found = &ask;
  return found;
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

Purpose purpose_of(const sim::InstanceAsked& asked) {
  if (asked.operation == "list") return Purpose::list;
  if (asked.operation == "approve") return Purpose::approve;
  if (asked.operation != "platform") return Purpose::none;
  const std::string_view path = platform_path(asked);
  const std::string_view method = method_of(asked);
  if (method == "GET" &&
      (path == "/api/platform/pairing" || path == "/api/platform/device-pairing"))
    return Purpose::list;
  const bool approval =
      path == "/api/platform/pairing/approve" || path == "/api/platform/device-pairing/approve";
  return method == "POST" && approval ? Purpose::approve : Purpose::none;
}

Kind kind_of(const sim::InstanceAsked& asked) {
  if (asked.operation != "platform") return asked.list;
  return platform_path(asked).starts_with("/api/platform/device-pairing") ? Kind::devices
                                                                          : Kind::channels;
}

std::string_view route_of(const Ask& ask) {
  if (ask.purpose == Purpose::list)
    return ask.kind == Kind::channels ? "/_kilo/pairing/channels" : "/_kilo/pairing/devices";
  return ask.kind == Kind::channels ? "/_kilo/pairing/channels/approve"
                                    : "/_kilo/pairing/devices/approve";
}

bool about_pairing(const sim::ControllerCalled& request) {
  return request.target.starts_with(kPairingRoutes);
}

bool about_pairing(const sim::FlyCalled& exec) {
  constexpr std::string_view kCommands[] = {"openclaw-pairing-list.js",
                                            "openclaw-device-pairing-list.js", "pairing approve ",
                                            "devices approve "};
  return exec.operation == "exec" && std::ranges::any_of(kCommands, [&](std::string_view command) {
           return exec.detail.find(command) != std::string::npos;
         });
}

const Ask* served_by_request(const CloudInstance& instance, const sim::ControllerCalled& request,
                             std::uint64_t cause) {
  const auto fits = [&](const Ask& ask) {
    return ask.is_pairing() && !ask.request && route_of(ask) == path_of(request.target);
  };
  const bool forced = request.target.find("refresh=true") != std::string::npos;
  const Ask* causing =
      oldest(instance, [&](const Ask& ask) { return ask.event == cause && fits(ask); });
  if (causing != nullptr) return causing;
  // One that has to be refused sends none.
  const Ask* wanting = oldest(instance, [&](const Ask& ask) {
    return fits(ask) && wants_refresh(ask) == forced && value_error(ask).empty();
  });
  return wanting != nullptr ? wanting : oldest(instance, fits);
}

const Ask* served_by_exec(const CloudInstance& instance, const sim::FlyCalled& exec,
                          std::int64_t ask) {
  const auto fits = [&](const Ask& asked) {
    return asked.is_pairing() && !asked.exec && exec_fits(asked, exec);
  };
  const auto causing = instance.asks.find(ask);
  if (causing != instance.asks.end() && fits(causing->second)) return &causing->second;
  const Ask* due = oldest(instance, [&](const Ask& asked) {
    return fits(asked) && asked.request && asked.request->answer &&
           falls_back(*asked.request->answer);
  });
  return due != nullptr ? due : oldest(instance, fits);
}

std::string_view value_error(const Ask& ask) {
  if (ask.purpose != Purpose::approve) return {};
  std::string channel = ask.asked.channel;
  std::string target = ask.asked.target;
  if (ask.asked.operation == "platform") {
    const auto body = sim::read_json(ask.asked.body);
    if (!body.is_object()) return {};
    const bool devices = ask.kind == Kind::devices;
    const auto text_of = [&body](const char* name) {
      const auto found = body.find(name);
      return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    channel = devices ? std::string() : text_of("channel");
    target = text_of(devices ? "requestId" : "code");
    if (target.empty() || (!devices && channel.empty())) return {};  // F8's
  }
  if (ask.kind == Kind::devices) return is_request_id(target) ? "" : "Invalid request ID";
  if (!is_channel_name(channel)) return "Invalid channel name";
  return is_pairing_code(target) ? "" : "Invalid pairing code";
}

bool falls_back(const sim::ControllerAnswered& answer) {
  if (answer.status == 404) return true;
  if (answer.status == 0 || answer.status / 100 == 2) return false;
  const auto body = sim::read_json(answer.body);
  if (!body.is_object()) return false;
  const auto code = body.find("code");
  return code != body.end() && code->is_string() &&
         code->get<std::string>() == "controller_route_unavailable";
}

bool wants_refresh(const Ask& ask) {
  if (ask.asked.operation != "platform") return ask.asked.forced;
  return ask.asked.target.ends_with("refresh=true") ||
         ask.asked.target.find("refresh=true&") != std::string::npos;
}

std::int64_t status_of(const sim::FlyAnswered& exec) {
  if (exec.status == 0) return 503;
  return exec.status >= 400 && exec.status <= 599 ? exec.status : 502;
}

std::string text_of(const Ask& ask) {
  std::string text = ask.asked.operation == "platform" ? "the platform call" : ask.operation();
  if (ask.is_pairing() && ask.asked.operation != "platform")
    text += " of " + std::string(name_of(ask.kind));
  return text + " asked of " + ask.asked.instance + " at " + text_of(ask.at);
}

}  // namespace scenarios::seen
