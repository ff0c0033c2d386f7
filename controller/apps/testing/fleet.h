// fake-fly and pairing-instance as real processes that know each other, for tests.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "controller/apps/testing/program.h"

namespace controller::apps::testing {

// A rule under which every machine counts as ready at once, whatever runs in it: waiting for that
// goes in steps of 3 s (M12).
inline constexpr const char* kReadyAtOnce =
    R"({"name":"ready","match":{"operation":"controller.other"},)"
    R"("action":{"do":"reply","status":200,"body":"{\"state\":\"running\"}"}})";

// How a reply begins that says so.
inline constexpr const char* kOk = "HTTP/1.1 200";

class Fleet {
 public:
  // `fly_options` go to fake-fly. Nothing is started.
  explicit Fleet(std::vector<std::string> fly_options = {});

  // False: it does not serve; what it printed is in its Program's files.
  bool start_fly();
  // Without waiting for anything.
  void launch_instance(const std::vector<std::string>& options = {});
  bool start_instance();

  // Of the instances: the whole reply.
  [[nodiscard]] std::string platform(const std::string& method, const std::string& target,
                                     const std::string& body = "",
                                     int patience_ms = kPatienceMs) const;
  // start, stop or destroy: likewise.
  [[nodiscard]] std::string operate(const std::string& what, const std::string& user,
                                    int patience_ms = kPatienceMs) const;
  // Of fake-fly's admin routes: the body.
  [[nodiscard]] std::string fly_admin(const std::string& method, const std::string& target,
                                      const std::string& body = "") const;
  // Each a rule's JSON; the test fails when one is refused.
  void set_rules(const std::vector<std::string>& rules) const;
  // {"machines":[…],"volumes":[…]}
  [[nodiscard]] nlohmann::json state() const;
  // The events of that kind so far.
  [[nodiscard]] std::vector<nlohmann::json> events(const std::string& kind) const;

  const Folder folder;
  std::map<std::string, std::string> variables;  // of pairing-instance
  std::unique_ptr<Program> fly;
  std::unique_ptr<Program> instance;
  std::uint16_t fly_port = 0;
  std::uint16_t instance_port = 0;

 private:
  std::vector<std::string> fly_options_;
};

}  // namespace controller::apps::testing
