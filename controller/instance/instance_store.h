// The seam of an instance's persisted state.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "controller/base/result.h"
#include "controller/base/task.h"
#include "controller/instance/state.h"

namespace controller::instance {

struct StoreError {
  std::string text;  // one line
};
struct Stored {};

class InstanceStore {
 public:
  virtual ~InstanceStore() = default;

  // Nothing is stored yet: no value.
  virtual Task<Result<std::optional<InstanceState>, StoreError>> load() = 0;
  // When it returns success the state survives any crash; until then either the old state or the
  // new one does. `state` is one, and may be kept.
  virtual Task<Result<Stored, StoreError>> save(std::shared_ptr<const InstanceState> state) = 0;
  virtual Task<Result<Stored, StoreError>> erase() = 0;
};

}  // namespace controller::instance
