#include "controller/posix/sqlite_store.h"

#include <functional>
#include <optional>
#include <utility>

#include "controller/instance/state_json.h"

namespace controller::posix {
namespace {

using instance::InstanceState;
using instance::Stored;
using instance::StoreError;
using Rows = Result<std::vector<SqliteRow>, std::string>;

class SqliteInstanceStore final : public instance::InstanceStore {
 public:
  SqliteInstanceStore(Worker& worker, SqliteDatabase& database, std::string_view sandbox_id)
      : worker_(worker), database_(database), sandbox_id_(sandbox_id) {}

  Task<Result<std::optional<InstanceState>, StoreError>> load() override {
    auto rows = co_await run("SELECT state FROM instances WHERE sandbox_id = ?", std::nullopt);
    if (!rows) co_return Failure{StoreError{rows.error()}};
    if (rows->empty()) co_return std::optional<InstanceState>();
    auto state = instance::state_from_json(rows->at(0).at(0));
    if (!state) co_return Failure{StoreError{"the stored state is wrong: " + state.error()}};
    if (state->sandbox_id != sandbox_id_)
      co_return Failure{StoreError{"the stored state is that of another sandbox"}};
    co_return std::optional(std::move(*state));
  }

  Task<Result<Stored, StoreError>> save(std::shared_ptr<const InstanceState> state) override {
    std::optional<std::string> text = instance::state_to_json(*state);
    co_return co_await change("INSERT OR REPLACE INTO instances VALUES (?, ?)", std::move(text));
  }

  Task<Result<Stored, StoreError>> erase() override {
    co_return co_await change("DELETE FROM instances WHERE sandbox_id = ?", std::nullopt);
  }

 private:
  Task<Result<Stored, StoreError>> change(std::string_view statement,
                                          std::optional<std::string> text) {
    auto done = co_await run(statement, std::move(text));
    if (!done) co_return Failure{StoreError{done.error()}};
    co_return Stored{};
  }

  // `statement` is a literal; its first parameter is the sandbox id, a second one `text`.
  Task<Rows> run(std::string_view statement, std::optional<std::string> text) {
    std::vector<SqliteValue> values = {sandbox_id_};
    if (text) values.emplace_back(std::move(*text));
    std::function<Rows()> job = [&database = database_, statement, values = std::move(values)] {
      return database.run(statement, values);
    };
    auto rows = co_await worker_.call(std::move(job));
    co_return std::move(*rows);
  }

  Worker& worker_;
  SqliteDatabase& database_;
  std::string sandbox_id_;
};

}  // namespace

std::unique_ptr<instance::InstanceStore> SqliteStore::open(std::string_view sandbox_id) {
  return std::make_unique<SqliteInstanceStore>(worker_, database_, sandbox_id);
}

Task<Result<std::vector<std::string>, StoreError>> SqliteStore::sandboxes() {
  std::function<Rows()> job = [&database = database_] {
    return database.run("SELECT sandbox_id FROM instances ORDER BY sandbox_id");
  };
  auto rows = co_await worker_.call(std::move(job));
  if (!*rows) co_return Failure{StoreError{rows->error()}};
  std::vector<std::string> ids;
  for (SqliteRow& row : **rows) ids.push_back(std::move(row.at(0)));
  co_return ids;
}

}  // namespace controller::posix
