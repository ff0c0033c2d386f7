#include "sim/fly/fly_events.h"

#include <array>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "sim/fly/http_front.h"

namespace sim {
namespace {

constexpr std::size_t kOutputShown = 4096;

struct Describe {
  FlyCalled& event;

  void operator()(const fly_call::ListMachines& call) const {
    for (const auto& [key, value] : call.metadata) {
      if (!event.detail.empty()) event.detail += ' ';
      event.detail += key;
      event.detail += '=';
      event.detail += value;
    }
  }
  void operator()(const fly_call::CreateMachine& call) const {
    event.name = call.name;
    event.region = call.region;
    if (call.config) event.volume = root_volume(*call.config);
  }
  void operator()(const fly_call::UpdateMachine& call) const {
    if (call.config) event.volume = root_volume(*call.config);
  }
  void operator()(const fly_call::Wait& call) const {
    event.detail = call.state;
    if (call.instance_id.empty()) return;
    event.detail += ' ';
    event.detail += call.instance_id;
  }
  void operator()(const fly_call::Exec& call) const {
    for (const std::string& word : call.command) {
      if (!event.detail.empty()) event.detail += ' ';
      event.detail += word;
    }
  }
  void operator()(const fly_call::CreateVolume& call) const {
    event.name = call.name;
    event.region = call.region;
    event.source = call.source_volume_id;
  }
  template <class Other>
  void operator()(const Other& /*call*/) const {}
};

struct Tell {
  FlyAnswered& event;

  void operator()(const FlyError& error) const { event.text = error.text; }
  void operator()(const FlyMachineView& view) const {
    event.machine = view.id;
    event.volume = root_volume(*view.config);
    event.state = controller::fly::name_of(view.state);
  }
  void operator()(const FlyVolumeView& view) const {
    event.volume = view.id;
    event.machine = view.machine;
    event.state = controller::fly::name_of(view.state);
  }
  void operator()(const FlyWaited& waited) const {
    event.state = controller::fly::name_of(waited.state);
  }
  void operator()(const controller::fly::ExecResult& result) const {
    event.exit_code = result.exit_code;
    event.out = result.out.substr(0, kOutputShown);
  }
  template <class T>
  void operator()(const std::vector<T>& list) const {
    event.ids.reserve(list.size());
    for (const T& view : list) event.ids.push_back(view.id);
  }
  template <class Other>
  void operator()(const Other& /*body*/) const {}
};

std::string_view word_of(controller::TransportFailure failure) {
  switch (failure) {
    case controller::TransportFailure::unreachable:
      return "unreachable";
    case controller::TransportFailure::broken:
      return "broken";
    case controller::TransportFailure::cancelled:
      return "cancelled";
  }
  return "broken";
}

struct RouteParts {
  std::string_view method;
  std::string_view collection;
  std::string_view part;
};
// In the order of FlyCall.
constexpr std::array<RouteParts, std::variant_size_v<FlyCall>> kRoutes = {{
    {"GET", "/machines", ""},
    {"GET", "/machines", ""},
    {"POST", "/machines", ""},
    {"POST", "/machines", ""},
    {"POST", "/machines", "/start"},
    {"POST", "/machines", "/stop"},
    {"GET", "/machines", "/wait"},
    {"DELETE", "/machines", ""},
    {"POST", "/machines", "/exec"},
    {"GET", "/volumes", ""},
    {"GET", "/volumes", ""},
    {"POST", "/volumes", ""},
    {"DELETE", "/volumes", ""},
    {"PUT", "/volumes", ""},
    {"GET", "/machines", "/lease"},
    {"POST", "/machines", "/lease"},
    {"DELETE", "/machines", "/lease"},
    {"GET", "", ""},
}};

}  // namespace

FlyCalled called_event(const FlyCall& call) {
  FlyCalled event;
  event.operation = operation_of(call);
  event.machine = machine_of(call);
  event.volume = volume_of(call);
  std::visit(Describe{event}, call);
  return event;
}

namespace {

constexpr int kOk = 200;

// What a command did, told by bytes that a fault put in the answer's place.
void tell_command(const std::string& body, FlyAnswered& event) {
  const auto result = nlohmann::json::parse(body, nullptr, false);
  if (!result.is_object() || !result.contains("exit_code") || !result.contains("stdout")) return;
  if (!result["exit_code"].is_number_integer() || !result["stdout"].is_string()) return;
  event.exit_code = result["exit_code"].get<std::int64_t>();
  event.out = result["stdout"].get<std::string>().substr(0, kOutputShown);
}

}  // namespace

FlyAnswered answered_event(const FlyOutcome& outcome) {
  FlyAnswered event;
  if (const auto* error = std::get_if<controller::TransportError>(&outcome.what)) {
    event.text = word_of(error->failure);
    return event;
  }
  if (const auto* bytes = std::get_if<controller::InboundReply>(&outcome.what)) {
    event.status = bytes->status;
    event.text = bytes->body;
    if (event.status == kOk) tell_command(bytes->body, event);
    return event;
  }
  const auto& reply = std::get<FlyReply>(outcome.what);
  event.status = reply.status;
  const bool cut =
      outcome.truncate && *outcome.truncate < write_fly_reply(reply, outcome.number).body.size();
  if (outcome.malformed || cut) {
    event.text = outcome.malformed ? "malformed" : "truncated";
    return event;
  }
  std::visit(Tell{event}, reply.body);
  return event;
}

FlyRoute route_of(const FlyCall& call, std::string_view app) {
  const RouteParts& parts = kRoutes[call.index()];
  FlyRoute route{parts.method, "/v1/apps/"};
  route.path += app;
  route.path += parts.collection;
  const std::string_view machine = machine_of(call);
  const std::string_view id = machine.empty() ? volume_of(call) : machine;
  if (!id.empty()) {
    route.path += '/';
    route.path += id;
  }
  route.path += parts.part;
  return route;
}

}  // namespace sim
