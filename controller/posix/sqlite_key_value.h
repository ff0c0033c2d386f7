// A KeyValueStore in the daemon's SQLite file. Expiry goes by the wall clock, and what is from its
// future has expired too: the clock was set back. What has expired is removed by the next write.
// Values may hold any bytes.
//
// Loop's thread; the file is read and written by a worker, in the order of the calls.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/key_value_store.h"
#include "controller/base/wall_clock.h"
#include "controller/posix/sqlite_database.h"
#include "controller/posix/worker.h"

namespace controller::posix {

class SqliteKeyValue final : public KeyValueStore {
 public:
  // All must outlive the store; of the database, no one else uses what is in `kv`.
  SqliteKeyValue(Worker& worker, SqliteDatabase& database, const WallClock& clock)
      : worker_(worker), database_(database), clock_(clock) {}

  Task<Result<std::optional<std::string>, KeyValueError>> get(const std::string& key,
                                                              CancelToken token) override;
  Task<Result<KeyValueDone, KeyValueError>> put(const std::string& key, const std::string& value,
                                                Duration ttl, CancelToken token) override;
  Task<Result<KeyValueDone, KeyValueError>> erase(const std::string& key,
                                                  CancelToken token) override;

 private:
  using Rows = Result<std::vector<SqliteRow>, std::string>;
  struct Statement {
    std::string_view text;  // a literal
    std::vector<SqliteValue> values;
  };

  Task<Rows> run(std::vector<Statement> statements, CancelToken token);
  [[nodiscard]] std::int64_t now_ms() const;

  Worker& worker_;
  SqliteDatabase& database_;
  const WallClock& clock_;
};

}  // namespace controller::posix
