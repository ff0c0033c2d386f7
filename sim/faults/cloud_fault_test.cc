#include "sim/faults/cloud_fault.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/fly/fly_faults.h"
#include "sim/world/testing/at.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

TEST(CloudFault, EveryOperationHasAName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kCloudOperationCount; ++i) {
    const auto operation = static_cast<CloudOperation>(i);
    names.insert(name_of(operation));
    EXPECT_EQ(cloud_operation_of(name_of(operation)), operation);
  }
  EXPECT_EQ(names.size(), kCloudOperationCount);
  EXPECT_EQ(cloud_operation_of(std::string_view("fly.none")), std::nullopt);
}

// A rule names a call as its event does.
TEST(CloudFault, OperationsAreThoseOfTheEvents) {
  const std::vector<FlyCall> calls = {
      fly_call::ListMachines{},  fly_call::GetMachine{},     fly_call::CreateMachine{},
      fly_call::UpdateMachine{}, fly_call::StartMachine{},   fly_call::StopMachine{},
      fly_call::Wait{},          fly_call::DestroyMachine{}, fly_call::Exec{},
      fly_call::ListVolumes{},   fly_call::GetVolume{},      fly_call::CreateVolume{},
      fly_call::DestroyVolume{}, fly_call::UpdateVolume{},   fly_call::GetLease{},
      fly_call::CreateLease{},   fly_call::ReleaseLease{},   fly_call::UnknownRoute{},
  };
  ASSERT_EQ(calls.size(), std::variant_size_v<FlyCall>);
  for (const FlyCall& call : calls)
    EXPECT_EQ(name_of(cloud_operation_of(call)), "fly." + std::string(operation_of(call)));
}

TEST(CloudFault, EverythingNamedMustAgree) {
  const CloudCall call{CloudOperation::fly_get_machine, "box", "m1", "iad"};
  EXPECT_TRUE(agrees({CloudOperation::fly_get_machine}, call));
  EXPECT_TRUE(agrees({CloudOperation::fly_any}, call));
  EXPECT_FALSE(agrees({CloudOperation::fly_list_machines}, call));
  EXPECT_FALSE(agrees({CloudOperation::controller_any}, call));
  EXPECT_FALSE(agrees({CloudOperation::kv_any}, call));
  EXPECT_TRUE(agrees({CloudOperation::fly_any, "box", "m1", "iad"}, call));
  EXPECT_FALSE(agrees({CloudOperation::fly_any, "other"}, call));
  EXPECT_FALSE(agrees({CloudOperation::fly_any, {}, "m2"}, call));
  EXPECT_FALSE(agrees({CloudOperation::fly_any, {}, {}, "lax"}, call));
  EXPECT_TRUE(
      agrees({CloudOperation::controller_any}, {CloudOperation::controller_list, {}, {}, {}}));
  EXPECT_TRUE(agrees({CloudOperation::kv_any}, {CloudOperation::kv_erase, {}, {}, {}}));
}

TEST(CloudFault, CountsAsOtherRulesDo) {
  const CloudFaultRule rule{"r", {CloudOperation::fly_any}, {.nth = 2}, cloud_fault::Hang{}};
  CloudFaultBook book({&rule, 1});
  CalmChoices choices;
  const CloudCall other{CloudOperation::kv_get, {}, {}, {}};
  const CloudCall call{CloudOperation::fly_exec, {}, {}, {}};
  EXPECT_TRUE(book.match(call, at(0s), choices).empty());
  EXPECT_TRUE(book.match(other, at(0s), choices).empty());
  EXPECT_EQ(book.match(call, at(0s), choices).size(), 1U);
  EXPECT_TRUE(book.match(call, at(0s), choices).empty());
}

TEST(CloudFault, KnowsWhereItApplies) {
  EXPECT_TRUE(applies_to(cloud_fault::Reset{}, CloudOperation::fly_get_machine));
  EXPECT_TRUE(applies_to(cloud_fault::Reset{}, CloudOperation::controller_list));
  EXPECT_TRUE(applies_to(cloud_fault::Reset{}, CloudOperation::kv_get));
  EXPECT_TRUE(applies_to(cloud_fault::Refuse{}, CloudOperation::fly_any));
  EXPECT_FALSE(applies_to(cloud_fault::Refuse{}, CloudOperation::controller_any));
  EXPECT_FALSE(applies_to(cloud_fault::GoneAfter{}, CloudOperation::kv_any));
  EXPECT_TRUE(applies_to(cloud_fault::EmptyList{}, CloudOperation::fly_list_volumes));
  EXPECT_TRUE(applies_to(cloud_fault::StaleList{}, CloudOperation::fly_any));
  EXPECT_FALSE(applies_to(cloud_fault::StaleList{}, CloudOperation::fly_get_machine));
  EXPECT_TRUE(applies_to(cloud_fault::HtmlPage{}, CloudOperation::controller_approve));
  EXPECT_FALSE(applies_to(cloud_fault::HtmlPage{}, CloudOperation::kv_put));
  EXPECT_FALSE(applies_to(cloud_fault::Truncate{}, CloudOperation::kv_get));
  EXPECT_EQ(name_of(CloudAction{cloud_fault::GoneAfter{}}), "gone_after");
}

}  // namespace
}  // namespace sim
