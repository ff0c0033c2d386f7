// What instances have stored: it survives their processes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "controller/instance/instance_store.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim {

enum class DiskMode : std::uint8_t {
  up,
  down,        // nothing can be read or written
  unwritable,  // what is there can be read
};

// What an instance has stored, and whether its processes can have it.
struct InstanceDisk {
  std::shared_ptr<const controller::instance::InstanceState> state;  // none: nothing
  DiskMode mode = DiskMode::up;
};

// The store of one instance, as one life of its process sees it. A state is accepted, or refused,
// at a moment between the call and its return: a process that is cut off before leaves the old one,
// one that is cut off after it the new one. What was refused is not stored.
class InstanceFiles final : public controller::instance::InstanceStore {
 public:
  using State = controller::instance::InstanceState;
  // All must outlive it.
  InstanceFiles(InstanceDisk& disk, Process& process, ChoiceSource& choices, Recorder& recorder,
                std::string instance)
      : disk_(disk),
        process_(process),
        choices_(choices),
        recorder_(recorder),
        instance_(std::move(instance)) {}

  template <class T>
  using Reply = controller::Task<controller::Result<T, controller::instance::StoreError>>;
  Reply<std::optional<State>> load() override;
  Reply<controller::instance::Stored> save(std::shared_ptr<const State> state) override;
  Reply<controller::instance::Stored> erase() override;

 private:
  // Nothing: the store can be written. Else that is told.
  std::optional<controller::instance::StoreError> refused(const char* operation);
  void tell_stored();
  controller::Duration moment();
  // Tells that the store cannot be had for that.
  controller::instance::StoreError failed(const char* operation);

  InstanceDisk& disk_;
  Process& process_;
  ChoiceSource& choices_;
  Recorder& recorder_;
  std::string instance_;
};

// What a successor will find. `state`: nullptr when nothing is stored.
InstanceStored stored_event(const std::string& instance,
                            const controller::instance::InstanceState* state);

}  // namespace sim
