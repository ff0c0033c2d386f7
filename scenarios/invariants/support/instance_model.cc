#include "scenarios/invariants/support/instance_model.h"

#include <algorithm>
#include <variant>

#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios::seen {
namespace {

std::string text_of_call(const sim::FlyCalled& call) {
  std::string text = call.operation;
  const std::pair<const char*, const std::string*> parts[] = {
      {" ", &call.machine},   {" volume ", &call.volume}, {" named ", &call.name},
      {" in ", &call.region}, {" from ", &call.source},   {" with ", &call.detail}};
  for (const auto& [before, part] : parts)
    if (!part->empty()) text += before + *part;
  return text;
}

// A create of a machine was open as a stop was asked for, and nothing has been looked for since.
bool owes_a_look(const Ask& stop) {
  if (!stop.held || !stop.held->machine.empty()) return false;
  if (!intends(*stop.held, "machine")) return false;
  return std::ranges::none_of(stop.calls, &FlyCall::shows_machines);
}

}  // namespace

const std::vector<Deviation>& InstanceModel::observe(const sim::Event& event, const Cloud& cloud) {
  deviations_.clear();
  cause_ = event.cause;
  std::visit([&](const auto& body) { take(body, cloud); }, event.body);
  return deviations_;
}

void InstanceModel::take(const sim::InstanceStarted& /*body*/, const Cloud& cloud) {
  selves_[cloud.news().instance].restart();
}

void InstanceModel::take(const sim::InstanceEnded& /*body*/, const Cloud& cloud) {
  const CloudInstance& instance = *cloud.news().instance;
  const auto creating = creating_.find(&instance);
  if (creating != creating_.end()) lost_creates_[&instance] = creating->second;
  creating_.erase(&instance);
  selves_[&instance].restart();
  answers_.ended(instance);
}

void InstanceModel::take(const sim::InstanceStored& body, const Cloud& cloud) {
  const CloudInstance& instance = *cloud.news().instance;
  const auto lost = lost_creates_.find(&instance);
  if (lost != lost_creates_.end() &&
      (body.erased || cloud.settles_create(instance, body.machine, lost->second)))
    lost_creates_.erase(lost);
  Self& self = selves_[&instance];
  const auto& old = cloud.news().old_stored;
  // Also one that was asked for in the instant in which the one before ended.
  if (begins_start(old, body)) self.mind.begin_start();
  self.turns.stored(instance, old);
  self.turns.active(instance, cloud.now());
}

void InstanceModel::take(const sim::InstanceAsked& /*body*/, const Cloud& cloud) {
  const Ask& ask = *cloud.news().ask;
  if (!ask.is_lifecycle()) return;
  const CloudInstance& instance = *cloud.news().instance;
  Self& self = selves_[&instance];
  self.turns.asked(instance, cloud.now());
  if (ask.beside.contains(ask.operation())) return;
  if (ask.operation() == "start") self.mind.begin_start();
  const bool goes_on = instance.status() == "destroying";
  if (ask.operation() == "destroy" && !goes_on) self.mind.begin_destroy();
}

void InstanceModel::take(const sim::InstanceAnswered& body, const Cloud& cloud) {
  if (cloud.news().ask == nullptr) return;
  const Ask& ask = *cloud.news().ask;
  const CloudInstance& instance = *cloud.news().instance;
  if (ask.is_lifecycle() && body.status == 200) check_lifecycle(instance, ask, cloud);
  if (auto limit = answers_.limit_of(instance, ask, body))
    deviations_.push_back(Deviation{limit->clause, text_of(ask) + " was answered with " +
                                                       limit->answer + "; the model allows " +
                                                       limit->allowed});
}

// A success has to have been seen.
void InstanceModel::check_lifecycle(const CloudInstance& instance, const Ask& ask,
                                    const Cloud& cloud) {
  static const MachineHeard kNothing;
  const auto beside_others = [&ask](const std::string& other) { return other != ask.operation(); };
  if (std::ranges::any_of(ask.beside, beside_others)) return;
  const MachineHeard* heard = selves_[&instance].mind.machine(instance.machine());
  const MachineHeard& machine = heard == nullptr ? kNothing : *heard;
  const auto tell = [&](const char* clause, const std::string& when) {
    deviations_.push_back(
        Deviation{clause, text_of(ask) + " was answered with 200; the model allows that when " +
                              when + " (" + clause + "): it was told \"" + machine.state +
                              "\" on \"" + machine.volume + '"'});
  };
  if (ask.operation() == "start" &&
      (machine.state != "started" || machine.volume != instance.volume()))
    tell("M5", "its machine was told to be started on volume \"" + instance.volume() + '"');
  if (ask.operation() != "stop") return;
  if (!instance.machine().empty() && !machine.gone && !is_at_rest(machine.state))
    tell("M11", "its machine was told to be at rest");
  if (gave_up_a_new_one(instance, ask, cloud))
    tell("M11", "its new machine was not just said to be missing");
  if (owes_a_look(ask)) tell("M11", "it has looked for what its open create may have made");
}

// What is new may be hidden: a 404 proves nothing. When the machine is gone all the same, nothing
// is lost.
bool InstanceModel::gave_up_a_new_one(const CloudInstance& instance, const Ask& ask,
                                      const Cloud& cloud) {
  if (!ask.held || !instance.machine().empty()) return false;
  const MachineHeard* held = selves_[&instance].mind.machine(ask.held->machine);
  const CloudMachine* truth = cloud.machine(ask.held->machine);
  return held != nullptr && held->hidden && truth != nullptr && truth->live();
}

void InstanceModel::take(const sim::FlyCalled& body, const Cloud& cloud) {
  const CloudInstance& instance = *cloud.news().instance;
  Self& self = selves_[&instance];
  if (self.app.empty()) self.app = app_part_of(body.target);
  queries_ = queries_ || body.target.find('?') != std::string::npos;
  check_call(body, self, cloud);
  if (body.operation == "create_machine") creating_[&instance] = cloud.now();
  if (body.operation == "update_machine") guests_[body.machine] = body.detail;
  if (is_lifecycle(body)) self.turns.active(instance, cloud.now());
}

void InstanceModel::check_call(const sim::FlyCalled& body, const Self& self, const Cloud& cloud) {
  const CloudInstance& instance = *cloud.news().instance;
  const auto tell = [&](const CallLimit& limit) {
    deviations_.push_back(Deviation{limit.clause, instance.id + " calls " + text_of_call(body) +
                                                      "; the model allows " + limit.allowed});
  };
  if (const auto limit = limit_of_route(body, self.app, queries_)) tell(*limit);
  if (!is_lifecycle(body)) {
    const Ask* ask = cloud.news().ask;
    if (const auto limit = limit_of_exec(body, ask)) tell(*limit);
    if (ask != nullptr) answers_.served(instance, *ask, cause_);
    return;
  }
  const auto lost = lost_creates_.find(&instance);
  const bool may_come = lost != lost_creates_.end() && cloud.now() - lost->second < kLateCreate;
  const CallContext context{instance, self.mind, self.turns.at_work(instance), guests_, may_come};
  if (const auto limit = limit_of(*cloud.news().call, context)) tell(*limit);
}

void InstanceModel::take(const sim::FlyAnswered& body, const Cloud& cloud) {
  if (cloud.news().call == nullptr) return;
  const FlyCall& call = *cloud.news().call;
  if (!is_lifecycle(call.sent)) return;
  const CloudInstance& instance = *cloud.news().instance;
  Self& self = selves_[&instance];
  const bool creates = call.operation() == "create_machine";
  const std::string& machine = creates ? body.machine : call.sent.machine;
  static const MachineLives kNone;
  const auto lives = lives_.find(machine);
  self.mind.hear(call, cloud, lives == lives_.end() ? kNone : lives->second);
  if (creates) creating_.erase(&instance);
  const bool no_room = says_capacity(body) || says_quota(body) || says_machine_limit(body);
  if (creates && says_nothing(body) && !no_room) lost_creates_[&instance] = call.at;
  if (creates && call.accepted()) guests_[machine] = call.sent.detail;
  if (call.operation() == "update_machine" && call.accepted())
    guests_[body.instance] = call.sent.detail;
  const auto waits = std::chrono::seconds(body.retry_after_s.value_or(0));
  self.turns.active(instance, cloud.now() + waits);
}

void InstanceModel::take(const sim::ControllerCalled& /*body*/, const Cloud& cloud) {
  const Ask* ask = cloud.news().ask;
  if (ask != nullptr) answers_.served(*cloud.news().instance, *ask, cause_);
}

void InstanceModel::take(const sim::KeyValueCalled& body, const Cloud& cloud) {
  answers_.kept(*cloud.news().instance, body);
}

void InstanceModel::take(const sim::FlyMachineChanged& body, const Cloud& cloud) {
  MachineLives& lives = lives_[body.id];
  if (lives.empty() || lives.back().second != body.instance_id)
    lives.emplace_back(cloud.now(), body.instance_id);
}

}  // namespace scenarios::seen
