#include "scenarios/invariants/support/instance_model.h"

#include <algorithm>
#include <variant>

#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios::seen {
namespace {

std::string text_of(const sim::FlyCalled& call) {
  std::string text = call.operation;
  const std::pair<const char*, const std::string*> parts[] = {
      {" ", &call.machine},   {" volume ", &call.volume}, {" named ", &call.name},
      {" in ", &call.region}, {" from ", &call.source},   {" with ", &call.detail}};
  for (const auto& [before, part] : parts)
    if (!part->empty()) text += before + *part;
  return text;
}

}  // namespace

const std::vector<Deviation>& InstanceModel::observe(const sim::Event& event, const Cloud& cloud) {
  deviations_.clear();
  cause_ = event.cause;
  std::visit([&](const auto& body) { take(body, cloud); }, event.body);
  return deviations_;
}

void InstanceModel::take(const sim::InstanceStarted& body, const Cloud& /*cloud*/) {
  selves_[body.instance] = Self();
}

void InstanceModel::take(const sim::InstanceEnded& body, const Cloud& cloud) {
  selves_[body.instance] = Self();
  answers_.ended(*cloud.news().instance);
}

void InstanceModel::take(const sim::InstanceStored& body, const Cloud& cloud) {
  Self& self = selves_[body.instance];
  self.turns.stored(*cloud.news().instance, cloud.news().old_stored);
  self.turns.active(*cloud.news().instance, cloud.now());
}

void InstanceModel::take(const sim::InstanceAsked& body, const Cloud& cloud) {
  const Ask& ask = *cloud.news().ask;
  if (!ask.is_lifecycle()) return;
  Self& self = selves_[body.instance];
  self.turns.asked(*cloud.news().instance, cloud.now());
  if (ask.beside.contains(ask.operation())) return;
  if (ask.operation() == "start") self.mind.begin_start();
  if (ask.operation() == "destroy") self.mind.begin_destroy();
}

void InstanceModel::take(const sim::InstanceAnswered& body, const Cloud& cloud) {
  if (cloud.news().ask == nullptr) return;
  const Ask& ask = *cloud.news().ask;
  const CloudInstance& instance = *cloud.news().instance;
  if (ask.is_lifecycle()) check_lifecycle(instance, ask, body.status);
  if (auto limit = answers_.limit_of(instance, ask, body))
    deviations_.push_back(Deviation{limit->clause, seen::text_of(ask) + " was answered with " +
                                                       limit->answer + "; the model allows " +
                                                       limit->allowed});
}

// A success has to have been seen.
void InstanceModel::check_lifecycle(const CloudInstance& instance, const Ask& ask,
                                    std::int64_t status) {
  const bool alone =
      ask.lifecycle_beside == 0 || (ask.beside.size() == 1 && ask.beside.contains(ask.operation()));
  if (status != 200 || !alone || (ask.operation() != "start" && ask.operation() != "stop")) return;
  const MachineHeard* heard = selves_[instance.id].mind.machine(instance.machine());
  const MachineHeard machine = heard == nullptr ? MachineHeard() : *heard;
  if (ask.operation() == "start" &&
      (machine.state != "started" || machine.volume != instance.volume()))
    deviations_.push_back(
        Deviation{"M5", seen::text_of(ask) +
                            " was answered with 200; the model allows that when its machine "
                            "was told to be started on volume \"" +
                            instance.volume() + "\" (M5): it was told \"" + machine.state +
                            "\" on \"" + machine.volume + '"'});
  const bool down = instance.machine().empty() || machine.gone || is_at_rest(machine.state);
  if (ask.operation() == "stop" && !down)
    deviations_.push_back(
        Deviation{"M11", seen::text_of(ask) +
                             " was answered with 200; the model allows that when its machine "
                             "was told to be at rest (M11): it was told \"" +
                             machine.state + '"'});
}

void InstanceModel::take(const sim::FlyCalled& body, const Cloud& cloud) {
  const CloudInstance& instance = *cloud.news().instance;
  std::string& app = selves_[body.instance].app;
  if (app.empty()) app = app_part_of(body.target);
  queries_ = queries_ || body.target.find('?') != std::string::npos;
  check_call(body, instance, cloud);
  if (body.operation == "update_machine") guests_[body.machine] = body.detail;
  if (is_lifecycle(body)) selves_[body.instance].turns.active(instance, cloud.now());
}

void InstanceModel::check_call(const sim::FlyCalled& body, const CloudInstance& instance,
                               const Cloud& cloud) {
  Self& self = selves_[body.instance];
  const auto tell = [&](const CallLimit& limit) {
    deviations_.push_back(Deviation{limit.clause, instance.id + " calls " + text_of(body) +
                                                      "; the model allows " + limit.allowed});
  };
  if (const auto limit = limit_of_route(body, self.app, queries_)) tell(*limit);
  if (!is_lifecycle(body)) {
    const Ask* ask = cloud.news().ask;
    if (const auto limit = limit_of_exec(body, ask)) tell(*limit);
    if (ask != nullptr) answers_.served(instance, *ask, cause_);
    return;
  }
  const CallContext context{instance, self.mind, self.turns.at_work(instance), cloud, guests_};
  if (const auto limit = limit_of(*cloud.news().call, context)) tell(*limit);
}

void InstanceModel::take(const sim::FlyAnswered& body, const Cloud& cloud) {
  if (cloud.news().call == nullptr) return;
  const FlyCall& call = *cloud.news().call;
  if (!is_lifecycle(call.sent)) return;
  Self& self = selves_[body.instance];
  const bool creates = call.operation() == "create_machine";
  const std::string& machine = creates ? body.machine : call.sent.machine;
  self.mind.hear(call, cloud, incarnations_since(machine, call.at));
  if (creates && call.accepted()) guests_[machine] = call.sent.detail;
  if (call.operation() == "update_machine" && call.accepted())
    guests_[body.instance] = call.sent.detail;
  const auto waits = std::chrono::seconds(body.retry_after_s.value_or(0));
  self.turns.active(*cloud.news().instance, cloud.now() + waits);
}

void InstanceModel::take(const sim::ControllerCalled& /*body*/, const Cloud& cloud) {
  const Ask* ask = cloud.news().ask;
  if (ask != nullptr) answers_.served(*cloud.news().instance, *ask, cause_);
}

void InstanceModel::take(const sim::KeyValueCalled& body, const Cloud& cloud) {
  answers_.kept(*cloud.news().instance, body);
}

void InstanceModel::take(const sim::FlyMachineChanged& body, const Cloud& cloud) {
  Lives& lives = lives_[body.id];
  if (lives.empty() || lives.back().second != body.instance_id)
    lives.emplace_back(cloud.now(), body.instance_id);
}

std::set<std::string> InstanceModel::incarnations_since(const std::string& machine,
                                                        Instant since) const {
  std::set<std::string> ids;
  const auto found = lives_.find(machine);
  if (found == lives_.end()) return ids;
  for (auto life = found->second.rbegin(); life != found->second.rend(); ++life) {
    ids.insert(life->second);
    if (life->first < since) break;
  }
  return ids;
}

}  // namespace scenarios::seen
