// The instance's pairing calls (contract F): the controller is asked first; one that does not know
// the routes is replaced by commands that Fly runs in the machine, and their lists are kept in the
// KV.
//
// One thread, the scheduler's. A call works with the machine that the instance had when it began.
// An approval that has begun is carried out, whether its caller still waits or not; a list ends
// with its task. The tasks must be done or destroyed before the object is; destroying it drops
// approvals under way, as a crash does.
#pragma once

#include <memory>
#include <string>

#include "controller/base/scope.h"
#include "controller/instance/controller_client.h"
#include "controller/instance/exec_fallback.h"
#include "controller/instance/list_cache.h"
#include "controller/instance/pairing_values.h"
#include "controller/instance/state.h"

namespace controller::instance {

struct PairingCallsConfig {
  std::string app;
  ControllerClientConfig controller;
};

class PairingCalls {
 public:
  struct Seams {
    Scheduler& scheduler;
    Log& log;
    fly::MachinesApi& api;
    HttpTransport& transport;
    KeyValueStore& store;
  };
  // All must outlive the object. `state` is read at the beginning of each call.
  PairingCalls(Seams seams, PairingCallsConfig config, const InstanceState& state);

  // `forced`: refreshed now, and nothing from the KV.
  Task<ListReply> list(Kind kind, bool forced);

  Task<ApproveReply> approve_channel(std::string channel, std::string code);
  Task<ApproveReply> approve_device(std::string request_id);

 private:
  struct Job {
    explicit Job(Scheduler& scheduler) : done(scheduler) {}
    ApprovalTarget target;
    std::string machine;
    ApproveReply reply = ApprovalAnswer{};
    Event done;
  };

  // Empty: no call is to be made (F1).
  [[nodiscard]] std::string machine() const;
  Task<ListReply> list_by_exec(Kind kind, bool forced, const std::string& machine,
                               ListCache::Moment began);
  Task<ApproveReply> approve(ApprovalTarget target);
  Task<void> carry_out(std::shared_ptr<Job> job);

  Seams seams_;
  std::string app_;
  std::string token_;
  const InstanceState& state_;
  ControllerClient client_;
  ExecFallback exec_;
  ListCache cache_;
  Scope scope_;  // last: its tasks use all of the above
};

}  // namespace controller::instance
