// The calls of the Fly Machines API that an instance makes, as typed values. One implementation
// speaks HTTP (client.h); a simulation may answer them directly.
//
// Each call is made once; who wants retries adds them (session.h). All arguments must outlive the
// task. Cancelling `token` gives the call up: it may still be carried out.
#pragma once

#include <string>
#include <vector>

#include "controller/base/cancel.h"
#include "controller/base/result.h"
#include "controller/base/task.h"
#include "controller/fly/refusal.h"
#include "controller/fly/types.h"

namespace controller::fly {

template <class T>
using Reply = Result<T, Refusal>;

struct Done {};

// Which machines to list: those with this metadata, or all when the key is empty.
struct MachineFilter {
  std::string key;
  std::string value;
};

class MachinesApi {
 public:
  virtual ~MachinesApi() = default;

  virtual Task<Reply<std::vector<Machine>>> list_machines(const MachineFilter& filter,
                                                          CancelToken token) = 0;
  virtual Task<Reply<Machine>> get_machine(const std::string& id, CancelToken token) = 0;
  virtual Task<Reply<Machine>> create_machine(const CreateMachine& wanted, CancelToken token) = 0;
  // Replaces the machine's configuration; a stopped one is started by it.
  virtual Task<Reply<Machine>> update_machine(const std::string& id, const MachineSpec& spec,
                                              CancelToken token) = 0;
  virtual Task<Reply<Done>> start_machine(const std::string& id, CancelToken token) = 0;
  virtual Task<Reply<Done>> stop_machine(const std::string& id, CancelToken token) = 0;
  // Until the machine is in `state` (started, stopped, suspended or destroyed), 60 s at most.
  // `instance_id` is needed for stopped.
  virtual Task<Reply<Done>> wait_for(const std::string& id, MachineState state,
                                     const std::string& instance_id, CancelToken token) = 0;
  // By force. A machine that is not there is a refusal (not_found).
  virtual Task<Reply<Done>> destroy_machine(const std::string& id, CancelToken token) = 0;
  // `timeout` in whole seconds.
  virtual Task<Reply<ExecResult>> exec(const std::string& id,
                                       const std::vector<std::string>& command,
                                       std::chrono::seconds timeout, CancelToken token) = 0;

  virtual Task<Reply<std::vector<Volume>>> list_volumes(CancelToken token) = 0;
  virtual Task<Reply<Volume>> get_volume(const std::string& id, CancelToken token) = 0;
  virtual Task<Reply<Volume>> create_volume(const CreateVolume& wanted, CancelToken token) = 0;
  // The volume as it is from then on: going, in steps.
  virtual Task<Reply<Volume>> destroy_volume(const std::string& id, CancelToken token) = 0;
};

}  // namespace controller::fly
