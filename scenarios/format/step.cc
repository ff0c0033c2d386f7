#include "scenarios/format/step.h"

#include <utility>

namespace scenarios {

Action::Action() noexcept = default;
Action::Action(const Action& other) = default;
Action::Action(Action&& other) noexcept = default;
Action& Action::operator=(const Action& other) = default;
Action& Action::operator=(Action&& other) noexcept = default;
Action::~Action() = default;

bool Action::operator==(const Action& other) const {
  return static_cast<const AnyAction&>(*this) == static_cast<const AnyAction&>(other);
}

template <class T>
requires requires { T::kDo; }
// NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
Action::Action(T&& action) : AnyAction(std::in_place_type<T>, std::forward<T>(action)) {}

// Every alternative of AnyAction: one that is missing here is missed by the linker.
template Action::Action(step::Message&&);
template Action::Action(step::Device&&);
template Action::Action(step::Log&&);
template Action::Action(step::LogBurst&&);
template Action::Action(step::Write&&);
template Action::Action(step::Refresh&&);
template Action::Action(step::Approve&&);
template Action::Action(step::Read&&);
template Action::Action(step::Gateway&&);
template Action::Action(step::Http&&);
template Action::Action(step::Config&&);
template Action::Action(step::Store&&);
template Action::Action(step::StaleLock&&);
template Action::Action(step::GatewayExit&&);
template Action::Action(step::KillController&&);
template Action::Action(step::StartController&&);
template Action::Action(step::StopController&&);
template Action::Action(step::StopCache&&);
template Action::Action(step::Suspend&&);
template Action::Action(step::ClockJump&&);
template Action::Action(step::HookThrow&&);
template Action::Action(step::Label&&);
template Action::Action(step::StartInstance&&);
template Action::Action(step::StopInstance&&);
template Action::Action(step::DestroyInstance&&);
template Action::Action(step::InstanceStatus&&);
template Action::Action(step::Reconcile&&);
template Action::Action(step::CrashInstance&&);
template Action::Action(step::RestartInstance&&);
template Action::Action(step::PairingList&&);
template Action::Action(step::PairingApprove&&);
template Action::Action(step::Platform&&);
template Action::Action(step::FlyIntervention&&);
template Action::Action(step::FlyQuirksChange&&);
template Action::Action(step::GuestChange&&);
template Action::Action(step::Kv&&);
template Action::Action(step::InstanceStore&&);

}  // namespace scenarios
