#include "controller/apps/testing/fleet.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace controller::apps::testing {

using nlohmann::json;

Fleet::Fleet(std::vector<std::string> fly_options) : fly_options_(std::move(fly_options)) {
  variables = {{"PAIRING_APP", "demo"},
               {"PAIRING_IMAGE", "registry/image:1"},
               {"FLY_API_TOKEN", "fly-token"},
               {"PAIRING_TOKEN_SECRET", "secret"},
               {"PAIRING_INTERNAL_KEY", "key"},
               {"PAIRING_LISTEN", "127.0.0.1:0"},
               {"PAIRING_DATABASE", folder.path + "/instances.db"}};
}

bool Fleet::start_fly() {
  std::vector<std::string> argv = {FAKE_FLY, "--port",
                                   "0",      "--fast",
                                   "--app",  "demo",
                                   "--data", folder.path + "/fly",
                                   "--log",  folder.path + "/events.jsonl"};
  argv.insert(argv.end(), fly_options_.begin(), fly_options_.end());
  fly = std::make_unique<Program>(argv, std::map<std::string, std::string>(), folder.path + "/f");
  fly_port = fly->port();
  const std::string url = "http://127.0.0.1:" + std::to_string(fly_port);
  variables["PAIRING_FLY_API"] = url;
  variables["PAIRING_CONTROLLER_URL"] = url;
  return fly_port != 0;
}

void Fleet::launch_instance(const std::vector<std::string>& options) {
  std::vector<std::string> argv = {PAIRING_INSTANCE};
  argv.insert(argv.end(), options.begin(), options.end());
  instance = std::make_unique<Program>(argv, variables, folder.path + "/i");
}

bool Fleet::start_instance() {
  launch_instance();
  instance_port = instance->port();
  return instance_port != 0;
}

std::string Fleet::platform(const std::string& method, const std::string& target,
                            const std::string& body, int patience_ms) const {
  return ask(instance_port, method, "/api/platform/" + target, "x-internal-api-key: key", body,
             patience_ms);
}

std::string Fleet::operate(const std::string& what, const std::string& user,
                           int patience_ms) const {
  return platform("POST", what, json({{"userId", user}}).dump(), patience_ms);
}

std::string Fleet::fly_admin(const std::string& method, const std::string& target,
                             const std::string& body) const {
  return body_of(ask(fly_port, method, "/_fake/" + target, "", body));
}

void Fleet::set_rules(const std::vector<std::string>& rules) const {
  json faults = json::array();
  for (const std::string& rule : rules) faults.push_back(json::parse(rule));
  EXPECT_EQ(fly_admin("PUT", "rules", json({{"faults", faults}}).dump()), "{\"ok\":true}\n");
}

json Fleet::state() const { return json::parse(fly_admin("GET", "state"), nullptr, false); }

std::vector<json> Fleet::events(const std::string& kind) const {
  std::vector<json> found;
  std::istringstream lines(contents(folder.path + "/events.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    json event = json::parse(line, nullptr, false);
    if (event.is_object() && event.value("event", "") == kind) found.push_back(std::move(event));
  }
  return found;
}

}  // namespace controller::apps::testing
