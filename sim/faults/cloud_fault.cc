#include "sim/faults/cloud_fault.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace sim {
namespace {

constexpr std::array<std::string_view, kCloudOperationCount> kCloudNames = {
    "fly.any",
    "fly.list_machines",
    "fly.get_machine",
    "fly.create_machine",
    "fly.update_machine",
    "fly.start_machine",
    "fly.stop_machine",
    "fly.wait",
    "fly.destroy_machine",
    "fly.exec",
    "fly.list_volumes",
    "fly.get_volume",
    "fly.create_volume",
    "fly.destroy_volume",
    "fly.other",
    "controller.any",
    "controller.list",
    "controller.approve",
    "controller.other",
    "kv.any",
    "kv.get",
    "kv.put",
    "kv.erase",
};

template <class A, class... Others>
constexpr bool kIsAmong = (std::is_same_v<A, Others> || ...);

template <class A>
constexpr bool kForFlyAlone = kIsAmong<A, cloud_fault::Refuse, cloud_fault::StaleList,
                                       cloud_fault::EmptyList, cloud_fault::GoneAfter>;
template <class A>
constexpr bool kForLists = kIsAmong<A, cloud_fault::StaleList, cloud_fault::EmptyList>;
// A key-value store is no HTTP to those who use it.
template <class A>
constexpr bool kNeedsHttp = kIsAmong<A, cloud_fault::HtmlPage, cloud_fault::Truncate>;

bool lists(CloudOperation operation) {
  return operation == CloudOperation::fly_any || operation == CloudOperation::fly_list_machines ||
         operation == CloudOperation::fly_list_volumes;
}

CloudOperation any_of(CloudTarget target) {
  switch (target) {
    case CloudTarget::controller:
      return CloudOperation::controller_any;
    case CloudTarget::kv:
      return CloudOperation::kv_any;
    default:
      return CloudOperation::fly_any;
  }
}

bool named_agrees(const std::optional<std::string>& wanted, std::string_view actual) {
  return !wanted || *wanted == actual;
}

}  // namespace

std::string_view name_of(CloudOperation operation) {
  return kCloudNames[static_cast<std::size_t>(operation)];
}

std::optional<CloudOperation> cloud_operation_of(std::string_view name) {
  const auto* found = std::ranges::find(kCloudNames, name);
  if (found == kCloudNames.end()) return std::nullopt;
  return static_cast<CloudOperation>(found - kCloudNames.begin());
}

CloudTarget target_of(CloudOperation operation) {
  if (operation >= CloudOperation::kv_any) return CloudTarget::kv;
  if (operation >= CloudOperation::controller_any) return CloudTarget::controller;
  return CloudTarget::fly;
}

bool agrees(const CloudMatch& match, const CloudCall& call) {
  const bool operation =
      match.operation == call.operation || match.operation == any_of(target_of(call.operation));
  return operation && named_agrees(match.instance, call.instance) &&
         named_agrees(match.machine, call.machine) && named_agrees(match.region, call.region);
}

std::string_view name_of(const CloudAction& action) {
  return std::visit([](const auto& a) { return std::decay_t<decltype(a)>::kDo; }, action);
}

bool applies_to(const CloudAction& action, CloudOperation operation) {
  const CloudTarget target = target_of(operation);
  return std::visit(
      [&](const auto& a) {
        using A = std::decay_t<decltype(a)>;
        if (kForFlyAlone<A> && target != CloudTarget::fly) return false;
        if (kNeedsHttp<A> && target == CloudTarget::kv) return false;
        return !kForLists<A> || lists(operation);
      },
      action);
}

}  // namespace sim
