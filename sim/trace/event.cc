#include "sim/trace/event.h"

#include <utility>

namespace sim {

EventBody::EventBody() noexcept = default;
EventBody::EventBody(const EventBody& other) = default;
EventBody::EventBody(EventBody&& other) noexcept = default;
EventBody& EventBody::operator=(const EventBody& other) = default;
EventBody& EventBody::operator=(EventBody&& other) noexcept = default;
EventBody::~EventBody() = default;

template <class T>
requires requires { T::kKind; }
// NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
EventBody::EventBody(T&& event) : AnyEvent(std::in_place_type<T>, std::forward<T>(event)) {}

// Every alternative of AnyEvent: one that is missing here is missed by the linker.
template EventBody::EventBody(ControllerStarted&&);
template EventBody::EventBody(ControllerEnded&&);
template EventBody::EventBody(WallClockJumped&&);
template EventBody::EventBody(ConfigChanged&&);
template EventBody::EventBody(ConfigRead&&);
template EventBody::EventBody(ChildSpawned&&);
template EventBody::EventBody(SpawnFailed&&);
template EventBody::EventBody(ChildSignalled&&);
template EventBody::EventBody(ChildExited&&);
template EventBody::EventBody(ChildForked&&);
template EventBody::EventBody(ChildDied&&);
template EventBody::EventBody(GroupKilled&&);
template EventBody::EventBody(ForkEnded&&);
template EventBody::EventBody(ChildBlocked&&);
template EventBody::EventBody(ChildUnblocked&&);
template EventBody::EventBody(GatewayListening&&);
template EventBody::EventBody(GatewayWrote&&);
template EventBody::EventBody(RequestPending&&);
template EventBody::EventBody(RequestGone&&);
template EventBody::EventBody(StoreRead&&);
template EventBody::EventBody(PassedThrough&&);
template EventBody::EventBody(LineDelivered&&);
template EventBody::EventBody(GatewayStatus&&);
template EventBody::EventBody(Logged&&);
template EventBody::EventBody(ListRead&&);
template EventBody::EventBody(CallBegan&&);
template EventBody::EventBody(CallEnded&&);
template EventBody::EventBody(HttpSent&&);
template EventBody::EventBody(HttpReceived&&);
template EventBody::EventBody(GatewayRequested&&);
template EventBody::EventBody(FaultInjected&&);
template EventBody::EventBody(CalmBegan&&);
template EventBody::EventBody(StepTaken&&);
template EventBody::EventBody(InstanceStarted&&);
template EventBody::EventBody(InstanceEnded&&);
template EventBody::EventBody(InstanceStored&&);
template EventBody::EventBody(InstanceAsked&&);
template EventBody::EventBody(InstanceAnswered&&);
template EventBody::EventBody(InstanceLogged&&);
template EventBody::EventBody(FlyCalled&&);
template EventBody::EventBody(FlyAnswered&&);
template EventBody::EventBody(ControllerCalled&&);
template EventBody::EventBody(ControllerAnswered&&);
template EventBody::EventBody(KeyValueCalled&&);
template EventBody::EventBody(FlyMachineChanged&&);
template EventBody::EventBody(FlyVolumeChanged&&);
template EventBody::EventBody(InstanceStoreFailed&&);

}  // namespace sim
