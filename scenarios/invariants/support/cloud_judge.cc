#include "scenarios/invariants/support/cloud_judge.h"

#include <utility>
#include <variant>

namespace scenarios::seen {

// Tells what the body of an event stands for, once the picture contains it.
class CloudHub::Teller {
 public:
  explicit Teller(CloudHub& hub) : listeners_(hub.listeners_), news_(hub.cloud_.news()) {}

  void operator()(const sim::InstanceStarted& /*body*/) const {
    listeners_.tell<&CloudListener::started>(*news_.instance);
  }
  void operator()(const sim::InstanceEnded& /*body*/) const {
    listeners_.tell<&CloudListener::ended>(*news_.instance);
  }
  void operator()(const sim::InstanceStored& body) const {
    listeners_.tell<&CloudListener::stored>(*news_.instance, body);
  }
  void operator()(const sim::InstanceAsked& /*body*/) const {
    listeners_.tell<&CloudListener::asked>(*news_.instance, *news_.ask);
  }
  void operator()(const sim::InstanceAnswered& body) const {
    if (news_.ask == nullptr) return;
    listeners_.tell<&CloudListener::answered>(*news_.instance, *news_.ask, body);
  }
  void operator()(const sim::InstanceLogged& body) const {
    listeners_.tell<&CloudListener::logged>(*news_.instance, body);
  }
  void operator()(const sim::FlyCalled& /*body*/) const {
    listeners_.tell<&CloudListener::fly_called>(*news_.instance, *news_.call);
  }
  void operator()(const sim::FlyAnswered& /*body*/) const {
    if (news_.call == nullptr) return;
    listeners_.tell<&CloudListener::fly_answered>(*news_.instance, *news_.call);
  }
  void operator()(const sim::ControllerCalled& /*body*/) const {
    listeners_.tell<&CloudListener::controller_called>(*news_.instance, *news_.request);
  }
  void operator()(const sim::ControllerAnswered& /*body*/) const {
    if (news_.request == nullptr) return;
    listeners_.tell<&CloudListener::controller_answered>(*news_.instance, *news_.request);
  }
  void operator()(const sim::KeyValueCalled& body) const {
    listeners_.tell<&CloudListener::key_value>(*news_.instance, body);
  }
  void operator()(const sim::FlyMachineChanged& /*body*/) const {
    listeners_.tell<&CloudListener::machine_changed>(*news_.machine);
  }
  void operator()(const sim::FlyVolumeChanged& /*body*/) const {
    listeners_.tell<&CloudListener::volume_changed>(*news_.volume);
  }
  template <class Other>
  void operator()(const Other& /*body*/) const {}

 private:
  Listeners& listeners_;
  const Cloud::News& news_;
};

void CloudHub::on_event(const sim::Event& event) {
  pass(event.at);
  event_ = &event;
  cloud_.observe(event);
  listeners_.tell<&CloudListener::any>(event);
  std::visit(Teller(*this), event.body);
  if (model_)
    for (const Deviation& deviation : model_->observe(event, cloud_))
      listeners_.tell<&CloudListener::deviates>(deviation);
  event_ = nullptr;
}

void CloudHub::finish(Instant end) {
  end_ = end;
  pass(end + Duration(1));
  listeners_.tell<&CloudListener::over>(end);
}

void CloudHub::pass(Instant until) {
  if (until <= cloud_.now()) return;
  listeners_.tell<&CloudListener::quiet>(until);
  cloud_.forget_touched();
}

void CloudJudge::flag(std::string text, Property property) {
  if (hub_->event() != nullptr) {
    violated(*hub_->event(), std::move(text), property);
  } else {
    violated_at_end(hub_->end() == Instant{} ? cloud().now() : hub_->end(), std::move(text),
                    property);
  }
}

}  // namespace scenarios::seen
