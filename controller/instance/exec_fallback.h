// Lists and approves by commands that Fly runs in the machine (F5, F6), for controllers that do not
// know the routes. Values travel as argv.
//
// One thread, the scheduler's. Arguments taken by reference must outlive the task.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/log.h"
#include "controller/base/scheduler.h"
#include "controller/base/task.h"
#include "controller/fly/machines_api.h"
#include "controller/instance/pairing_values.h"

namespace controller::instance {

inline constexpr std::chrono::seconds kExecTimeout{60};
inline constexpr std::chrono::seconds kExecMargin{10};  // for Fly, beyond what the command may take

// Nothing: the command failed or printed no list.
using ExecListing = Result<std::optional<RequestList>, CallError>;

struct ExecApproval {
  ApproveReply reply;
  bool may_have_happened = false;
};

class ExecFallback {
 public:
  struct Seams {
    Scheduler& scheduler;
    Log& log;
    fly::MachinesApi& api;
  };
  // The seams must outlive the fallback. `token` is what no text may show.
  ExecFallback(Seams seams, std::string token);

  Task<ExecListing> list(Kind kind, const std::string& machine);
  Task<ExecApproval> approve(const ApprovalTarget& target, const std::string& machine);

 private:
  Task<fly::Reply<fly::ExecResult>> run(const std::vector<std::string>& command,
                                        const std::string& machine);
  CallError error_of(std::string_view prefix, const fly::Refusal& refusal);

  Seams seams_;
  std::string token_;
};

}  // namespace controller::instance
