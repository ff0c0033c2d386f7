#include "controller/posix/sqlite_key_value.h"

#include <chrono>
#include <functional>
#include <utility>

namespace controller::posix {

Task<Result<std::optional<std::string>, KeyValueError>> SqliteKeyValue::get(const std::string& key,
                                                                            CancelToken token) {
  const std::int64_t now = now_ms();
  std::vector<Statement> statements;
  statements.push_back(
      {"SELECT value FROM kv WHERE key = ? AND put_at_ms <= ? AND expires_at_ms > ?",
       {key, now, now}});
  auto rows = co_await run(std::move(statements), token);
  if (!rows) co_return Failure{KeyValueError{rows.error()}};
  if (rows->empty()) co_return std::optional<std::string>();
  co_return std::optional(std::move(rows->at(0).at(0)));
}

Task<Result<KeyValueDone, KeyValueError>> SqliteKeyValue::put(const std::string& key,
                                                              const std::string& value,
                                                              Duration ttl, CancelToken token) {
  const std::int64_t now = now_ms();
  const std::int64_t expires =
      now + std::chrono::duration_cast<std::chrono::milliseconds>(ttl).count();
  std::vector<Statement> statements;
  statements.push_back({"DELETE FROM kv WHERE expires_at_ms <= ? OR put_at_ms > ?", {now, now}});
  statements.push_back(
      {"INSERT OR REPLACE INTO kv VALUES (?, ?, ?, ?)", {key, value, now, expires}});
  auto rows = co_await run(std::move(statements), token);
  if (!rows) co_return Failure{KeyValueError{rows.error()}};
  co_return KeyValueDone{};
}

Task<Result<KeyValueDone, KeyValueError>> SqliteKeyValue::erase(const std::string& key,
                                                                CancelToken token) {
  std::vector<Statement> statements;
  statements.push_back({"DELETE FROM kv WHERE key = ?", {key}});
  auto rows = co_await run(std::move(statements), token);
  if (!rows) co_return Failure{KeyValueError{rows.error()}};
  co_return KeyValueDone{};
}

// Up to the first that fails; the rows of the last.
Task<SqliteKeyValue::Rows> SqliteKeyValue::run(std::vector<Statement> statements,
                                               CancelToken token) {
  std::function<Rows()> job = [&database = database_, statements = std::move(statements)] {
    Rows rows = std::vector<SqliteRow>();
    for (const Statement& statement : statements) {
      rows = database.run(statement.text, statement.values);
      if (!rows) break;
    }
    return rows;
  };
  auto rows = co_await worker_.call(std::move(job), token);
  if (!rows) co_return Failure{std::string("given up")};
  co_return std::move(*rows);
}

std::int64_t SqliteKeyValue::now_ms() const { return clock_.now().time_since_epoch().count(); }

}  // namespace controller::posix
