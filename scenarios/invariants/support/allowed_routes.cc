// Methods and paths of the Machines API (wire facts).
#include <algorithm>

#include "scenarios/invariants/support/allowed_calls.h"

namespace scenarios::seen {
namespace {

struct FlyRoute {
  std::string_view operation;
  std::string_view method;
  std::string_view collection;
  std::string_view rest;  // behind the id
  std::string_view clause;
};
constexpr FlyRoute kFlyRoutes[] = {
    {"list_machines", "GET", "/machines", "", "M2"},
    {"get_machine", "GET", "/machines", "", "M5"},
    {"create_machine", "POST", "/machines", "", "M2"},
    {"update_machine", "POST", "/machines", "", "M5"},
    {"stop_machine", "POST", "/machines", "/stop", "M11"},
    {"wait", "GET", "/machines", "/wait?timeout=60&state=", "M5"},
    {"destroy_machine", "DELETE", "/machines", "?force=true", "M11"},
    {"exec", "POST", "/machines", "/exec", "F5"},
    {"list_volumes", "GET", "/volumes", "", "M6"},
    {"get_volume", "GET", "/volumes", "", "M6"},
    {"create_volume", "POST", "/volumes", "", "M6"},
    {"destroy_volume", "DELETE", "/volumes", "", "M9"},
};

std::string query_of(const sim::FlyCalled& call) {
  if (call.operation == "list_machines" && !call.detail.empty())
    return "?metadata." + call.detail.substr(0, call.detail.find('=') + 1);
  if (call.operation != "wait") return {};
  const auto space = call.detail.find(' ');
  if (space == std::string::npos) return call.detail;
  return call.detail.substr(0, space) + "&instance_id=" + call.detail.substr(space + 1);
}

}  // namespace

std::string app_part_of(const std::string& target) {
  constexpr std::string_view kBefore = "/v1/apps/";
  if (!target.starts_with(kBefore)) return {};
  return target.substr(0, target.find('/', kBefore.size()));
}

std::optional<CallLimit> limit_of_route(const sim::FlyCalled& call, const std::string& app,
                                        bool queries) {
  if (app.empty()) return std::nullopt;  // a script's, or one that no fake answers (S5)
  const auto* const route = std::ranges::find(kFlyRoutes, call.operation, &FlyRoute::operation);
  if (route == std::end(kFlyRoutes)) return CallLimit{"M5", "no such call"};
  const bool creates = call.operation.starts_with("create_");
  const std::string& object =
      route->collection == "/volumes" || call.machine.empty() ? call.volume : call.machine;
  std::string path;
  path.reserve(call.target.size());
  path.append(app).append(route->collection);
  if (!object.empty() && !creates) path.append("/").append(object);
  path.append(route->rest).append(query_of(call));
  // The value of a filter is percent-encoded.
  const bool filter = call.operation == "list_machines" && !call.detail.empty();
  if (!queries) path.resize(std::min(path.find('?'), path.size()));
  const bool fits = filter ? call.target.starts_with(path) : call.target == path;
  if (call.method == route->method && fits) return std::nullopt;
  return CallLimit{route->clause.data(), std::string(route->method) + ' ' + path};
}

}  // namespace scenarios::seen
