// What the client sends, against Fly's own description of its API: stricter than that is meant,
// since a member or a query parameter that the description does not name is wrong.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "controller/base/testing/fakes.h"
#include "controller/fly/client.h"
#include "controller/fly/testing/instant_transport.h"
#include "controller/http/target.h"

namespace controller::fly {
namespace {

namespace dom = simdjson::dom;
using controller::testing::InstantTransport;
using controller::testing::MemoryLog;
using controller::testing::result_of;

constexpr std::string_view kBase = "https://api.machines.dev/v1";

class OpenApi {
 public:
  OpenApi() {
    const std::string path = PAIRBENCH_SOURCE_DIR "/sim/fly/testdata/openapi-machines.json";
    if (parser_.load(path).get(root_) != simdjson::SUCCESS) throw std::runtime_error(path);
  }

  // What is wrong with a request; empty: nothing.
  std::string flaw_of(const OutboundRequest& request) {
    if (!request.url.starts_with(kBase)) return "base: " + request.url;
    const Target target = parse_target(std::string_view(request.url).substr(kBase.size()));
    std::string method = request.method;
    std::ranges::transform(method, method.begin(), [](char c) { return to_lower_ascii(c); });
    dom::element operation;
    if (!find_path(target.path, method, operation)) return "no route " + std::string(target.path);
    const std::string flaw = flaw_of_query(target.query, operation);
    if (!flaw.empty()) return flaw;

    dom::element schema;
    const bool wants_body = operation["requestBody"]["content"]["application/json"]["schema"].get(
                                schema) == simdjson::SUCCESS;
    if (request.body.empty()) return "";
    if (!wants_body) return "a body that is not wanted";
    dom::element body;
    if (body_parser_.parse(request.body).get(body) != simdjson::SUCCESS) return "bad JSON";
    return flaw_of_value("body", body, schema);
  }

 private:
  static bool matches(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() || !path.empty()) {
      const auto wanted = pattern.substr(1, pattern.find('/', 1) - 1);
      const auto given = path.substr(1, path.find('/', 1) - 1);
      if (!wanted.starts_with('{') && wanted != given) return false;
      if (given.empty()) return false;
      pattern.remove_prefix(1 + wanted.size());
      path.remove_prefix(1 + given.size());
      if (pattern.empty() != path.empty()) return false;
    }
    return true;
  }

  bool find_path(std::string_view path, std::string_view method, dom::element& operation) const {
    for (const auto route : dom::object(root_["paths"])) {
      if (matches(route.key, path)) return route.value[method].get(operation) == simdjson::SUCCESS;
    }
    return false;
  }

  static std::string flaw_of_query(std::string_view query, dom::element operation) {
    while (!query.empty()) {
      const std::string_view pair = query.substr(0, query.find('&'));
      query.remove_prefix(std::min(pair.size() + 1, query.size()));
      const std::string_view name = pair.substr(0, pair.find('='));
      if (name.starts_with("metadata.")) continue;  // documented elsewhere: docs/fly-facts.md
      bool known = false;
      for (const dom::element parameter : dom::array(operation["parameters"])) {
        known = known || (std::string_view(parameter["name"]) == name &&
                          std::string_view(parameter["in"]) == "query");
      }
      if (!known) return "query " + std::string(name);
    }
    return "";
  }

  std::string flaw_of_value(const std::string& where, dom::element value, dom::element schema) {
    std::string_view reference;
    if (schema["$ref"].get(reference) == simdjson::SUCCESS) {
      reference.remove_prefix(reference.rfind('/') + 1);
      return flaw_of_value(where, value, root_["components"]["schemas"][reference]);
    }
    dom::array all;
    if (schema["allOf"].get(all) == simdjson::SUCCESS) {
      return flaw_of_value(where, value, all.at(0));
    }
    const std::string_view type = schema["type"];
    if (type == "object") return flaw_of_object(where, value, schema);
    if (type == "array") return flaw_of_array(where, value, schema);
    const bool right = (type == "string" && value.is_string()) ||
                       (type == "integer" && value.is_int64()) ||
                       (type == "boolean" && value.is_bool());
    if (!right) return where + " is no " + std::string(type);
    return flaw_of_enum(where, value, schema);
  }

  static std::string flaw_of_enum(const std::string& where, dom::element value,
                                  dom::element schema) {
    dom::array words;
    if (schema["enum"].get(words) != simdjson::SUCCESS) return "";
    for (const dom::element word : words) {
      if (std::string_view(word) == std::string_view(value)) return "";
    }
    return where + " is none of the words";
  }

  std::string flaw_of_array(const std::string& where, dom::element value, dom::element schema) {
    dom::array items;
    if (value.get(items) != simdjson::SUCCESS) return where + " is no array";
    for (const dom::element item : items) {
      std::string flaw = flaw_of_value(where + "[]", item, schema["items"]);
      if (!flaw.empty()) return flaw;
    }
    return "";
  }

  std::string flaw_of_object(const std::string& where, dom::element value, dom::element schema) {
    dom::object members;
    if (value.get(members) != simdjson::SUCCESS) return where + " is no object";
    for (const auto member : members) {
      const std::string inside = where + "." + std::string(member.key);
      dom::element wanted;
      if (schema["properties"][member.key].get(wanted) != simdjson::SUCCESS &&
          schema["additionalProperties"].get(wanted) != simdjson::SUCCESS) {
        return inside + " is not known";
      }
      std::string flaw = flaw_of_value(inside, member.value, wanted);
      if (!flaw.empty()) return flaw;
    }
    return "";
  }

  dom::parser parser_;
  dom::parser body_parser_;
  dom::element root_;
};

TEST(ClientOpenApi, EveryRequestIsOneThatFlyDescribes) {
  OpenApi api;
  InstantTransport transport;
  MemoryLog log;
  Client client({transport, log}, {.app = "my-app", .token = "secret-token"});
  const std::string id = "148ed21f789d18";
  const MachineFilter filter{"kiloclaw_user_id", "a b"};
  const MachineFilter all;
  const MachineSpec spec{
      "registry.fly.io/x:1", {{"K", "v"}}, {{"m", "d"}}, {}, {{"vol_1", "/root"}}};
  const CreateMachine machine{"name", "dfw", spec};
  const CreateVolume fresh{"vol", "dfw", 10, ""};
  const CreateVolume fork{"vol", "dfw", 10, "vol_1"};
  const std::vector<std::string> command = {"ls"};
  (void)result_of(client.list_machines(filter, {}));
  (void)result_of(client.list_machines(all, {}));
  (void)result_of(client.get_machine(id, {}));
  (void)result_of(client.create_machine(machine, {}));
  (void)result_of(client.update_machine(id, spec, {}));
  (void)result_of(client.start_machine(id, {}));
  (void)result_of(client.stop_machine(id, {}));
  (void)result_of(client.wait_for(id, MachineState::stopped, "01J9", {}));
  (void)result_of(client.destroy_machine(id, {}));
  (void)result_of(client.exec(id, command, std::chrono::seconds(60), {}));
  (void)result_of(client.list_volumes({}));
  (void)result_of(client.get_volume(id, {}));
  (void)result_of(client.create_volume(fresh, {}));
  (void)result_of(client.create_volume(fork, {}));
  (void)result_of(client.destroy_volume(id, {}));
  ASSERT_EQ(transport.requests.size(), 15U);
  for (const OutboundRequest& request : transport.requests) {
    EXPECT_EQ(api.flaw_of(request), "") << request.method << ' ' << request.url;
  }
}

// The check itself can fail.
TEST(ClientOpenApi, OtherRequestsAreNot) {
  OpenApi api;
  const auto flaw = [&api](std::string method, std::string path, std::string body) {
    return api.flaw_of({std::move(method), std::string(kBase) + path, {}, std::move(body)});
  };
  EXPECT_EQ(flaw("GET", "/apps/a/machines/1", ""), "");
  EXPECT_NE(flaw("PUT", "/apps/a/machines/1", ""), "");
  EXPECT_NE(flaw("GET", "/apps/a/machine", ""), "");
  EXPECT_NE(flaw("GET", "/apps/a/machines/1/2", ""), "");
  EXPECT_NE(flaw("GET", "/apps/a/machines/", ""), "");
  EXPECT_NE(flaw("DELETE", "/apps/a/machines/1?forced=true", ""), "");
  EXPECT_NE(flaw("POST", "/apps/a/machines/1/start", "{}"), "");
  EXPECT_EQ(flaw("POST", "/apps/a/volumes", R"({"name":"x"})"), "");
  EXPECT_NE(flaw("POST", "/apps/a/volumes", R"({"name":1})"), "");
  EXPECT_NE(flaw("POST", "/apps/a/volumes", R"({"nme":"x"})"), "");
  EXPECT_NE(flaw("POST", "/apps/a/volumes", R"({"compute":{"cpus":"2"}})"), "");
  EXPECT_NE(flaw("POST", "/apps/a/machines", R"({"config":{"services":[{"autostop":"on"}]}})"), "");
}

}  // namespace
}  // namespace controller::fly
