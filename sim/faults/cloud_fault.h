// Fault rules about what lies between an instance and its machine: the Fly Machines API, the
// controller behind Fly's proxy, and the key-value store. A family apart from fault_rule.h, whose
// When it shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/faults/fault_rule.h"
#include "sim/faults/rule_book.h"
#include "sim/fly/fly_refusal.h"

namespace sim {

enum class CloudOperation : std::uint8_t {
  fly_any,
  fly_list_machines,
  fly_get_machine,
  fly_create_machine,
  fly_update_machine,
  fly_start_machine,
  fly_stop_machine,
  fly_wait,
  fly_destroy_machine,
  fly_exec,
  fly_list_volumes,
  fly_get_volume,
  fly_create_volume,
  fly_destroy_volume,
  fly_other,  // leases, changes of a volume, unknown routes
  controller_any,
  controller_list,
  controller_approve,
  controller_other,  // the gateway's status and whatever else
  kv_any,
  kv_get,
  kv_put,
  kv_erase,
};
inline constexpr std::size_t kCloudOperationCount =
    static_cast<std::size_t>(CloudOperation::kv_erase) + 1;

// As scenario files name it: `fly.create_machine`, `controller.list`, `kv.get`, `fly.any` …
std::string_view name_of(CloudOperation operation);
std::optional<CloudOperation> cloud_operation_of(std::string_view name);

enum class CloudTarget : std::uint8_t { fly, controller, kv };
CloudTarget target_of(CloudOperation operation);

// What is about to happen. The texts must live as long as the call to RuleBook::match.
struct CloudCall {
  CloudOperation operation = CloudOperation::fly_other;
  std::string_view instance;  // sandbox id of the caller
  std::string_view machine;   // its id; empty: about none
  std::string_view region;    // that the call names, or of the machine or volume it is about
};

// Everything named must agree.
struct CloudMatch {
  CloudOperation operation = CloudOperation::fly_any;
  std::optional<std::string> instance{};
  std::optional<std::string> machine{};
  std::optional<std::string> region{};

  bool operator==(const CloudMatch&) const = default;
};
bool agrees(const CloudMatch& match, const CloudCall& call);

// What befalls the call. "Carried out": what was asked for is done although the caller is not told.
namespace cloud_fault {

// Answers this instead. `body` as it is, when it is there; else `error` in an object as Fly's, or
// as the controller's ({"error":…,"code":…}). Kv: the call fails.
struct Reply {
  static constexpr std::string_view kDo = "reply";
  int status = 500;
  std::optional<std::string> body{};
  std::string error{};
  std::string code{};  // the member `status` (Fly) or `code` (controller); empty: as usual, or none
  std::optional<std::chrono::seconds> retry_after{};
  bool carried_out = false;
  bool operator==(const Reply&) const = default;
};
// Fly. One of its own refusals, by name and wording (an index into wordings_of()).
struct Refuse {
  static constexpr std::string_view kDo = "refuse";
  FlyRefusal refusal = FlyRefusal::name_taken;
  std::uint32_t wording = 0;
  bool operator==(const Refuse&) const = default;
};
// The answer takes this much longer.
struct Delay {
  static constexpr std::string_view kDo = "delay";
  Duration by{};
  bool operator==(const Delay&) const = default;
};
// No answer, ever.
struct Hang {
  static constexpr std::string_view kDo = "hang";
  bool carried_out = false;
  bool operator==(const Hang&) const = default;
};
// The connection breaks instead of an answer. Carried out: a lost reply.
struct Reset {
  static constexpr std::string_view kDo = "reset";
  bool carried_out = false;
  bool operator==(const Reset&) const = default;
};
// No connection comes about.
struct Unreachable {
  static constexpr std::string_view kDo = "unreachable";
  bool operator==(const Unreachable&) const = default;
};
// The connection breaks at once, and the call is carried out so much later.
struct Late {
  static constexpr std::string_view kDo = "late";
  Duration by{};
  bool operator==(const Late&) const = default;
};
// Of the answer's body, only so many bytes; the connection ends in order.
struct Truncate {
  static constexpr std::string_view kDo = "truncate";
  std::uint64_t bytes = 0;
  bool operator==(const Truncate&) const = default;
};
// Carried out and answered with the right status, but the body is no JSON. Kv: the value is
// garbage.
struct Malformed {
  static constexpr std::string_view kDo = "malformed";
  bool operator==(const Malformed&) const = default;
};
// Fly, lists. As it was so long ago.
struct StaleList {
  static constexpr std::string_view kDo = "stale_list";
  Duration by{};
  bool operator==(const StaleList&) const = default;
};
// Fly, lists.
struct EmptyList {
  static constexpr std::string_view kDo = "empty_list";
  bool operator==(const EmptyList&) const = default;
};
// Fly. Right after the call was carried out, and before its answer is seen, what it was about is
// gone: the machine that it named or made dies (failed), vanishes without a trace, or the volume
// (the call's own, or the one mounted at /root) vanishes.
struct GoneAfter {
  static constexpr std::string_view kDo = "gone_after";
  enum class What : std::uint8_t { machine_dies, machine_vanishes, volume_vanishes };
  What what = What::machine_dies;
  bool operator==(const GoneAfter&) const = default;
};
// A page of a proxy in between.
struct HtmlPage {
  static constexpr std::string_view kDo = "html_page";
  int status = 502;
  bool carried_out = false;
  bool operator==(const HtmlPage&) const = default;
};

}  // namespace cloud_fault

using CloudAction =
    std::variant<cloud_fault::Reply, cloud_fault::Refuse, cloud_fault::Delay, cloud_fault::Hang,
                 cloud_fault::Reset, cloud_fault::Unreachable, cloud_fault::Late,
                 cloud_fault::Truncate, cloud_fault::Malformed, cloud_fault::StaleList,
                 cloud_fault::EmptyList, cloud_fault::GoneAfter, cloud_fault::HtmlPage>;

// The action's name in scenario files and traces.
std::string_view name_of(const CloudAction& action);
// Whether the action makes sense for that operation.
bool applies_to(const CloudAction& action, CloudOperation operation);

struct CloudFaultRule {
  std::string name{};  // unique in its scenario; the site of its draws
  CloudMatch match{};
  When when{};
  CloudAction action{};

  bool operator==(const CloudFaultRule&) const = default;
};

using CloudFaultBook = RuleBook<CloudFaultRule>;

}  // namespace sim
