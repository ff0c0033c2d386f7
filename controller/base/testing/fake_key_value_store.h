// A KV store in memory for unit tests, as slow and as broken as the test says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/key_value_store.h"
#include "controller/base/scheduler.h"
#include "controller/base/wait.h"

namespace controller::testing {

class FakeKeyValueStore final : public KeyValueStore {
 public:
  explicit FakeKeyValueStore(Scheduler& scheduler) : scheduler_(scheduler) {}

  struct Item {
    std::string value;
    Instant expires = kNever;
  };
  std::map<std::string, Item> items;
  // Each operation takes effect at its end, this much later.
  Duration get_delay{1};
  Duration put_delay{1};
  Duration erase_delay{1};
  bool down = false;
  std::vector<std::string> calls;  // such as `get key`, in the order in which they began
  std::vector<std::string> values_put;

  [[nodiscard]] std::optional<std::string> at(const std::string& key) const {
    const auto found = items.find(key);
    if (found == items.end() || found->second.expires <= scheduler_.now()) return std::nullopt;
    return found->second.value;
  }

  Task<Result<std::optional<std::string>, KeyValueError>> get(const std::string& key,
                                                              CancelToken token) override {
    calls.push_back("get " + key);
    auto elapsed = co_await sleep(scheduler_, get_delay, token);
    if (!elapsed || down) co_return Failure{error(elapsed)};
    co_return at(key);
  }
  Task<Result<KeyValueDone, KeyValueError>> put(const std::string& key, const std::string& value,
                                                Duration ttl, CancelToken token) override {
    calls.push_back("put " + key);
    values_put.push_back(value);
    auto elapsed = co_await sleep(scheduler_, put_delay, token);
    if (!elapsed || down) co_return Failure{error(elapsed)};
    items[key] = Item{value, scheduler_.now() + ttl};
    co_return KeyValueDone{};
  }
  Task<Result<KeyValueDone, KeyValueError>> erase(const std::string& key,
                                                  CancelToken token) override {
    calls.push_back("erase " + key);
    auto elapsed = co_await sleep(scheduler_, erase_delay, token);
    if (!elapsed || down) co_return Failure{error(elapsed)};
    items.erase(key);
    co_return KeyValueDone{};
  }

 private:
  static KeyValueError error(bool elapsed) { return {elapsed ? "store is down" : "cancelled"}; }

  Scheduler& scheduler_;
};

}  // namespace controller::testing
