// The states of all instances of a daemon: a row for each sandbox in one SQLite file.
//
// Loop's thread; the file is read and written by a worker. A call that was begun is carried out,
// whether its task still exists or not; calls are carried out in the order in which they were
// begun.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controller/instance/instance_stores.h"
#include "controller/posix/sqlite_database.h"
#include "controller/posix/worker.h"

namespace controller::posix {

class SqliteStore final : public instance::InstanceStores {
 public:
  // Both must outlive the store; of the database, no one else uses what is in `instances`.
  SqliteStore(Worker& worker, SqliteDatabase& database) : worker_(worker), database_(database) {}

  // Must be gone before the store is.
  std::unique_ptr<instance::InstanceStore> open(std::string_view sandbox_id) override;
  Task<Result<std::vector<std::string>, instance::StoreError>> sandboxes() override;

 private:
  Worker& worker_;
  SqliteDatabase& database_;
};

}  // namespace controller::posix
