#include "sim/apps/fly/admin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/faults/rule_file.h"
#include "sim/text/json.h"
#include "sim/text/json_lines.h"
#include "sim/text/object_reader.h"

namespace sim::fake {
namespace {

using controller::Failure;
using controller::Result;

struct RuleSet {
  std::vector<CloudFaultRule> rules;
};
void read(const format::Found& found, RuleSet& into, const format::Rule& /*rule*/) {
  read_rules(found, into.rules);
}

struct RuleFile {
  RuleSet faults;
};
template <class V>
void describe(V& v, RuleFile& f) {
  v.required("faults", f.faults, "Fault rules.");
}

// Bodies of the routes.
struct End {
  std::string into = "failed";
};
template <class V>
void describe(V& v, End& e) {
  v.optional("into", e.into, "failed or stopped.");
}
struct Switch {
  bool on = true;
};
template <class V>
void describe(V& v, Switch& s) {
  v.optional("on", s.on, "Whether it is so from now on.");
}
struct SeedVolume {
  std::string name;
  std::string region;
  std::string sandbox;
};
template <class V>
void describe(V& v, SeedVolume& s) {
  v.required("name", s.name, "Its name.", format::text(format::kNonEmpty));
  v.required("region", s.region, "Its region.", format::text(format::kRegion));
  v.optional("sandbox", s.sandbox, "Whose data is on it.");
}
struct SeedMachine {
  std::string name;
  std::string region;
  std::string sandbox;
  std::string user;
  std::string volume;
  bool started = false;
};
template <class V>
void describe(V& v, SeedMachine& s) {
  v.required("name", s.name, "Its name.", format::text(format::kNonEmpty));
  v.required("region", s.region, "Its region.", format::text(format::kRegion));
  v.optional("sandbox", s.sandbox, "Metadata kiloclaw_sandbox_id.");
  v.optional("user", s.user, "Metadata kiloclaw_user_id.");
  v.optional("volume", s.volume, "The volume mounted at /root.");
  v.optional("started", s.started, "Started; else stopped.");
}

template <class T>
Result<T, std::string> read_as(std::string_view name, std::string_view text) {
  const auto parsed = format::parse_json_lines(name, text);
  if (!parsed) return Failure{parsed.error()};
  format::Problems problems;
  T value;
  format::read(format::Found{*parsed->json, "", problems}, value, {});
  if (const auto& problem = problems.first())
    return Failure{std::string(name) + ':' + std::to_string(parsed->line_of(problem->path)) + ": " +
                   (problem->path.empty() ? "" : problem->path + ": ") + problem->message};
  return value;
}

AdminReply error(int status, const std::string& text) {
  return {status, to_text(Json{{"error", text}}) + '\n'};
}

// One request to an admin route.
class Admin {
 public:
  Admin(RealCloud& cloud, std::string_view method, std::string_view path, std::string_view body)
      : cloud_(cloud), model_(cloud.model()), method_(method), body_(body.empty() ? "{}" : body) {
    for (std::size_t at = 1; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      words_.emplace_back(path.substr(at, end - at));
      at = end + 1;
    }
  }

  AdminReply answer() {
    AdminReply reply = route();
    cloud_.settle();
    return reply;
  }

 private:
  AdminReply route() {
    if (is("GET", {"state"})) return state();
    if (is("GET", {"log"})) return {200, cloud_.recent()};
    if (is("PUT", {"rules"})) return put_rules();
    if (is("DELETE", {"rules"})) return done([&] { cloud_.set_rules({}); });
    if (is("POST", {"volumes"})) return seed_volume();
    if (is("POST", {"machines"})) return seed_machine();
    if (is("POST", {"machines", "*", "kill"})) return kill();
    if (is("POST", {"machines", "*", "vanish"}))
      return found(model_.vanish_machine(words_[1], cloud_.now()));
    if (is("POST", {"machines", "*", "destroy"}))
      return found(model_.destroy_machine(words_[1], cloud_.now()));
    if (is("POST", {"volumes", "*", "vanish"}))
      return found(model_.vanish_volume(words_[1], cloud_.now()));
    if (is("POST", {"volumes", "*", "destroy"}))
      return found(model_.destroy_volume(words_[1], cloud_.now()));
    if (is("POST", {"regions", "*", "out"}))
      return flip([&](bool on) { model_.set_region_out(words_[1], on); });
    if (is("POST", {"regions", "*", "full"}))
      return flip([&](bool on) { model_.set_region_full(words_[1], on); });
    return error(404, "no such admin route");
  }

  [[nodiscard]] bool is(std::string_view method, std::vector<std::string_view> words) const {
    if (method != method_ || words.size() != words_.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i] != "*" && words[i] != words_[i]) return false;
    return true;
  }

  template <class Act>
  AdminReply done(const Act& act) {
    act();
    return {200, "{\"ok\":true}\n"};
  }
  static AdminReply found(bool was) {
    return was ? AdminReply{200, "{\"ok\":true}\n"} : error(404, "there is no such thing");
  }
  // Nothing: Fly has it.
  [[nodiscard]] std::optional<AdminReply> unknown_region(int status,
                                                         const std::string& name) const {
    const std::vector<std::string>& regions = model_.config().regions;
    if (std::ranges::find(regions, name) != regions.end()) return std::nullopt;
    return error(status, "there is no region \"" + name + '"');
  }
  template <class Act>
  AdminReply flip(const Act& act) {
    if (const auto unknown = unknown_region(404, words_[1])) return *unknown;
    const auto wanted = read_as<Switch>("body", body_);
    if (!wanted) return error(400, wanted.error());
    return done([&] { act(wanted->on); });
  }

  AdminReply put_rules() {
    auto rules = read_rule_file("body", body_);
    if (!rules) return error(400, rules.error());
    return done([&] { cloud_.set_rules(std::move(rules.value())); });
  }

  AdminReply kill() {
    const auto wanted = read_as<End>("body", body_);
    if (!wanted) return error(400, wanted.error());
    if (wanted->into != "failed" && wanted->into != "stopped")
      return error(400, "into: expected \"failed\" or \"stopped\", got \"" + wanted->into + '"');
    const MachineState into =
        wanted->into == "stopped" ? MachineState::stopped : MachineState::failed;
    return found(model_.kill_machine(words_[1], into, cloud_.now()));
  }

  AdminReply seed_volume() {
    const auto wanted = read_as<SeedVolume>("body", body_);
    if (!wanted) return error(400, wanted.error());
    if (const auto unknown = unknown_region(400, wanted->region)) return *unknown;
    const std::string id =
        model_.seed_volume(wanted->name, wanted->region, wanted->sandbox, 0, cloud_.now());
    return {200, to_text(Json{{"id", id}}) + '\n'};
  }

  AdminReply seed_machine() {
    const auto wanted = read_as<SeedMachine>("body", body_);
    if (!wanted) return error(400, wanted.error());
    if (const auto unknown = unknown_region(400, wanted->region)) return *unknown;
    controller::fly::MachineSpec spec;
    spec.metadata = {{"kiloclaw_sandbox_id", wanted->sandbox}, {"kiloclaw_user_id", wanted->user}};
    if (!wanted->volume.empty()) spec.mounts = {{wanted->volume, "/root"}};
    const std::string id = model_.seed_machine(
        wanted->name, wanted->region, spec,
        wanted->started ? MachineState::started : MachineState::stopped, cloud_.now());
    return {200, to_text(Json{{"id", id}}) + '\n'};
  }

  AdminReply state() {
    Json json = {{"machines", Json::array()}, {"volumes", Json::array()}};
    for (const std::string& id : model_.live_machines()) {
      const auto view = model_.machine(id);
      Json machine = {{"id", id},
                      {"name", view->name},
                      {"state", controller::fly::name_of(view->state)},
                      {"region", view->region},
                      {"volume", model_.root_volume_of(id)},
                      {"home", cloud_.home_of(id)}};
      if (const RealGuest* guest = cloud_.guest(id))
        machine["guest"] = {{"pid", guest->pid()}, {"port", guest->port()}};
      json["machines"].push_back(std::move(machine));
    }
    for (const std::string& id : model_.live_volumes()) {
      const auto view = model_.volume(id);
      json["volumes"].push_back({{"id", id},
                                 {"name", view->name},
                                 {"state", controller::fly::name_of(view->state)},
                                 {"region", view->region},
                                 {"machine", view->machine}});
    }
    return {200, to_text(json) + '\n'};
  }

  RealCloud& cloud_;
  FlyModel& model_;
  std::string method_;
  std::string body_;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<CloudFaultRule>, std::string> read_rule_file(std::string_view name,
                                                                std::string_view text) {
  auto file = read_as<RuleFile>(name, text);
  if (!file) return Failure{file.error()};
  return std::move(file->faults.rules);
}

AdminReply answer_admin(RealCloud& cloud, std::string_view method, std::string_view path,
                        std::string_view body) {
  return Admin(cloud, method, path, body).answer();
}

}  // namespace sim::fake
