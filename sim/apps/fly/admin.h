// The admin routes below /_fake/: what others do to Fly, and what is true there.
#pragma once

#include <string>
#include <string_view>

#include "sim/apps/fly/real_cloud.h"

namespace sim::fake {

struct AdminReply {
  int status = 200;
  std::string body;  // JSON
};

// On the loop's thread. `path` begins behind `/_fake`.
AdminReply answer_admin(RealCloud& cloud, std::string_view method, std::string_view path,
                        std::string_view body);

// {"faults": […]}, in the words of scenario files. The failure is `name`:line: what is wrong.
controller::Result<std::vector<CloudFaultRule>, std::string> read_rule_file(std::string_view name,
                                                                            std::string_view text);

}  // namespace sim::fake
