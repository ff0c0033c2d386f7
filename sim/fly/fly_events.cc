#include "sim/fly/fly_events.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "sim/fly/http_front.h"
#include "sim/text/json.h"

namespace sim {
namespace {

constexpr std::size_t kOutputShown = 4096;

std::string text_of(const controller::fly::Guest& guest) {
  return guest.cpu_kind + ' ' + std::to_string(guest.cpus) + ' ' + std::to_string(guest.memory_mb);
}

class Describe {
 public:
  explicit Describe(FlyCalled& event) : event_(event) {}

  void operator()(const fly_call::ListMachines& call) const {
    for (const auto& [key, value] : call.metadata) {
      if (!event_.detail.empty()) event_.detail += ' ';
      event_.detail += key;
      event_.detail += '=';
      event_.detail += value;
    }
  }
  void operator()(const fly_call::CreateMachine& call) const {
    event_.name = call.name;
    event_.region = call.region;
    if (call.config) about(*call.config);
  }
  void operator()(const fly_call::UpdateMachine& call) const {
    if (call.config) about(*call.config);
  }
  void operator()(const fly_call::Wait& call) const {
    event_.detail = call.state;
    if (call.instance_id.empty()) return;
    event_.detail += ' ';
    event_.detail += call.instance_id;
  }
  void operator()(const fly_call::Exec& call) const {
    for (const std::string& word : call.command) {
      if (!event_.detail.empty()) event_.detail += ' ';
      event_.detail += word;
    }
  }
  void operator()(const fly_call::CreateVolume& call) const {
    event_.name = call.name;
    event_.region = call.region;
    event_.source = call.source_volume_id;
  }
  template <class Other>
  void operator()(const Other& /*call*/) const {}

 private:
  void about(const FlyMachineConfig& config) const {
    event_.volume = root_volume(config);
    event_.detail = text_of(config.spec.guest);
  }

  FlyCalled& event_;
};

struct Tell {
  FlyAnswered& event;

  void operator()(const FlyError& error) const { event.text = error.text; }
  void operator()(const FlyMachineView& view) const {
    if (!view.mounts_shown) {
      event.text = "incomplete";
      return;
    }
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
    event.exit_signal = result.exit_signal;
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

FlyCalled called_event(std::uint64_t number, const std::string& instance, const FlyCall& call,
                       std::string_view method, std::string&& target) {
  FlyCalled event{static_cast<std::int64_t>(number),
                  instance,
                  std::string(operation_of(call)),
                  std::string(method),
                  std::move(target),
                  std::string(machine_of(call)),
                  std::string(volume_of(call)),
                  {},
                  {},
                  {},
                  {}};
  std::visit(Describe(event), call);
  return event;
}

namespace {

constexpr int kOk = 200;

// Nothing for the other form of that header, a date.
std::optional<std::int64_t> seconds_in(std::optional<std::string_view> text) {
  std::int64_t seconds = 0;
  if (!text || text->empty()) return std::nullopt;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, seconds);
  return read.ec == std::errc() && read.ptr == end ? std::optional(seconds) : std::nullopt;
}

// What a command did, told by bytes that a fault put in the answer's place.
void tell_command(const std::string& body, FlyAnswered& event) {
  const auto result = read_json(body);
  if (!result.is_object() || !result.contains("exit_code") || !result.contains("stdout")) return;
  const auto signal = result.value("exit_signal", nlohmann::json(0));
  if (!result["exit_code"].is_number_integer() || !result["stdout"].is_string()) return;
  if (!signal.is_number_integer()) return;
  event.exit_code = result["exit_code"].get<std::int64_t>();
  event.exit_signal = signal.get<std::int64_t>();
  event.out = result["stdout"].get<std::string>().substr(0, kOutputShown);
}

std::string text_in(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string mounted_at_root(const nlohmann::json& config) {
  if (!config.is_object() || !config.contains("mounts")) return {};
  for (const nlohmann::json& mount : config["mounts"])
    if (text_in(mount, "path") == "/root") return text_in(mount, "volume");
  return {};
}

// Which machine, or list, such bytes show.
void tell_machines(const std::string& body, FlyAnswered& event) {
  const auto shown = read_json(body);
  if (shown.is_array()) {
    for (const nlohmann::json& one : shown) event.ids.push_back(text_in(one, "id"));
  } else if (shown.is_object() && shown.contains("config")) {
    event.machine = text_in(shown, "id");
    event.state = text_in(shown, "state");
    event.volume = mounted_at_root(shown["config"]);
  }
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
    event.retry_after_s = seconds_in(bytes->header("retry-after"));
    if (event.status == kOk) tell_command(bytes->body, event);
    if (event.status == kOk) tell_machines(bytes->body, event);
    return event;
  }
  const auto& reply = std::get<FlyReply>(outcome.what);
  event.status = reply.status;
  if (reply.retry_after) event.retry_after_s = reply.retry_after->count();
  const bool cut =
      outcome.truncate && *outcome.truncate < write_fly_reply(reply, outcome.number).body.size();
  if (outcome.malformed || cut) {
    event.text = outcome.malformed ? "malformed" : "truncated";
    return event;
  }
  std::visit(Tell{event}, reply.body);
  return event;
}

FlyRoute route_of(const FlyCall& call, std::string_view base) {
  const RouteParts& parts = kRoutes[call.index()];
  const std::string_view machine = machine_of(call);
  const std::string_view id = machine.empty() ? volume_of(call) : machine;
  FlyRoute route{parts.method, {}};
  route.path.reserve(base.size() + parts.collection.size() + 1 + id.size() + parts.part.size());
  route.path += base;
  route.path += parts.collection;
  if (!id.empty()) {
    route.path += '/';
    route.path += id;
  }
  if (!parts.part.empty()) route.path += parts.part;
  return route;
}

}  // namespace sim
