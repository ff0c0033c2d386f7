// What a lint answers: where something is wrong and how to mend it.
#pragma once

#include <string>
#include <vector>

namespace lint {

struct Finding {
  int line = 0;
  std::string message;
};
using Findings = std::vector<Finding>;

}  // namespace lint
