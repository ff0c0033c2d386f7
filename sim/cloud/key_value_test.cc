#include "sim/cloud/key_value.h"

#include <gtest/gtest.h>

#include "controller/base/deadline.h"
#include "controller/base/scope.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::EventLog;
using controller::Task;
using namespace std::chrono_literals;

// One caller, whose calls are given up after 30 s, or after `patience`.
class KeyValueBed {
 public:
  explicit KeyValueBed(std::vector<CloudFaultRule> rules_in = {}) : rules(std::move(rules_in)) {
    recorder.add_sink(log);
  }
  ~KeyValueBed() { recorder.clear_sinks(); }

  std::string get() { return finish(run_get()); }
  std::string put(std::string value) { return finish(run_put(std::move(value))); }
  std::string erase() { return finish(run_erase()); }
  void pass(Duration span) {
    controller::Scope scope(caller);
    scope.spawn(nap(span));
    time.run_until(time.now() + span);
  }
  KeyValueCalled last() const { return log.all<KeyValueCalled>().back(); }

  std::vector<CloudFaultRule> rules;
  VirtualScheduler time;
  Process world{time, 0, "world"};
  WallClock wall{time, WallTime{}};
  SeededChoices choices{1};
  Recorder recorder{time, wall};
  CloudFaultBook faults{rules};
  KeyValueWorld kv{{world, choices, recorder, faults}};
  Process caller{time, 1, "instance"};
  KeyValueFront front{kv, caller, "box"};
  EventLog log;
  Duration patience = 30s;
  const std::string key = "pairing:app:m1";

 private:
  Task<void> nap(Duration span) { (void)co_await controller::sleep(caller, span); }
  std::string finish(Task<void> task) {
    said_ = "waits";
    controller::Scope scope(caller);
    scope.spawn(std::move(task));
    time.run_until(time.now() + 1min);
    return said_;
  }
  Task<void> run_get() {
    controller::Deadline deadline(caller, patience);
    auto found = co_await front.get(key, deadline.token());
    said_ = !found ? found.error().text : found->value_or("nothing");
  }
  Task<void> run_put(std::string value) {
    controller::Deadline deadline(caller, patience);
    auto done = co_await front.put(key, value, 120s, deadline.token());
    said_ = done ? "done" : done.error().text;
  }
  Task<void> run_erase() {
    controller::Deadline deadline(caller, patience);
    auto done = co_await front.erase(key, deadline.token());
    said_ = done ? "done" : done.error().text;
  }

  std::string said_;
};

CloudFaultRule befalls(CloudOperation operation, CloudAction action) {
  CloudFaultRule rule;
  rule.name = "rule";
  rule.match.operation = operation;
  rule.action = std::move(action);
  return rule;
}

TEST(KeyValue, HoldsWhatWasPutUntilItsTimeIsUpOrItIsErased) {
  KeyValueBed bed;
  EXPECT_EQ(bed.get(), "nothing");
  EXPECT_EQ(bed.put("list"), "done");
  EXPECT_EQ(bed.last().ttl_ms, 120'000);
  EXPECT_EQ(bed.last().value, "list");
  EXPECT_EQ(bed.get(), "list");
  EXPECT_TRUE(bed.last().found);
  bed.pass(119s);
  EXPECT_EQ(bed.get(), "list");
  bed.pass(1s);
  EXPECT_EQ(bed.get(), "nothing");
  EXPECT_EQ(bed.put("list"), "done");
  EXPECT_EQ(bed.erase(), "done");
  EXPECT_EQ(bed.get(), "nothing");
  EXPECT_FALSE(bed.last().found);
}

TEST(KeyValue, IsDownSlowOrPoisoned) {
  KeyValueBed bed;
  EXPECT_EQ(bed.put("list"), "done");
  bed.kv.set_mode(KeyValueMode::down);
  EXPECT_EQ(bed.get(), "down");
  EXPECT_EQ(bed.last().error, "down");
  EXPECT_EQ(bed.erase(), "down");
  bed.kv.set_mode(KeyValueMode::slow);
  bed.patience = 2s;
  EXPECT_EQ(bed.get(), "given up");
  EXPECT_EQ(bed.last().took_us, 2'000'000);
  bed.patience = 30s;
  EXPECT_EQ(bed.put("newer"), "done");
  EXPECT_GE(bed.last().took_us, 5'000'000);
  bed.kv.set_mode(KeyValueMode::up);
  bed.kv.poison("garbage");
  EXPECT_EQ(bed.get(), "garbage");
}

TEST(KeyValue, AWriteMayBeDoneThoughNobodyIsTold) {
  for (const bool carried_out : {true, false}) {
    KeyValueBed bed({befalls(CloudOperation::kv_put, cloud_fault::Reset{carried_out})});
    EXPECT_EQ(bed.put("list"), "connection reset");
    EXPECT_EQ(bed.get(), carried_out ? "list" : "nothing");
    KeyValueBed hanging({befalls(CloudOperation::kv_put, cloud_fault::Hang{carried_out})});
    EXPECT_EQ(hanging.put("list"), "given up");
    EXPECT_EQ(hanging.last().took_us, 30'000'000);
    EXPECT_EQ(hanging.get(), carried_out ? "list" : "nothing");
  }
}

TEST(KeyValue, AWriteMayBeDoneLongAfterItsCallerHasHeardOfAFailure) {
  KeyValueBed bed({befalls(CloudOperation::kv_put, cloud_fault::Late{5min})});
  EXPECT_EQ(bed.put("list"), "connection reset");
  EXPECT_EQ(bed.erase(), "done");
  EXPECT_EQ(bed.get(), "nothing");
  bed.pass(5min);
  EXPECT_EQ(bed.get(), "list");
}

TEST(KeyValue, ADeletionMayBeDoneLongAfterItsCallerHasHeardOfAFailure) {
  KeyValueBed bed({befalls(CloudOperation::kv_erase, cloud_fault::Late{90s})});
  EXPECT_EQ(bed.put("list"), "done");
  EXPECT_EQ(bed.erase(), "connection reset");
  EXPECT_EQ(bed.get(), "list");
  bed.pass(5min);
  EXPECT_EQ(bed.get(), "nothing");
}

TEST(KeyValue, FaultsBefallTheCallsTheyAreAbout) {
  KeyValueBed bed({befalls(CloudOperation::kv_get, cloud_fault::Malformed{}),
                   befalls(CloudOperation::kv_erase, cloud_fault::Unreachable{}),
                   befalls(CloudOperation::kv_any, cloud_fault::Delay{3s})});
  EXPECT_EQ(bed.put("list"), "done");
  EXPECT_GE(bed.last().took_us, 3'000'000);
  EXPECT_EQ(bed.get(), "\xff{garbage");
  EXPECT_EQ(bed.erase(), "unreachable");
  EXPECT_EQ(bed.log.all<FaultInjected>().size(), 5U);
}

}  // namespace
}  // namespace sim
