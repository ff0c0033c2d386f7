// The reader of a whole world: what it tells, and when.
#include "sim/world/list_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <list>

#include "sim/host/testing/bare_host.h"
#include "sim/world/world.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr WallTime kWorldStart(std::chrono::milliseconds(1'795'327'200'000));
constexpr const char* kListedPhone = "5a5e0000-0000-4000-8000-000000000001";

// A world with a device that asked `age` before it began; devices may wait 5 min. Nothing else
// happens but refreshes.
class ListReaderTest : public ::testing::Test {
 protected:
  struct Alarm : Timer {
    explicit Alarm(std::function<void()> function_in)
        : Timer([](Work& work) { static_cast<Alarm&>(work).function(); }),
          function(std::move(function_in)) {}
    std::function<void()> function;
  };
  struct Told {
    Instant at;
    ListRead list;
  };

  static WorldConfig config() {
    WorldConfig config;
    config.wall_start = kWorldStart;
    config.host = host_test::plain_host();
    config.machine = host_test::telegram_machine();
    config.controller.supervisor.gateway.argv = host_test::kGateway;
    return config;
  }
  void begin(Duration age) {
    world.add_sink(tape);
    world.seed_device("phone", kListedPhone, age);
    world.start_controller();
  }
  void at_time(Duration when, std::function<void()> what) {
    world.self().arm(alarms.emplace_back(std::move(what)), at(when));
  }
  void run(Duration until) { world.time().run_until(at(until)); }

  [[nodiscard]] std::vector<Told> told(Kind list) const {
    std::vector<Told> told;
    for (const auto& [event, read] : tape.all<ListRead>())
      if (read.list == list) told.push_back({event.at, read});
    return told;
  }
  [[nodiscard]] std::vector<Instant> moments(Kind list) const {
    std::vector<Instant> moments;
    for (const Told& told : told(list)) moments.push_back(told.at);
    return moments;
  }
  // What a reader sees from `when` on, as last told; nothing before the first time.
  [[nodiscard]] std::vector<std::string> devices_at(Duration when) const {
    std::vector<std::string> keys;
    for (const Told& told : told(Kind::devices))
      if (told.at <= at(when)) keys = told.list.keys;
    return keys;
  }

  host_test::Calm calm;
  World world{config(), calm};
  host_test::Tape tape;
  std::list<Alarm> alarms;
};

bool same(const ListRead& a, const ListRead& b) {
  return a.keys == b.keys && a.details == b.details && a.last_updated_ms == b.last_updated_ms;
}

// Some hundred things happen; each list changes when it is refreshed.
TEST_F(ListReaderTest, TellsChangesOnly) {
  begin(0s);
  run(4min);
  for (const Kind list : {Kind::channels, Kind::devices}) {
    const auto all = told(list);
    EXPECT_GE(all.size(), 4U);
    for (std::size_t i = 1; i < all.size(); ++i)
      EXPECT_FALSE(same(all[i - 1].list, all[i].list))
          << "at " << all[i].at.time_since_epoch().count();
  }
  EXPECT_GT(world.recorder().count(), 100U);
}

TEST_F(ListReaderTest, TellsWhatIsAskedForChangedOrNot) {
  begin(0s);
  run(30s);
  const auto before = told(Kind::channels).size();
  const auto others = told(Kind::devices).size();
  world.list(Kind::channels);
  world.list(Kind::channels);
  EXPECT_EQ(told(Kind::channels).size(), before + 2);
  EXPECT_EQ(told(Kind::devices).size(), others);
}

// Asked 4 min before the start: its last valid millisecond is at 1 min sharp. Both lists are told
// then and in the millisecond after it, though nothing happens.
TEST_F(ListReaderTest, LooksAtTheLastMillisecondOfAnEntryAndTheOneAfterIt) {
  begin(4min);
  run(59s);
  ASSERT_THAT(devices_at(59s), ElementsAre(kListedPhone));
  run(2min);
  for (const Kind list : {Kind::channels, Kind::devices}) {
    EXPECT_THAT(moments(list), Contains(at(1min)));
    EXPECT_THAT(moments(list), Contains(at(1min + 1ms)));
  }
  EXPECT_THAT(devices_at(1min), ElementsAre(kListedPhone));
  EXPECT_THAT(devices_at(1min + 1ms), IsEmpty());
}

TEST_F(ListReaderTest, LooksAgainWhenTheClockJumps) {
  begin(1min);
  at_time(30s, [&] { world.jump_wall_clock(3min); });
  run(10min);
  for (const Kind list : {Kind::channels, Kind::devices})
    EXPECT_THAT(moments(list), Contains(at(30s))) << "changed or not";
  // 4 min were left, and 3 of them are gone.
  EXPECT_THAT(moments(Kind::devices), Contains(at(1min)));
  EXPECT_THAT(devices_at(1min), ElementsAre(kListedPhone));
  EXPECT_THAT(devices_at(1min + 1ms), IsEmpty());
  EXPECT_THAT(moments(Kind::devices), Not(Contains(at(4min)))) << "the edge has moved";
}

TEST_F(ListReaderTest, AJumpBeyondTheEdgeShowsAtOnce) {
  begin(1min);
  at_time(30s, [&] { world.jump_wall_clock(1h); });
  run(29s);
  EXPECT_THAT(devices_at(29s), ElementsAre(kListedPhone));
  run(31s);
  EXPECT_THAT(devices_at(30s), IsEmpty());
}

TEST_F(ListReaderTest, WithoutAControllerThereIsNothingToTell) {
  begin(4min);
  at_time(30s, [&] { world.kill_controller(); });
  run(59s);
  world.list(Kind::devices);
  world.jump_wall_clock(1h);
  run(10min);
  for (const Kind list : {Kind::channels, Kind::devices}) EXPECT_LT(moments(list).back(), at(30s));
}

}  // namespace
}  // namespace sim
