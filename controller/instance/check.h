// The periodic check (M13): what the instance believes against what Fly has.
#pragma once

#include <optional>
#include <string>

#include "controller/instance/operation.h"

namespace controller::instance {

// One check of an instance that is neither destroying nor busy. Trouble: something could not be
// looked at, the next check tries again.
class Check {
 public:
  explicit Check(const Operation& operation) : op_(operation) {}

  Task<Attempt<Nothing>> run();

 private:
  Task<Attempt<Nothing>> left_starting();
  Task<Attempt<Nothing>> running();
  Task<Attempt<Nothing>> stopped();
  Task<Attempt<Nothing>> runs_on_fork();
  Task<Attempt<Nothing>> machine_is_denied();
  Task<Attempt<Nothing>> machine_is_gone();
  Task<Attempt<Nothing>> machine_is_down();
  Task<Attempt<Nothing>> mend_mount();

  Operation op_;
  std::optional<std::string> wrong_mount_;  // what our machine runs on instead of our volume
};

}  // namespace controller::instance
