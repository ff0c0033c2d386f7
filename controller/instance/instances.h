// The instances of all users of one app: those that have something stored, and those that were
// asked for since. Each is made once, loaded, and checked periodically (M13) until it is destroyed.
//
// One thread, the scheduler's.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "controller/base/scope.h"
#include "controller/instance/instance.h"
#include "controller/instance/instance_stores.h"
#include "controller/instance/platform_api.h"
#include "controller/instance/user_log.h"

namespace controller::instance {

class Instances final : public InstanceDirectory {
 public:
  // All must outlive the instances.
  struct Seams {
    Scheduler& scheduler;
    WallClock& wall_clock;
    Random& random;
    Log& log;
    fly::MachinesApi& fly;
    HttpTransport& controller;
    KeyValueStore& kv;
    InstanceStores& stores;
  };
  Instances(Seams seams, InstanceConfig config);

  // Makes those that have something stored. What cannot be loaded is logged, and tried again by
  // its next check.
  Task<Result<Nothing, StoreError>> load();

  std::shared_ptr<PairingCalls> find(const std::string& user_id) override;

  // Null when the user has none. Hold it for as long as a task of it is under way.
  [[nodiscard]] std::shared_ptr<Instance> at(const std::string& user_id) const;
  // The same, but one is made when there is none; null when the user id is refused (identity.h).
  Task<std::shared_ptr<Instance>> obtain(std::string user_id);

 private:
  // Store and log live as long as their instance.
  struct Entry {
    Entry(const Seams& seams, const std::string& user_id)
        : log(seams.log, user_id), up(seams.scheduler) {}
    UserLog log;
    std::unique_ptr<InstanceStore> store;
    std::unique_ptr<Instance> instance;
    Event up;  // it was tried to load it
  };

  std::shared_ptr<Entry> make(const std::string& user_id, std::string_view sandbox_id);
  Task<void> come_up(std::shared_ptr<Entry> entry);

  Seams seams_;
  InstanceConfig config_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;  // by user id
  Scope scope_;                                            // last: its tasks use all of the above
};

}  // namespace controller::instance
