#include "sim/faults/fault_rule.h"

#include <type_traits>

namespace sim {
namespace {

template <class A, class... Others>
constexpr bool kIsOneOf = (std::is_same_v<A, Others> || ...);

template <class A>
constexpr bool kForGateway =
    kIsOneOf<A, fault::Exit, fault::Crash, fault::IgnoreTerm, fault::Unkillable, fault::SpawnError,
             fault::Flood, fault::CloseStdout, fault::Fork>;
template <class A>
constexpr bool kForCli = !kIsOneOf<A, fault::CloseStdout>;

}  // namespace

std::string_view name_of(const FaultAction& action) {
  return std::visit([](const auto& a) { return std::decay_t<decltype(a)>::kDo; }, action);
}

bool applies_to(const FaultAction& action, Target target) {
  const auto* flood = std::get_if<fault::Flood>(&action);
  if (flood != nullptr && target == Target::cli && flood->bytes > kCliFloodMost) return false;
  return std::visit(
      [&](const auto& a) {
        using A = std::decay_t<decltype(a)>;
        return target == Target::gateway ? kForGateway<A> : kForCli<A>;
      },
      action);
}

}  // namespace sim
