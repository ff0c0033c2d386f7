// What instances have stored: it survives their processes.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "controller/instance/instance_store.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim {

// The store of one instance, as one life of its process sees it. A state is accepted at a moment
// between the call and its return: a process that is cut off before leaves the old one, one that is
// cut off after it the new one.
class InstanceFiles final : public controller::instance::InstanceStore {
 public:
  using State = controller::instance::InstanceState;
  // `disk`: what is stored. All must outlive it.
  InstanceFiles(std::optional<State>& disk, Process& process, ChoiceSource& choices,
                Recorder& recorder, std::string instance)
      : disk_(disk),
        process_(process),
        choices_(choices),
        recorder_(recorder),
        instance_(std::move(instance)) {}

  template <class T>
  using Reply = controller::Task<controller::Result<T, controller::instance::StoreError>>;
  Reply<std::optional<State>> load() override;
  Reply<controller::instance::Stored> save(const State& state) override;
  Reply<controller::instance::Stored> erase() override;

 private:
  void tell();
  controller::Duration moment();

  std::optional<State>& disk_;
  Process& process_;
  ChoiceSource& choices_;
  Recorder& recorder_;
  std::string instance_;
};

// What a successor will find.
InstanceStored stored_event(std::string instance,
                            const std::optional<controller::instance::InstanceState>& state);

}  // namespace sim
