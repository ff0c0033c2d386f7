// The fake Fly as typed values, for one instance: the same model, the same faults, no bytes. What a
// fault does to bytes becomes the refusal that reading them would give.
#pragma once

#include <string>
#include <vector>

#include "controller/fly/machines_api.h"
#include "sim/fly/fly_service.h"

namespace sim {

class TypedFly final : public controller::fly::MachinesApi {
 public:
  // `process` and `service` must outlive it.
  TypedFly(FlyService& service, Process& process, std::string instance)
      : service_(service),
        process_(process),
        instance_(std::move(instance)),
        base_("/v1/apps/" + service.model().config().app),
        caller_(std::make_shared<const FlyCaller>(
            FlyCaller{service.model().config().app, service.model().config().token, {}})) {}

  template <class T>
  using Reply = controller::fly::Reply<T>;
  template <class T>
  using Task = controller::Task<T>;
  using CancelToken = controller::CancelToken;
  using Machine = controller::fly::Machine;
  using Volume = controller::fly::Volume;
  using Done = controller::fly::Done;

  Task<Reply<std::vector<Machine>>> list_machines(const controller::fly::MachineFilter& filter,
                                                  CancelToken token) override;
  Task<Reply<Machine>> get_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Machine>> create_machine(const controller::fly::CreateMachine& wanted,
                                      CancelToken token) override;
  Task<Reply<Machine>> update_machine(const std::string& id,
                                      const controller::fly::MachineSpec& spec,
                                      CancelToken token) override;
  Task<Reply<Done>> start_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> stop_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> wait_for(const std::string& id, MachineState state,
                             const std::string& instance_id, CancelToken token) override;
  Task<Reply<Done>> destroy_machine(const std::string& id, CancelToken token) override;
  Task<Reply<controller::fly::ExecResult>> exec(const std::string& id,
                                                const std::vector<std::string>& command,
                                                std::chrono::seconds timeout,
                                                CancelToken token) override;
  Task<Reply<std::vector<Volume>>> list_volumes(CancelToken token) override;
  Task<Reply<Volume>> get_volume(const std::string& id, CancelToken token) override;
  Task<Reply<Volume>> create_volume(const controller::fly::CreateVolume& wanted,
                                    CancelToken token) override;
  Task<Reply<Volume>> destroy_volume(const std::string& id, CancelToken token) override;

 private:
  template <class T>
  Task<Reply<T>> ask(FlyCall call, CancelToken token);

  FlyService& service_;
  Process& process_;
  std::string instance_;
  std::string base_;  // of all routes
  std::shared_ptr<const FlyCaller> caller_;
};

}  // namespace sim
