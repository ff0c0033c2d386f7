#include "scenarios/observe/cloud_situations.h"

#include <algorithm>

#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios {

using seen::Ask;
using seen::CloudInstance;
using seen::FlyCall;
using seen::Purpose;

CloudObserver::Situations::Situations(const std::shared_ptr<seen::CloudHub>& hub)
    : CloudJudge("", hub) {}

// Told before the picture forgets what was under way.
void CloudObserver::Situations::any(const sim::Event& event) {
  if (std::holds_alternative<sim::FaultInjected>(event.body)) counts_.add("call_disturbed");
  const auto* ended = std::get_if<sim::InstanceEnded>(&event.body);
  if (ended == nullptr || !ended->killed) return;
  counts_.add("instance_crashed");
  if (starting_.erase(ended->instance) > 0) counts_.add("instance_crashed_in_start");
}

void CloudObserver::Situations::started(const CloudInstance& instance) {
  if (!begun_.insert(instance.id).second) counts_.add("instance_restarted");
}

void CloudObserver::Situations::stored(const CloudInstance& /*instance*/,
                                       const sim::InstanceStored& now) {
  const auto& old = news().old_stored;
  const bool fresh = !now.machine.empty() && (!old || old->machine != now.machine);
  if (fresh && begun_.contains(now.instance) && !told_.contains(now.machine))
    counts_.add("machine_adopted");
  if (now.machine.empty()) return;
  std::string& last = last_machine_[now.instance];
  if (!last.empty() && last != now.machine) counts_.add("machine_replaced");
  last = now.machine;
}

void CloudObserver::Situations::asked(const CloudInstance& instance, const Ask& ask) {
  const bool starting = ask.beside.contains("start");
  if (ask.operation() == "start") {
    if (starting) counts_.add("start_during_start");
    starting_.insert(instance.id);
  }
  if (ask.operation() == "destroy" && starting) counts_.add("destroy_during_start");
  if (ask.is_pairing() && instance.status() != "running") counts_.add("not_running_refused");
}

void CloudObserver::Situations::answered(const CloudInstance& instance, const Ask& ask,
                                         const sim::InstanceAnswered& reply) {
  if (ask.operation() == "start") {
    if (reply.status != 200) counts_.add("start_failed");
    if (instance.in_flight("start") == nullptr) starting_.erase(instance.id);
  }
  if (ask.asked.operation == "platform" && reply.status >= 400) counts_.add("platform_refused");
  const bool falls = ask.request && ask.request->answer && seen::falls_back(*ask.request->answer);
  if (ask.purpose == Purpose::list && falls && !ask.exec && reply.status == 200)
    counts_.add("served_from_kv");
}

void CloudObserver::Situations::fly_called(const CloudInstance& instance, const FlyCall& call) {
  if (call.operation() == "exec" && news().ask != nullptr) counts_.add("fell_back");
  const auto last = failed_.find(instance.id);
  if (last != failed_.end() && last->second == call.operation() + ' ' + call.sent.target)
    counts_.add("call_retried");
  if (call.operation() == "destroy_volume") counts_.add("volume_deleted");
}

void CloudObserver::Situations::fly_answered(const CloudInstance& instance, const FlyCall& call) {
  const sim::FlyAnswered& answer = *call.answer;
  if (call.accepted()) {
    failed_.erase(instance.id);
  } else {
    failed_[instance.id] = call.operation() + ' ' + call.sent.target;
  }
  if (call.accepted() && call.operation() == "create_machine") told_.insert(answer.machine);
  if (answer.status == 0 && answer.carried_out) counts_.add("reply_lost");
  if (call.operation() == "list_machines") looked_up(instance, call);
  refused(answer);
}

void CloudObserver::Situations::looked_up(const CloudInstance& instance, const FlyCall& call) {
  if (!call.accepted()) return counts_.add("look_up_failed");
  const bool there = std::ranges::any_of(instance.machines, [&](const std::string& id) {
    return !cloud().machine(id)->leaving() && cloud().machine(id)->changed_at < call.at;
  });
  if (call.answer->ids.empty() && there) counts_.add("look_up_wrongly_empty");
}

void CloudObserver::Situations::refused(const sim::FlyAnswered& answer) {
  if (seen::says_capacity(answer)) {
    counts_.add("capacity_refused");
  } else if (seen::says_name_taken(answer)) {
    counts_.add("name_taken");
  }
  if (seen::says_machine_limit(answer)) counts_.add("machine_limit_reached");
  if (seen::says_volume_missing(answer)) counts_.add("volume_missing");
  if (answer.status == 429) counts_.add("rate_limited");
  if (answer.status == 409 && answer.text.find("lease") != std::string::npos)
    counts_.add("lease_refused");
}

void CloudObserver::Situations::controller_answered(const CloudInstance& /*instance*/,
                                                    const seen::ControllerCall& request) {
  if (!seen::about_pairing(request.sent)) return;
  const sim::ControllerAnswered& answer = *request.answer;
  if (answer.status == 0) counts_.add("controller_unreachable");
  if (answer.status / 100 != 2 || answer.body.size() >= seen::kBodyShown) return;
  const bool approval = request.sent.target.ends_with("/approve");
  const auto kind = request.sent.target.find("/devices") == std::string::npos
                        ? controller::Kind::channels
                        : controller::Kind::devices;
  const bool wrong = approval
                         ? !seen::read_approval(answer.body).right
                         : seen::read_list(kind, answer.body).form == seen::ListReply::Form::wrong;
  if (wrong) counts_.add("controller_reply_wrong");
}

void CloudObserver::Situations::key_value(const CloudInstance& /*instance*/,
                                          const sim::KeyValueCalled& call) {
  if (!call.error.empty()) counts_.add("kv_failed");
}

// The call that made it is no longer waited for.
void CloudObserver::Situations::note_late(const std::string& maker, const char* operation) {
  const CloudInstance* instance = cloud().instance(maker);
  if (instance == nullptr) return;
  const bool waits = std::ranges::any_of(instance->calls, [operation](const auto& entry) {
    return entry.second->operation() == operation;
  });
  if (!waits) counts_.add("late_creation");
}

void CloudObserver::Situations::machine_changed(const seen::CloudMachine& machine) {
  const auto& old = news().old_machine;
  if (!old && machine.now.why == "api") note_late(machine.made_by, "create_machine");
  const CloudInstance* instance = news().instance;
  if (instance == nullptr || instance->machine() != machine.now.id) return;
  if (old && !old->leaving() && machine.leaving() && seen::by_the_world(machine.now.why))
    counts_.add("machine_gone");
  if (machine.live() && machine.now.volume != instance->volume() && !instance->volume().empty())
    counts_.add("mount_drifted");
}

void CloudObserver::Situations::volume_changed(const seen::CloudVolume& volume) {
  const auto& old = news().old_volume;
  if (!old && volume.now.why == "api") {
    note_late(volume.made_by, "create_volume");
    if (!volume.now.source.empty()) counts_.add("volume_forked");
  }
  const CloudInstance* instance = news().instance;
  if (instance != nullptr && instance->volume() == volume.now.id && old && old->exists() &&
      volume.taken)
    counts_.add("volume_lost");
}

}  // namespace scenarios
