#include "scenarios/observe/cloud_observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scenarios {
namespace {

using controller::fly::MachineState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

// A run of alice's instance "sb", written by hand.
class ObserverBed {
 public:
  explicit ObserverBed(std::vector<ExpectedSight> sights) {
    for (ExpectedSight& sight : sights) scenario.expect.push_back({std::move(sight)});
  }

  template <class Body>
  ObserverBed& tell(Duration at, Body body) {
    sim::Event event;
    event.id = ++last_;
    event.at = Instant(at);
    event.body = std::move(body);
    events_.push_back(std::move(event));
    return *this;
  }
  ObserverBed& lives(Duration at = 0s) {
    tell(at, sim::InstanceStarted{"sb", "alice"});
    return stores(at, "running");
  }
  ObserverBed& stores(Duration at, const std::string& status, const std::string& volume = "v1") {
    sim::InstanceStored stored;
    stored.instance = "sb";
    stored.status = status;
    stored.machine = "m1";
    stored.volume = volume;
    return tell(at, std::move(stored));
  }
  ObserverBed& machine(Duration at, const std::string& id, const std::string& state,
                       const std::string& volume = "v1") {
    sim::FlyMachineChanged changed;
    changed.id = id;
    changed.name = "sb";
    changed.state = state;
    changed.region = "dfw";
    changed.volume = volume;
    changed.sandbox = "sb";
    changed.why = "api";
    return tell(at, std::move(changed));
  }
  ObserverBed& volume(Duration at, const std::string& id, std::int64_t data,
                      const std::string& state = "attached") {
    sim::FlyVolumeChanged changed;
    changed.id = id;
    changed.name = "kiloclaw_sb";
    changed.state = state;
    changed.region = "dfw";
    changed.data_of = "sb";
    changed.data = data;
    changed.why = "api";
    return tell(at, std::move(changed));
  }
  ObserverBed& updates(Duration at, const std::string& machine, const std::string& size,
                       std::int64_t status = 200) {
    sim::FlyCalled called;
    called.call = ++calls_;
    called.instance = "sb";
    called.operation = "update_machine";
    called.machine = machine;
    called.detail = size;
    tell(at, called);
    sim::FlyAnswered answered;
    answered.call = calls_;
    answered.instance = "sb";
    answered.operation = "update_machine";
    answered.status = status;
    answered.machine = machine;
    return tell(at, std::move(answered));
  }

  // What is not met at the end.
  std::vector<std::string> unmet(Duration end = 1min) {
    const auto hub = std::make_shared<seen::CloudHub>(Terms());
    CloudObserver observer(scenario, hub);
    for (const sim::Event& event : events_) hub->on_event(event);
    hub->finish(Instant(end));
    metrics = observer.metrics();
    situations = observer.situations();
    std::vector<std::string> texts;
    for (const UnmetExpectation& entry : observer.unmet())
      texts.push_back(std::to_string(entry.index) + ": " + entry.text);
    return texts;
  }

  Scenario scenario;
  std::map<std::string, std::int64_t> metrics;
  std::map<std::string, std::uint64_t> situations;

 private:
  std::uint64_t last_ = 0;
  std::int64_t calls_ = 0;
  std::vector<sim::Event> events_;
};

expect::Machines machines(std::uint64_t count, Duration at) {
  expect::Machines entry;
  entry.machines = "alice";
  entry.count = count;
  entry.at = Instant(at);
  return entry;
}

TEST(CloudObserverTest, CountsMachinesAtTheMomentThatIsSaid) {
  expect::Machines started = machines(1, 10s);
  started.state = MachineState::started;
  ObserverBed bed({machines(1, 10s), machines(2, 20s), machines(1, 30s), started});
  bed.lives().machine(1s, "m1", "started").machine(20s, "m2", "stopped");
  bed.machine(25s, "m2", "destroyed");
  EXPECT_THAT(bed.unmet(), IsEmpty());
  ObserverBed wrong({machines(2, 19s), started});
  wrong.lives().machine(1s, "m1", "stopped").machine(20s, "m2", "stopped");
  EXPECT_THAT(wrong.unmet(),
              ElementsAre("0: expected alice to have 2 machines at 19.000 s, but it had 1",
                          "1: expected alice to have 1 started machine at 10.000 s, but it had 0"));
}

TEST(CloudObserverTest, AMachineHasTheMemoryThatItWasLastGiven) {
  expect::Machines large = machines(1, 10s);
  large.memory_mb = 8192;
  ObserverBed bed({large});
  bed.lives().machine(1s, "m1", "started").updates(2s, "m1", "shared 2 3072");
  bed.updates(3s, "m1", "shared 8 8192").updates(4s, "m1", "shared 2 3072", 409);
  EXPECT_THAT(bed.unmet(), IsEmpty());
  bed.updates(5s, "m1", "shared 2 3072");
  EXPECT_THAT(bed.unmet(),
              ElementsAre("0: expected alice to have 1 8192 MB machine at 10.000 s, but it had 0"));
}

TEST(CloudObserverTest, CountsVolumesAndKnowsTheNewestData) {
  expect::Volumes two{"alice", 2, Instant(10s)};
  expect::DataKept kept{"alice", Instant(10s)};
  ObserverBed bed({two, kept});
  bed.lives().volume(1s, "v1", 5).volume(2s, "v2", 3, "created").machine(3s, "m1", "started");
  EXPECT_THAT(bed.unmet(), IsEmpty());
  ObserverBed lost({two, kept});
  lost.lives().volume(1s, "v1", 5).volume(2s, "v2", 7, "created").stores(2s, "running", "v2");
  lost.stores(2s, "running").machine(3s, "m1", "started");
  lost.volume(4s, "v1", 5, "destroyed");
  EXPECT_EQ(lost.unmet().size(), 2U);
}

// As many writes as on the other volume that the instance has held, and not the same.
TEST(CloudObserverTest, KnowsWritesApart) {
  for (const bool held : {false, true}) {
    ObserverBed bed({expect::DataKept{"alice", Instant(10s)}});
    bed.lives().volume(1s, "v1", 5).volume(1s, "v2", 5);
    if (held) bed.stores(2s, "running", "v2").stores(2s, "running");
    bed.machine(3s, "m1", "started");
    const std::vector<std::string> lost = {
        "0: expected the machine of alice to run on the newest user data at 10.000 s, but it runs "
        "on v1, which lacks 5 of 10 writes"};
    EXPECT_EQ(bed.unmet(), held ? lost : std::vector<std::string>{});
  }
}

TEST(CloudObserverTest, KnowsTheStateOfAnInstanceAndAMomentThatNeverCame) {
  expect::InstanceIs runs;
  runs.instance_state = "alice";
  runs.is = InstanceState::running;
  runs.at = Instant(10s);
  ObserverBed bed({runs});
  EXPECT_THAT(bed.lives().unmet(), IsEmpty());
  bed.stores(5s, "stopped");
  EXPECT_THAT(bed.unmet(),
              ElementsAre("0: expected the instance of alice to be running at 10.000 s, but it was "
                          "stopped"));
  EXPECT_THAT(ObserverBed({machines(0, 2min)}).lives().unmet(),
              ElementsAre("0: expected something at 120.000 s, but the run ended at 60.000 s"));
}

TEST(CloudObserverTest, TellsAllMetricsAndSituations) {
  ObserverBed bed({});
  bed.lives().machine(1s, "m1", "started").updates(2s, "m1", "shared 2 3072");
  EXPECT_THAT(bed.unmet(), IsEmpty());
  EXPECT_EQ(bed.metrics.at("fly_calls"), 1);
  EXPECT_EQ(bed.metrics.at("fly_calls.update_machine"), 1);
  EXPECT_EQ(bed.metrics.at("fly_calls.create_machine"), 0);
  EXPECT_EQ(bed.metrics.at("live_machines_max"), 1);
  EXPECT_EQ(bed.situations.at("name_taken"), 0U);
}

}  // namespace
}  // namespace scenarios
