// The store of an instance that cannot be had for a while, and clients that hang up.
#include "sim/cloud/instance_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/base/scope.h"
#include "sim/choice/seeded_choices.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::CloudBed;
using cloud_test::small_cloud;
using controller::Task;
using controller::instance::InstanceState;
using controller::instance::Status;
using testing::ElementsAre;
using namespace std::chrono_literals;

std::vector<std::string> failed(const CloudBed& bed) {
  std::vector<std::string> operations;
  for (const auto& event : bed.log.all<InstanceStoreFailed>())
    operations.push_back(event.operation);
  return operations;
}

TEST(InstanceFiles, WhatCannotBeWrittenIsNotStoredAndSurvivesNoCrash) {
  CloudBed bed;
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  const auto before = bed.world.disk(bed.user);
  bed.world.set_store_mode(bed.user, DiskMode::unwritable);
  EXPECT_EQ(bed.ask(InstanceOperation::start).message, "the state cannot be written: unwritable");
  EXPECT_EQ(bed.world.disk(bed.user), before);
  EXPECT_EQ(bed.calls("create_volume"), 0U);
  bed.world.crash_instance(bed.user);
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::status).message, "provisioned") << "it can be read";
  EXPECT_THAT(failed(bed), testing::Each("save"));
  bed.world.set_store_mode(bed.user, DiskMode::up);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.world.disk(bed.user)->status, Status::running);
}

TEST(InstanceFiles, WhatCannotBeReadIsReadLater) {
  CloudBed bed;
  bed.world.set_store_mode(bed.user, DiskMode::down);
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 503);
  EXPECT_THAT(failed(bed), ElementsAre("load"));
  bed.world.calm();
  EXPECT_EQ(bed.ask(InstanceOperation::reconcile).status, 200);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
}

TEST(InstanceFiles, WhatCannotBeErasedIsErasedLater) {
  CloudBed bed;
  bed.world.start_instance(bed.user);
  bed.world.ask(bed.user, InstanceOperation::destroy);
  while (bed.stored().status != "destroying") bed.run_for(1ms);
  bed.world.set_store_mode(bed.user, DiskMode::down);
  bed.run_for(10s);
  EXPECT_TRUE(bed.world.disk(bed.user));
  bed.world.set_store_mode(bed.user, DiskMode::up);
  bed.run_for(2min);
  EXPECT_FALSE(bed.world.disk(bed.user));
}

// ---- those who hang up

TEST(InstanceClient, HangsUpAndTheApprovalGoesOn) {
  for (const bool in_time : {true, false}) {
    CloudConfig config = small_cloud();
    config.guest.kind = GuestKind::old_open;
    CloudBed bed(config);
    bed.world.start_instance(bed.user);
    EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
    const auto call =
        bed.world.approve_channel(bed.user, "telegram", "ABCD2345", in_time ? 10min : 500ms);
    bed.run_for(1s);
    const auto answers = bed.log.all<InstanceAnswered>();
    EXPECT_EQ(answers.back().call == *call && answers.back().message == "gave up", !in_time);
    bed.run_for(20min);
    EXPECT_EQ(bed.calls("exec"), 1U);
    EXPECT_EQ(bed.answer_of(*call).status, in_time ? 500 : 0);
    std::size_t told = 0;
    for (const auto& answer : bed.log.all<InstanceAnswered>())
      told += answer.call == *call ? 1U : 0U;
    EXPECT_EQ(told, 1U) << "once";
  }
}

TEST(InstanceClient, LosesItsConnectionWithTheInstance) {
  CloudBed bed;
  bed.world.start_instance(bed.user);
  bed.run_for(1s);
  bed.world.ask(bed.user, InstanceOperation::start);
  const auto call = bed.world.approve_device(bed.user, "x", 1min);
  bed.world.crash_instance(bed.user);
  EXPECT_EQ(bed.answer_of(*call).message, "connection lost");
}

}  // namespace
}  // namespace sim
