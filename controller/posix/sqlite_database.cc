#include "controller/posix/sqlite_database.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <filesystem>

namespace controller::posix {
namespace {

// In the file's header: whose it is, and the version of its tables.
constexpr std::string_view kApplication = "1885432946";  // "pair"
constexpr std::string_view kVersion = "2";
// Its key-value store did not tell when a value was put.
constexpr std::string_view kOldVersion = "1";

constexpr int kBusyMs = 2000;  // for a predecessor that is just ending

using Rows = Result<std::vector<SqliteRow>, std::string>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

void bind(sqlite3_stmt* statement, int place, const SqliteValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(statement, place, *number);
    return;
  }
  const std::string& text = std::get<std::string>(value);
  // Copied by nobody: the values outlive the statement.
  sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

SqliteRow row_of(sqlite3_stmt* statement) {
  SqliteRow row;
  for (int column = 0; column < sqlite3_column_count(statement); ++column) {
    const void* bytes = sqlite3_column_blob(statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    row.emplace_back(static_cast<const char*>(bytes), bytes == nullptr ? 0 : size);
  }
  return row;
}

std::string damaged(const std::string& path, const std::string& why) {
  return path + " is damaged (" + why + "), and was left as it is. Move it away together with " +
         path +
         "-wal, then put a "
         "backup in its place, or start without: each start of an instance then looks for its "
         "machine at Fly again, but deletions that were pending are forgotten.";
}

// The steps that make the key-value store, and note the version.
std::vector<std::string> key_values() {
  return {
      "CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL, put_at_ms INTEGER NOT NULL, "
      "expires_at_ms INTEGER NOT NULL) STRICT",
      "CREATE INDEX kv_expires ON kv (expires_at_ms)",
      "PRAGMA user_version=" + std::string(kVersion)};
}

// What it holds is only ever kept for minutes.
std::vector<std::string> new_key_values() {
  std::vector<std::string> steps = key_values();
  steps.insert(steps.begin(), "DROP TABLE kv");
  return steps;
}

std::string explained(const std::string& path, sqlite3* handle) {
  const int code = sqlite3_errcode(handle) & 0xff;
  const std::string why = sqlite3_errstr(code);
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damaged(path, why);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return path + " is in use by another process: end that one, or name another file.";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: {
      const int error = sqlite3_system_errno(handle);
      return path + " cannot be opened for writing (" + (error != 0 ? std::strerror(error) : why) +
             "): its directory must exist, and both must be writable for this user.";
    }
    default:
      return path + " cannot be used: " + why + ".";
  }
}

}  // namespace

Result<std::unique_ptr<SqliteDatabase>, std::string> SqliteDatabase::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  // To SQLite some relative names are no files, such as `:memory:`.
  const std::string file = std::filesystem::absolute(path);
  const int opened = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(handle));
  if (opened != SQLITE_OK) return Failure{explained(path, handle)};
  sqlite3_busy_timeout(handle, kBusyMs);
  if (auto error = database->prepare(path)) return Failure{std::move(*error)};
  return database;
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close(handle_); }

std::optional<std::string> SqliteDatabase::prepare(const std::string& path) {
  // Alone from the first access on: then the WAL needs no shared memory either.
  constexpr std::array<std::string_view, 4> kSettings = {
      "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA synchronous=FULL", "PRAGMA journal_mode=WAL",
      "BEGIN IMMEDIATE"};
  for (const std::string_view setting : kSettings) {
    if (!run(setting)) return explained(path, handle_);
  }
  if (!run("COMMIT")) return explained(path, handle_);
  const Rows check = run("PRAGMA quick_check(1)");
  if (!check) return explained(path, handle_);
  const std::string& verdict = check->at(0).at(0);
  if (verdict != "ok") return damaged(path, verdict);
  return make_tables(path);
}

std::optional<std::string> SqliteDatabase::make_tables(const std::string& path) {
  const Rows application = run("PRAGMA application_id");
  const Rows version = run("PRAGMA user_version");
  const Rows tables = run("SELECT count(*) FROM sqlite_master");
  if (!application || !version || !tables) return explained(path, handle_);
  const bool fresh = tables->at(0).at(0) == "0" && version->at(0).at(0) == "0";
  if (!fresh && application->at(0).at(0) != kApplication)
    return path + " is an SQLite file of another program: name another one.";
  if (!fresh && version->at(0).at(0) == kOldVersion) return carry_out(path, new_key_values());
  if (!fresh && version->at(0).at(0) != kVersion)
    return path + " was written by another version of this program (tables of version " +
           version->at(0).at(0) + "): run that one, or name another file.";
  if (!fresh) return std::nullopt;
  std::vector<std::string> steps = {
      "CREATE TABLE instances (sandbox_id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT",
      "PRAGMA application_id=" + std::string(kApplication)};
  for (std::string& step : key_values()) steps.push_back(std::move(step));
  return carry_out(path, steps);
}

// All or nothing: a file without tables is made anew by the next start.
std::optional<std::string> SqliteDatabase::carry_out(const std::string& path,
                                                     std::vector<std::string> steps) {
  steps.insert(steps.begin(), "BEGIN IMMEDIATE");
  steps.emplace_back("COMMIT");
  for (const std::string& step : steps) {
    if (!run(step)) return explained(path, handle_);
  }
  return std::nullopt;
}

Rows SqliteDatabase::run(std::string_view statement, std::span<const SqliteValue> values) {
  const auto failure = [this] {
    return Failure{std::string(sqlite3_errstr(sqlite3_errcode(handle_) & 0xff))};
  };
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(handle_, statement.data(), static_cast<int>(statement.size()), &prepared,
                         nullptr) != SQLITE_OK)
    return failure();
  const Statement owned(prepared);
  for (std::size_t i = 0; i < values.size(); ++i)
    bind(prepared, static_cast<int>(i) + 1, values[i]);
  std::vector<SqliteRow> rows;
  int step = sqlite3_step(prepared);
  for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) rows.push_back(row_of(prepared));
  if (step != SQLITE_DONE) return failure();
  return rows;
}

}  // namespace controller::posix
