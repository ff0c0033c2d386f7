// The seam of the persisted states of all instances.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controller/instance/instance_store.h"

namespace controller::instance {

class InstanceStores {
 public:
  virtual ~InstanceStores() = default;

  // The store of that sandbox, which ends before this does. One at a time for each sandbox.
  virtual std::unique_ptr<InstanceStore> open(std::string_view sandbox_id) = 0;
  // The ids of those that have something stored.
  virtual Task<Result<std::vector<std::string>, StoreError>> sandboxes() = 0;
};

}  // namespace controller::instance
