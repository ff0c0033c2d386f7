#include "scenarios/invariants/support/cloud_judge.h"

#include <utility>
#include <variant>

namespace scenarios::seen {

void CloudHub::on_event(const sim::Event& event) {
  pass(event.at);
  event_ = &event;
  cloud_.observe(event);
  for (CloudJudge* judge : judges_) judge->tell(event);
  event_ = nullptr;
}

void CloudHub::finish(Instant end) {
  end_ = end;
  pass(end + Duration(1));
  for (CloudJudge* judge : judges_) judge->over(end);
}

void CloudHub::pass(Instant until) {
  if (until <= cloud_.now()) return;
  for (CloudJudge* judge : judges_) judge->quiet(until);
  cloud_.forget_touched();
}

void CloudJudge::tell(const sim::Event& event) {
  any(event);
  const Cloud::News& news = hub_->cloud().news();
  if (std::holds_alternative<sim::FlyMachineChanged>(event.body))
    return machine_changed(*news.machine);
  if (std::holds_alternative<sim::FlyVolumeChanged>(event.body))
    return volume_changed(*news.volume);
  if (news.instance == nullptr) return;
  const CloudInstance& instance = *news.instance;
  if (std::holds_alternative<sim::InstanceStarted>(event.body)) started(instance);
  if (std::holds_alternative<sim::InstanceEnded>(event.body)) ended(instance);
  if (const auto* body = std::get_if<sim::InstanceStored>(&event.body)) stored(instance, *body);
  if (std::holds_alternative<sim::InstanceAsked>(event.body)) asked(instance, *news.ask);
  if (const auto* body = std::get_if<sim::InstanceAnswered>(&event.body))
    if (news.ask != nullptr) answered(instance, *news.ask, *body);
  if (const auto* body = std::get_if<sim::InstanceLogged>(&event.body)) logged(instance, *body);
  if (const auto* body = std::get_if<sim::KeyValueCalled>(&event.body)) key_value(instance, *body);
  if (std::holds_alternative<sim::FlyCalled>(event.body)) fly_called(instance, *news.call);
  if (std::holds_alternative<sim::FlyAnswered>(event.body) && news.call != nullptr)
    fly_answered(instance, *news.call);
  if (std::holds_alternative<sim::ControllerCalled>(event.body))
    controller_called(instance, *news.request);
  if (std::holds_alternative<sim::ControllerAnswered>(event.body) && news.request != nullptr)
    controller_answered(instance, *news.request);
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
