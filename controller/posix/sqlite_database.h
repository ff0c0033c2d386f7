// The one SQLite file of a daemon (WAL, synchronous=FULL: what was committed survives a crash of
// the system). It holds a table for the states of instances and one for the key-value store; who
// opens it has it alone until he closes it or dies.
//
// Used by one thread at a time: whoever opens it, then a Worker. Calls block.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/base/result.h"

struct sqlite3;

namespace controller::posix {

// Texts may hold any bytes.
using SqliteValue = std::variant<std::int64_t, std::string>;
using SqliteRow = std::vector<std::string>;

class SqliteDatabase {
 public:
  // Makes the file when there is none, in a directory that must exist; one of an earlier version
  // becomes one of this. A file that is damaged, in use, not ours or of a later version is refused
  // and left as it is; the error, of one line or more, names it and says how to go on.
  static Result<std::unique_ptr<SqliteDatabase>, std::string> open(const std::string& path);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  // Carries out one statement, whole or not at all, with `values` for its `?`. Numbers come back as
  // text. The error is one line without path, statement or values.
  Result<std::vector<SqliteRow>, std::string> run(std::string_view statement,
                                                  std::span<const SqliteValue> values = {});

 private:
  explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}
  // Nothing when it can be used now.
  std::optional<std::string> prepare(const std::string& path);
  std::optional<std::string> make_tables(const std::string& path);
  std::optional<std::string> carry_out(const std::string& path, std::vector<std::string> steps);

  sqlite3* handle_;
};

}  // namespace controller::posix
