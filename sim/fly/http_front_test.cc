// The bytes of the fake Fly, against Fly's own description of them.
#include "sim/fly/http_front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "sim/choice/seeded_choices.h"
#include "sim/fly/request_schema.h"
#include "sim/fly/testing/model_bed.h"
#include "sim/text/json.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

// Just enough of a validator for Fly's OpenAPI description: type, properties, enum, items,
// additionalProperties, $ref, allOf. Stricter in one thing: a member that the description does not
// have is wrong.
class OpenApi {
 public:
  OpenApi() {
    std::ifstream file(PAIRBENCH_SOURCE_DIR "/sim/fly/testdata/openapi-machines.json");
    description_ = read_json(std::string(std::istreambuf_iterator<char>(file), {}));
  }

  [[nodiscard]] const nlohmann::json& schema(const std::string& name) const {
    return description_.at("components").at("schemas").at(name);
  }
  // What a $ref, or an allOf of one, leads to.
  [[nodiscard]] const nlohmann::json& resolve(const nlohmann::json& node) const {
    if (node.contains("allOf")) return resolve(node["allOf"].at(0));
    if (!node.contains("$ref")) return node;
    const auto name = node["$ref"].get<std::string>();
    return schema(name.substr(name.rfind('/') + 1));
  }
  // What is wrong with the answer's body; empty: nothing.
  [[nodiscard]] std::string check_answer(const nlohmann::json& body, const std::string& path,
                                         const std::string& method,
                                         const std::string& status) const {
    const nlohmann::json& answers = description_.at("paths").at(path).at(method).at("responses");
    if (!answers.contains(status)) return "no such status: " + status;
    const nlohmann::json& content = answers[status].at("content");
    if (content.empty()) return {};  // nothing is said about it
    return check(body, content.at("application/json").at("schema"), "");
  }
  [[nodiscard]] std::string check(const nlohmann::json& value, const nlohmann::json& node,
                                  const std::string& where) const {
    const nlohmann::json& wanted = resolve(node);
    const std::string type = wanted.value("type", "object");
    if (!has_type(value, type)) return where + ": is no " + type;
    if (wanted.contains("enum") && std::ranges::find(wanted["enum"], value) == wanted["enum"].end())
      return where + ": is none of the words";
    std::string wrong;
    if (value.is_array()) {
      for (const nlohmann::json& element : value)
        if (wrong.empty()) wrong = check(element, wanted.at("items"), where + "[]");
    }
    if (!value.is_object()) return wrong;
    for (const auto& [name, member] : value.items()) {
      const std::string place = where + "/" + name;
      if (!wrong.empty()) break;
      if (wanted.contains("additionalProperties")) {
        wrong = check(member, wanted["additionalProperties"], place);
      } else if (!wanted.contains("properties") || !wanted["properties"].contains(name)) {
        wrong = place + ": is not in the description";
      } else {
        wrong = check(member, wanted["properties"][name], place);
      }
    }
    return wrong;
  }

 private:
  static bool has_type(const nlohmann::json& value, const std::string& type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    return value.is_object();
  }

  nlohmann::json description_;
};

TEST(OpenApiCheck, SeesWhatIsWrong) {
  const OpenApi api;
  const std::string path = "/apps/{app_name}/machines/{machine_id}";
  const auto check = [&](const char* text) {
    return api.check_answer(read_json(text), path, "get", "200");
  };
  EXPECT_EQ(check(R"({"id":"a","config":{"env":{"A":"1"},"mounts":[{"path":"/root"}]}})"), "");
  EXPECT_EQ(check(R"({"id":1})"), "/id: is no string");
  EXPECT_EQ(check(R"({"di":"a"})"), "/di: is not in the description");
  EXPECT_EQ(check(R"({"host_status":"good"})"), "/host_status: is none of the words");
  EXPECT_EQ(check(R"({"config":{"mounts":[{"path":1}]}})"), "/config/mounts[]/path: is no string");
  EXPECT_EQ(check(R"({"config":{"env":{"A":1}}})"), "/config/env/A: is no string");
  EXPECT_EQ(check("[]"), ": is no object");
  EXPECT_EQ(api.check_answer(nlohmann::json::object(), path, "get", "201"), "no such status: 201");
}

// ---- what may be sent is what the description says

struct SchemaComparison {
  const OpenApi& api;
  std::set<std::string> seen;

  void compare(const RequestSchema& ours) {
    const std::string name(ours.name);
    if (!seen.insert(name).second) return;
    const nlohmann::json& theirs = api.schema(name);
    const nlohmann::json properties = theirs.value("properties", nlohmann::json::object());
    ASSERT_EQ(ours.fields.size(), properties.size()) << name;
    std::size_t index = 0;
    for (const auto& [key, node] : properties.items()) {
      const RequestField& field = ours.fields[index++];
      ASSERT_EQ(field.name, key) << name;
      compare(field, node, name + "." + key);
    }
    EXPECT_EQ(ours.required.size(), theirs.value("required", nlohmann::json::array()).size())
        << name;
    for (const std::string_view needed : ours.required)
      EXPECT_THAT(theirs["required"], testing::Contains(nlohmann::json(needed))) << name;
  }

  void compare(const RequestField& field, const nlohmann::json& node, const std::string& where) {
    const nlohmann::json* element = &node;
    auto holds = RequestField::Holds::one;
    if (node.value("type", "") == "array") {
      holds = RequestField::Holds::array;
      element = &node["items"];
    } else if (node.contains("additionalProperties")) {
      holds = RequestField::Holds::map;
      element = &node["additionalProperties"];
    }
    EXPECT_EQ(field.holds, holds) << where;
    const nlohmann::json& wanted = api.resolve(*element);
    constexpr std::array<std::string_view, 5> kTypes = {"string", "integer", "number", "boolean",
                                                        "object"};
    EXPECT_EQ(kTypes[static_cast<std::size_t>(field.type)], wanted.value("type", "object"))
        << where;
    const nlohmann::json words = wanted.value("enum", nlohmann::json::array());
    ASSERT_EQ(field.words.size(), words.size()) << where;
    for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(words[i], field.words[i]) << where;
    EXPECT_EQ(field.schema != nullptr, wanted.contains("properties")) << where;
    if (field.schema == nullptr) return;
    EXPECT_EQ(&api.schema(std::string(field.schema->name)), &wanted) << where;
    compare(*field.schema);
  }
};

TEST(HttpFront, BodiesAreThoseOfTheDescription) {
  const OpenApi api;
  SchemaComparison comparison{api, {}};
  for (const RequestSchema* schema : request_schemas()) comparison.compare(*schema);
  EXPECT_GT(comparison.seen.size(), 35U);
}

// ---- reading

template <class Call>
Call read(std::string_view method, std::string_view target, std::string_view body = {}) {
  const FlyRequest request = read_fly_request(method, target, {}, body);
  EXPECT_EQ(request.wrong, "");
  const auto* call = std::get_if<Call>(&request.call);
  EXPECT_NE(call, nullptr) << method << " " << target;
  return call == nullptr ? Call{} : *call;
}

TEST(HttpFront, ReadsEveryRoute) {
  EXPECT_THAT(read<fly_call::ListMachines>("GET",
                                           "/v1/apps/x/machines?metadata.a%2Fb=c%20d&"
                                           "include_deleted=true&region=iad&state=started")
                  .metadata,
              testing::ElementsAre(std::pair<std::string, std::string>("a/b", "c d")));
  EXPECT_EQ(read<fly_call::GetMachine>("GET", "/v1/apps/x/machines/m").id, "m");
  EXPECT_EQ(read<fly_call::StartMachine>("POST", "/v1/apps/x/machines/m/start").id, "m");
  EXPECT_EQ(read<fly_call::StopMachine>("POST", "/v1/apps/x/machines/m/stop",
                                        R"({"signal":"SIGTERM","timeout":"5s"})")
                .id,
            "m");
  EXPECT_FALSE(read<fly_call::DestroyMachine>("DELETE", "/v1/apps/x/machines/m").force);
  EXPECT_TRUE(read<fly_call::DestroyMachine>("DELETE", "/v1/apps/x/machines/m?force=true").force);
  EXPECT_TRUE(read<fly_call::DestroyMachine>("DELETE", "/v1/apps/x/machines/m?kill=true").force);
  const auto wait = read<fly_call::Wait>(
      "GET", "/v1/apps/x/machines/m/wait?state=stopped&instance_id=01A&timeout=7");
  EXPECT_EQ(wait.state + wait.instance_id + std::to_string(wait.timeout_s), "stopped01A7");
  const auto exec = read<fly_call::Exec>("POST", "/v1/apps/x/machines/m/exec",
                                         R"({"command":["a","b c"],"timeout":9})");
  EXPECT_THAT(exec.command, testing::ElementsAre("a", "b c"));
  EXPECT_EQ(exec.timeout_s, 9);
  EXPECT_EQ(read<fly_call::CreateLease>("POST", "/v1/apps/x/machines/m/lease?ttl=5").ttl_s, 5);
  EXPECT_EQ(
      read<fly_call::CreateLease>("POST", "/v1/apps/x/machines/m/lease", R"({"ttl":6})").ttl_s, 6);
  read<fly_call::GetLease>("GET", "/v1/apps/x/machines/m/lease");
  read<fly_call::ReleaseLease>("DELETE", "/v1/apps/x/machines/m/lease");
  read<fly_call::ListVolumes>("GET", "/v1/apps/x/volumes?summary=true");
  EXPECT_EQ(read<fly_call::GetVolume>("GET", "/v1/apps/x/volumes/v").id, "v");
  EXPECT_EQ(read<fly_call::DestroyVolume>("DELETE", "/v1/apps/x/volumes/v").id, "v");
  read<fly_call::UpdateVolume>("PUT", "/v1/apps/x/volumes/v", R"({"snapshot_retention":1})");
  const auto volume = read<fly_call::CreateVolume>(
      "POST", "/v1/apps/x/volumes", R"({"name":"n","region":"r","source_volume_id":"s"})");
  EXPECT_EQ(volume.name + volume.region + volume.source_volume_id, "nrs");
  EXPECT_EQ(volume.size_gb, std::nullopt);
}

constexpr std::string_view kWanted =
    R"({"name":"n","region":"iad","skip_launch":true,"config":{"image":"i","env":{"A":"1"},)"
    R"("metadata":{"k":"v"},"guest":{"cpu_kind":"shared","cpus":1,"memory_mb":512},)"
    R"("mounts":[{"volume":"vol_1","path":"/root"}],"restart":{"policy":"on-failure"},)"
    R"("services":[{"protocol":"tcp","internal_port":18789,"autostart":false,)"
    R"("autostop":"off","ports":[{"port":443,"handlers":["tls","http"]}]}]}})";

TEST(HttpFront, ReadsAConfiguration) {
  const auto create = read<fly_call::CreateMachine>("POST", "/v1/apps/x/machines", kWanted);
  EXPECT_EQ(create.name + create.region, "niad");
  EXPECT_TRUE(create.skip_launch);
  const controller::fly::MachineSpec& spec = create.config->spec;
  EXPECT_EQ(spec.image, "i");
  EXPECT_EQ(spec.env, (controller::fly::Pairs{{"A", "1"}}));
  EXPECT_EQ(spec.metadata, (controller::fly::Pairs{{"k", "v"}}));
  EXPECT_EQ(spec.guest, (controller::fly::Guest{"shared", 1, 512}));
  EXPECT_EQ(spec.mounts, (std::vector<controller::fly::Mount>{{"vol_1", "/root"}}));
  EXPECT_EQ(root_volume(*create.config), "vol_1");
  const auto update = read<fly_call::UpdateMachine>(
      "POST", "/v1/apps/x/machines/m", R"({"current_version":"01A","config":{"image":"i"}})");
  EXPECT_EQ(update.id + update.current_version + update.config->spec.image, "m01Ai");
}

TEST(HttpFront, WritesAConfigurationAsItCame) {
  ModelBed bed;
  auto create = read<fly_call::CreateMachine>("POST", "/v1/apps/x/machines", kWanted);
  auto config = std::make_shared<FlyMachineConfig>(*create.config);
  config->spec.mounts[0].volume = bed.made(bed.fresh());
  create.config = config;
  nlohmann::json sent = read_json(kWanted)["config"];
  sent["mounts"][0]["volume"] = config->spec.mounts[0].volume;
  const nlohmann::json shown = read_json(write_fly_reply(bed.reply(create), 1).body);
  EXPECT_EQ(shown["config"], sent);
}

TEST(HttpFront, ReadsWhoAsks) {
  const FlyRequest request =
      read_fly_request("GET", "/v1/apps/x/machines",
                       {{"AUTHORIZATION", "Bearer t"}, {"Fly-Machine-Lease-Nonce", "n"}}, {});
  const FlyCaller& caller = *request.caller;
  EXPECT_EQ(caller.app + caller.token + caller.lease_nonce, "xtn");
  EXPECT_EQ(read_fly_request("GET", "/", {{"authorization", "Basic t"}}, {}).caller->token, "");
}

TEST(HttpFront, FindsTheTarget) {
  EXPECT_EQ(target_in("https://api.machines.dev/v1/apps?x=1"), "/v1/apps?x=1");
  EXPECT_EQ(target_in("https://api.machines.dev"), "/");
  EXPECT_EQ(target_in("/v1"), "/v1");
}

TEST(HttpFront, WritesTextsThatAreNoText) {
  FlySubject subject;
  const std::string nobody(14, '\0');
  subject.machine = nobody;
  const FlyReply reply =
      refuse(FlyRefusal::volume_claimed, wordings_of(FlyRefusal::volume_claimed)[0], subject);
  const nlohmann::json body = read_json(write_fly_reply(reply, 1).body);
  EXPECT_EQ(body["error"], "volume already claimed by machine " + nobody);
}

// ---- a long session: all that is answered is as the description says

struct Session : ModelBed {
  explicit Session(std::uint64_t seed) : seeded(seed) {}

  SeededChoices seeded;
  OpenApi api;
  std::vector<std::string> machines{"none"};
  std::vector<std::string> volumes_known{"none"};
  std::map<FlyTicket, std::pair<std::string, std::string>> waiting;  // path and method
  std::map<std::string, int> answered;                               // method, path and status

  std::uint64_t below(std::uint64_t bound) { return seeded.draw(Stream::workload, "t", bound); }
  const std::string& one_of(const std::vector<std::string>& list) {
    return list[below(list.size())];
  }

  void check(const FlyReply& reply, const std::string& path, const std::string& method) {
    const controller::InboundReply bytes = write_fly_reply(reply, last_ticket);
    const std::string status = std::to_string(bytes.status);
    ++answered[method + " " + path + " " + status];
    const nlohmann::json body = read_json(bytes.body);
    ASSERT_FALSE(body.is_discarded()) << bytes.body;
    if (bytes.status < 400) {
      ASSERT_EQ(api.check_answer(body, path, method, status), "") << path << bytes.body;
    } else {
      ASSERT_EQ(api.check(body, api.schema("ErrorResponse"), ""), "") << bytes.body;
    }
    if (bytes.status == 200 && path == "/apps/{app_name}/machines" && method == "post")
      machines.push_back(body["id"]);
    if (bytes.status == 200 && path == "/apps/{app_name}/volumes" && method == "post")
      volumes_known.push_back(body["id"]);
  }

  void ask(const std::string& path, const std::string& method, const std::string& rest = {},
           const std::string& body = {}) {
    std::string target = "/v1" + path + rest;
    const auto put = [&](const std::string& place, const std::string& value) {
      if (const auto at = target.find(place); at != std::string::npos)
        target.replace(at, place.size(), value);
    };
    put("{app_name}", "pairbench");
    put("{machine_id}", one_of(machines));
    put("{volume_id}", one_of(volumes_known));
    std::string verb = method;
    for (char& c : verb) c = static_cast<char>(c - 'a' + 'A');
    const FlyRequest request =
        read_fly_request(verb, target, {{"authorization", "Bearer fly-token"}}, body);
    const auto reply = model.step(request, ++last_ticket, now);
    if (reply) {
      check(*reply, path, method);
    } else {
      waiting[last_ticket] = {path, method};
    }
    answers.clear();
    keep_effects();
    for (const FlyAnswer& answer : answers) {
      const auto [its_path, its_method] = waiting.at(answer.ticket);
      check(answer.reply, its_path, its_method);
    }
  }

  void act() {
    const std::string all = "/apps/{app_name}/machines";
    const std::string one = all + "/{machine_id}";
    const std::string disks = "/apps/{app_name}/volumes";
    switch (below(16)) {
      case 0:
        return ask(all, "get", below(2) == 0 ? "" : "?include_deleted=true");
      case 1:
        return ask(one, "get");
      case 2:
      case 3: {
        nlohmann::json body = read_json(kWanted);
        body["name"] = "m" + std::to_string(below(6));
        body["skip_launch"] = below(4) == 0;
        body["config"]["mounts"][0]["volume"] = one_of(volumes_known);
        if (below(3) == 0) body["config"].erase("mounts");
        return ask(all, "post", "", to_text(body));
      }
      case 4: {
        nlohmann::json body{{"config", read_json(kWanted)["config"]}};
        body["config"].erase("mounts");
        return ask(one, "post", "", to_text(body));
      }
      case 5:
        return ask(one + "/start", "post");
      case 6:
        return ask(one + "/stop", "post");
      case 7:
        return ask(one + "/wait", "get", below(2) == 0 ? "?state=started" : "?state=destroyed");
      case 8:
        return ask(one, "delete", below(2) == 0 ? "?force=true" : "");
      case 9:
        return ask(one + "/exec", "post", "", R"({"command":["x"],"timeout":5})");
      case 10:
        return ask(one + "/lease", below(3) == 0 ? "post" : "get", "", "");
      case 11:
        return ask(disks, "get");
      case 12:
        return ask(disks, "post", "", R"({"name":"v","region":"iad","size_gb":10})");
      case 13:
        return ask(
            disks, "post", "",
            R"({"name":"v","region":"iad","source_volume_id":")" + one_of(volumes_known) + "\"}");
      case 14:
        return ask(disks + "/{volume_id}", "get");
      default:
        return ask(disks + "/{volume_id}", "delete");
    }
  }
};

TEST(HttpFront, AnswersAsTheDescriptionSays) {
  Session session(1);
  for (int i = 0; i < 2500 && !testing::Test::HasFatalFailure(); ++i) {
    session.act();
    if (session.below(3) == 0) session.pass(std::chrono::milliseconds(session.below(20'000)));
    for (const FlyAnswer& answer : session.answers) {
      const auto [path, method] = session.waiting.at(answer.ticket);
      session.check(answer.reply, path, method);
    }
    session.answers.clear();
  }
  // Each route succeeded at some time, and most were refused too.
  EXPECT_GT(session.answered["post /apps/{app_name}/machines 200"], 10);
  EXPECT_GT(session.answered["post /apps/{app_name}/machines/{machine_id}/lease 201"], 0);
  EXPECT_GT(session.answered["get /apps/{app_name}/machines/{machine_id}/wait 200"], 0);
  EXPECT_GT(session.answered["get /apps/{app_name}/machines/{machine_id}/wait 408"], 0);
  EXPECT_GT(session.answered["post /apps/{app_name}/machines/{machine_id}/exec 200"], 0);
  EXPECT_GT(session.answered.size(), 28U);
}

}  // namespace
}  // namespace sim
