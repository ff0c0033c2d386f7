// The routes and the registry behind them. What the operations do at Fly is in
// sim/cloud/instance_test.cc.
#include "controller/instance/instance_api.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "controller/base/testing/fake_key_value_store.h"
#include "controller/base/testing/fake_transport.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/fly/testing/scripted_api.h"
#include "controller/instance/identity.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;

// All states in memory; each access takes 10 ms.
class MemoryStores final : public InstanceStores {
 public:
  explicit MemoryStores(Scheduler& scheduler) : scheduler_(scheduler) {}

  std::map<std::string, InstanceState, std::less<>> rows;
  bool broken = false;

  std::unique_ptr<InstanceStore> open(std::string_view sandbox_id) override {
    return std::make_unique<Row>(*this, sandbox_id);
  }
  Task<Result<std::vector<std::string>, StoreError>> sandboxes() override {
    co_await sleep(scheduler_, 10ms);
    if (broken) co_return Failure{StoreError{"broken"}};
    std::vector<std::string> ids;
    for (const auto& [id, state] : rows) ids.push_back(id);
    co_return ids;
  }

 private:
  class Row final : public InstanceStore {
   public:
    Row(MemoryStores& stores, std::string_view id) : stores_(stores), id_(id) {}
    Task<Result<std::optional<InstanceState>, StoreError>> load() override {
      co_await sleep(stores_.scheduler_, 10ms);
      if (stores_.broken) co_return Failure{StoreError{"broken"}};
      const auto found = stores_.rows.find(id_);
      if (found == stores_.rows.end()) co_return std::optional<InstanceState>();
      co_return std::optional(found->second);
    }
    Task<Result<Stored, StoreError>> save(std::shared_ptr<const InstanceState> state) override {
      co_await sleep(stores_.scheduler_, 10ms);
      stores_.rows[id_] = *state;
      co_return Stored{};
    }
    Task<Result<Stored, StoreError>> erase() override {
      co_await sleep(stores_.scheduler_, 10ms);
      stores_.rows.erase(id_);
      co_return Stored{};
    }

   private:
    MemoryStores& stores_;
    std::string id_;
  };

  Scheduler& scheduler_;
};

class CalmRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }
};

class InstanceApiTest : public ::testing::Test {
 protected:
  InstanceApiTest() { transport.reply(200, "{}"); }

  static InstanceConfig config() {
    InstanceConfig config;
    config.app = "app";
    config.secret = "secret";
    config.image = "img";
    return config;
  }
  void store(const std::string& user, Status status, const std::string& machine) {
    InstanceState state;
    state.user_id = user;
    state.sandbox_id = sandbox_id_of(user).value();
    state.status = status;
    state.machine_id = machine;
    stores.rows[state.sandbox_id] = state;
  }
  // A life begins.
  void load() {
    instances.emplace(Instances::Seams{scheduler, wall, random, log, fly, transport, kv, stores},
                      config());
    api.emplace(scheduler, *instances, "key");
    callers.spawn(run_load());
    scheduler.advance(1s);
  }

  // `status body`; `pending` until it is there.
  using Answer = std::shared_ptr<std::string>;
  Answer ask(Scope& caller, std::string method, std::string target, std::string body = {},
             CancelToken token = CancelToken()) {
    auto answer = std::make_shared<std::string>("pending");
    caller.spawn(run(std::move(method), std::move(target), std::move(body), token, answer));
    return answer;
  }
  std::string get(std::string target) {
    const Answer answer = ask(callers, "GET", std::move(target));
    scheduler.advance(1s);
    return *answer;
  }
  std::string post(std::string target, std::string body) {
    const Answer answer = ask(callers, "POST", std::move(target), std::move(body));
    scheduler.advance(20min);
    return *answer;
  }

  controller::testing::TestScheduler scheduler;
  controller::testing::FakeWallClock wall;
  CalmRandom random;
  controller::testing::MemoryLog log;
  controller::testing::ScriptedApi fly{scheduler};
  controller::testing::FakeTransport transport{scheduler};
  controller::testing::FakeKeyValueStore kv{scheduler};
  MemoryStores stores{scheduler};
  std::optional<Instances> instances;
  std::optional<InstanceApi> api;
  std::vector<HttpHeader> headers{{"x-internal-api-key", "key"}};
  std::optional<bool> loaded;
  Scope callers{scheduler};

 private:
  Task<void> run_load() {
    auto result = co_await instances->load();
    loaded = result.ok();
  }
  Task<void> run(std::string method, std::string target, std::string body, CancelToken token,
                 Answer answer) {
    HttpRequest request{method, target, headers, body};
    auto given = co_await api->handle(request, token);
    const auto& response = std::get<HttpResponse>(given);
    *answer = std::to_string(response.status) + ' ' + *response.body;
  }
};

const std::string kAlice = R"({"userId":"alice"})";

TEST_F(InstanceApiTest, NobodyComesInWithoutTheKey) {
  headers.clear();
  store("alice", Status::running, "m1");
  load();
  const std::string forbidden = R"(403 {"error":"Forbidden"})";
  for (const char* route : {"start", "stop", "destroy"}) {
    const Answer answer = ask(callers, "POST", std::string("/api/platform/") + route, kAlice);
    scheduler.advance(1s);
    EXPECT_EQ(*answer, forbidden);
  }
  EXPECT_EQ(get("/api/platform/status?userId=alice"), forbidden);
  EXPECT_EQ(get("/api/platform/pairing?userId=alice"), forbidden);
  EXPECT_TRUE(fly.calls().empty());
}

TEST_F(InstanceApiTest, TellsTheStatusOfWhatIsStored) {
  store("alice", Status::running, "m1");
  store("bob", Status::stopped, "");
  load();
  EXPECT_EQ(loaded, true);
  EXPECT_EQ(get("/api/platform/status?userId=alice"),
            R"(200 {"status":"running","machineId":"m1","volumeId":null,"region":null,)"
            R"("pendingDeletions":0})");
  EXPECT_EQ(get("/api/platform/status?userId=bob").substr(0, 26), R"(200 {"status":"stopped","m)");
  EXPECT_EQ(get("/api/platform/status?userId=carol"), R"(404 {"error":"No instance"})");
  EXPECT_EQ(get("/api/platform/status"), R"(400 {"error":"Missing required field: userId"})");
  EXPECT_EQ(get("/api/platform/status?userId=%x"), R"(400 {"error":"Invalid userId"})");
  EXPECT_EQ(get("/api/platform/other"), R"(404 {"error":"Not found"})");
}

TEST_F(InstanceApiTest, RefusesBodiesWithoutAUser) {
  load();
  for (const char* route : {"start", "stop", "destroy"}) {
    const std::string target = std::string("/api/platform/") + route;
    EXPECT_EQ(post(target, "no JSON").substr(0, 3), "400") << route;
    EXPECT_EQ(post(target, "{}"), R"(400 {"error":"Missing required field: userId"})");
  }
  const std::string long_id = R"({"userId":")" + std::string(48, 'x') + R"("})";
  EXPECT_EQ(post("/api/platform/start", long_id), R"(400 {"error":"Invalid userId"})");
  EXPECT_EQ(post("/api/platform/stop", kAlice), R"(404 {"error":"No instance"})");
  EXPECT_TRUE(stores.rows.empty());
}

TEST_F(InstanceApiTest, AStartMakesAnInstanceAndSaysWhatWentWrong) {
  load();
  const std::string answer = post("/api/platform/start", kAlice);
  EXPECT_EQ(answer.substr(0, 13), R"(503 {"error":)") << answer;
  EXPECT_FALSE(fly.calls().empty());
  EXPECT_EQ(stores.rows.count("YWxpY2U"), 1U);
  EXPECT_EQ(get("/api/platform/status?userId=alice").substr(0, 3), "200");
}

TEST_F(InstanceApiTest, TheLogSaysWhoseInstanceItIs) {
  store("alice", Status::running, "");
  store("bob", Status::running, "");
  load();
  post("/api/platform/start", kAlice);
  post("/api/platform/start", R"({"userId":"bob"})");
  for (const std::string begin :
       {"instance.start_failed user=alice error=", "instance.start_failed user=bob error="}) {
    const auto found = std::ranges::find_if(
        log.lines, [&](const std::string& line) { return line.starts_with(begin); });
    EXPECT_NE(found, log.lines.end()) << begin;
  }
}

TEST_F(InstanceApiTest, WhatHasBegunGoesOnWhenItsClientLeaves) {
  load();
  CancelSource left;
  const Answer answer = ask(callers, "POST", "/api/platform/start", kAlice, left.token());
  scheduler.advance(25ms);  // it is under way
  const std::size_t calls = fly.calls().size();
  left.cancel();
  scheduler.advance(1ms);
  EXPECT_NE(*answer, "pending");
  scheduler.advance(20min);
  EXPECT_GT(fly.calls().size(), calls);
}

TEST_F(InstanceApiTest, TheEndAnswersThoseWhoWait) {
  load();
  const Answer answer = ask(callers, "POST", "/api/platform/start", kAlice);
  scheduler.advance(25ms);  // it is under way
  EXPECT_EQ(*answer, "pending");
  api->end();
  scheduler.advance(1ms);
  EXPECT_EQ(*answer, R"(503 {"error":"Shutting down"})");
  EXPECT_EQ(get("/api/platform/status?userId=alice"), R"(503 {"error":"Shutting down"})");
}

TEST_F(InstanceApiTest, ChecksWhatIsStoredPeriodically) {
  store("alice", Status::running, "m1");
  store("bob", Status::running, "m2");
  load();
  EXPECT_TRUE(fly.calls().empty());
  scheduler.advance(6min);
  EXPECT_GE(fly.calls().size(), 2U);
}

TEST_F(InstanceApiTest, AStoreThatCannotBeReadIsSaidAndTriedAgain) {
  store("alice", Status::stopped, "");
  load();
  stores.broken = true;
  EXPECT_EQ(post("/api/platform/start", R"({"userId":"bob"})"),
            R"(503 {"error":"the instance's state has not been read yet"})");
  EXPECT_EQ(log.count("instance.not_loaded"), 1U);
  stores.broken = false;
  scheduler.advance(31min);
  EXPECT_EQ(get("/api/platform/status?userId=bob").substr(0, 3), "200");
  EXPECT_EQ(post("/api/platform/start", R"({"userId":"bob"})").find("not been read"),
            std::string::npos);
}

TEST_F(InstanceApiTest, SandboxIdsLeadBackToUsers) {
  for (const char* user : {"a", "ab", "abc", "alice", "ü/..\n", "00000000000000000000000000000000"})
    EXPECT_EQ(user_id_of(sandbox_id_of(user).value()), user);
  for (const char* none : {"", "A", "YQ=", "YR", "Y Q", "AA"})
    EXPECT_EQ(user_id_of(none), std::nullopt);
}

}  // namespace
}  // namespace controller::instance
