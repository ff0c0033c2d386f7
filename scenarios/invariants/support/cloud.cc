#include "scenarios/invariants/support/cloud.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios::seen {
namespace {

// What follows from calls in the normal course of things.
constexpr std::string_view kOrderly[] = {
    "api",     "seeded",  "launched", "updated",  "booted",    "stopped",    "suspended",
    "claimed", "written", "released", "hydrated", "destroyed", "source_lost"};

bool is_lifecycle(const sim::InstanceAsked& asked) {
  const std::string& operation = asked.operation;
  return operation == "start" || operation == "stop" || operation == "destroy" ||
         operation == "reconcile";
}

// Until when an instance may wait before it tries a call again that was refused.
Instant tried_again_by(const FlyCall& call, Instant now) {
  constexpr Duration kLongestWait = std::chrono::seconds(30);
  if (!call.refused()) return {};
  const auto asked_for = std::chrono::seconds(call.answer->retry_after_s.value_or(0));
  return now + std::max<Duration>(kLongestWait, asked_for);
}

// Lifecycle operations that overlap are told of each other.
void meet(CloudInstance& instance, Ask& fresh) {
  for (auto& [call, ask] : instance.asks) {
    if (!ask.is_lifecycle()) continue;
    ask.beside.insert(fresh.operation());
    ++ask.lifecycle_beside;
    fresh.beside.insert(ask.operation());
    ++fresh.lifecycle_beside;
  }
}

}  // namespace

bool by_the_world(std::string_view why) {
  return std::ranges::find(kOrderly, why) == std::end(kOrderly);
}

void Cloud::observe(const sim::Event& event) {
  now_ = event.at;
  news_ = News{};
  std::visit([&](const auto& body) { take(body, event); }, event.body);
}

const CloudInstance* Cloud::instance(const std::string& id) const {
  const auto found = instances_.find(id);
  return found == instances_.end() ? nullptr : &found->second;
}

const CloudMachine* Cloud::machine(const std::string& id) const {
  const auto found = machines_.find(id);
  return found == machines_.end() ? nullptr : &found->second;
}

const CloudVolume* Cloud::volume(const std::string& id) const {
  const auto found = volumes_.find(id);
  return found == volumes_.end() ? nullptr : &found->second;
}

void Cloud::note_told(const FlyCall& call) {
  const auto found = volumes_.find(call.sent.volume);
  if (found == volumes_.end()) return;
  const bool lost = says_volume_missing(*call.answer) || is_volume_leaving(call.answer->state);
  const bool looked = call.operation() == "get_volume" && call.accepted();
  if (lost || looked) found->second.told_lost = lost;
}

void Cloud::note_denial(CloudInstance& instance, const FlyCall& call) {
  if (call.operation() == "list_volumes" && call.accepted()) {
    for (auto& [id, unlisted] : instance.denied)
      unlisted = std::ranges::find(call.answer->ids, id) == call.answer->ids.end();
  }
  if (call.operation() != "get_volume") return;
  const std::string& id = call.sent.volume;
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return;
  const bool denied = says_volume_missing(*call.answer) || is_garbled(*call.answer);
  const auto before = instance.denied.find(id);
  const bool again = before != instance.denied.end() && before->second;
  if (denied && again && found->second.exists()) found->second.belied = true;
  if (call.accepted()) instance.denied.erase(id);
  if (denied && !again) instance.denied[id] = false;
}

bool Cloud::seems_there(const CloudInstance& instance, const CloudVolume& volume) {
  const bool unaware = volume.taken && !volume.told_lost && instance.volume() == volume.now.id;
  return volume.exists() || unaware;
}

bool Cloud::descends(const CloudVolume& fork, const std::string& from) const {
  const std::string& source = fork.now.source;
  if (source.empty()) return false;
  const auto found = volumes_.find(source);
  return source == from || (found != volumes_.end() && descends(found->second, from));
}

bool Cloud::settles_create(const CloudInstance& instance, const std::string& id,
                           Instant sent) const {
  const CloudMachine* known = machine(id);
  if (known == nullptr) return false;
  return (known->made_by == instance.id && known->made_at >= sent) ||
         (!known->leaving() && known->now.name == instance.id);
}

const CloudMachine* Cloud::running_machine(const CloudInstance& instance) const {
  for (const std::string& id : instance.machines) {
    const CloudMachine& machine = machines_.at(id);
    if (machine.now.state == "started" && machine.owned && !instance.owes_deletion("machine/" + id))
      return &machine;
  }
  return nullptr;
}

// Data that somebody else put beside what the user has is the user's only as long as nothing of
// that kind is used: which of several machines and volumes are taken is for M2 and M4 to judge.
bool Cloud::is_expected(const CloudInstance& instance, const CloudVolume& volume,
                        const Writes& used) const {
  if (volume.forgone || volume.foreign || volume.now.data_of != instance.id) return false;
  return volume.owned || (!volume.outranked && std::ranges::none_of(used, [&](const auto& entry) {
           return volumes_.at(entry.first).made_by.empty();
         }));
}

Writes Cloud::expected_writes(const CloudInstance& instance, const std::set<std::string>& among,
                              const Writes& used) const {
  const auto wasted = wasted_.find(instance.id);
  Writes expected = wasted == wasted_.end() ? Writes() : wasted->second;
  for (const std::string& id : among) {
    const CloudVolume& volume = volumes_.at(id);
    if (volume.exists() && is_expected(instance, volume, used)) add(expected, lineages_.of(id));
  }
  return expected;
}

Writes Cloud::writes_on(const CloudVolume& volume) const {
  Writes writes = lineages_.of(volume.now.id);
  const auto source = volumes_.find(volume.now.source);
  const bool incomplete = volume.now.state == "hydrating" || volume.now.state == "restoring";
  if (incomplete && source != volumes_.end() && source->second.exists())
    add(writes, lineages_.copied_by(volume.now.id));
  return writes;
}

Instant Cloud::disturbed_at(const CloudInstance& instance) const {
  return std::max(fault_at_.value_or(Instant{}), instance.disturbed_at.value_or(Instant{}));
}

CloudInstance& Cloud::touch(const std::string& id) {
  const auto [entry, fresh] = instances_.try_emplace(id);
  CloudInstance& instance = entry->second;
  if (fresh) instance.id = id;
  if (std::ranges::find(touched_, &instance) == touched_.end())
    touched_.insert(std::ranges::lower_bound(touched_, id, {}, &CloudInstance::id), &instance);
  news_.instance = &instance;
  return instance;
}

std::string Cloud::origin_of(const sim::Event& event) {
  const auto found = origins_.find(event.cause);
  if (found == origins_.end()) return {};
  return origins_[event.id] = found->second;
}

std::int64_t Cloud::goes_on(const sim::Event& event) {
  const auto found = serves_.find(event.cause);
  if (found == serves_.end()) return 0;
  return serves_[event.id] = found->second;
}

void Cloud::belongs(const CloudMachine& machine) {
  const std::string& owner = !machine.now.sandbox.empty()            ? machine.now.sandbox
                             : instances_.contains(machine.now.name) ? machine.now.name
                                                                     : machine.made_by;
  if (!owner.empty()) touch(owner).machines.insert(machine.now.id);
  const auto mounted = volumes_.find(machine.now.volume);
  if (!owner.empty() && mounted != volumes_.end() && mounted->second.now.data_of.empty())
    instances_[owner].volumes.insert(machine.now.volume);
}

void Cloud::belongs(const CloudVolume& volume) {
  const std::string& owner = volume.now.data_of.empty() ? volume.made_by : volume.now.data_of;
  if (!owner.empty()) touch(owner).volumes.insert(volume.now.id);
}

bool Cloud::is_held(const std::string& id) const {
  return std::ranges::any_of(instances_, [&](const auto& entry) {
    const auto& stored = entry.second.stored;
    return stored && (stored->machine == id || stored->volume == id || stored->source == id);
  });
}

void Cloud::note_owned(const sim::InstanceStored& stored) {
  const auto machine = machines_.find(stored.machine);
  if (machine != machines_.end()) machine->second.owned = true;
  for (const std::string* id : {&stored.volume, &stored.source}) {
    const auto volume = volumes_.find(*id);
    if (volume != volumes_.end()) volume->second.owned = true;
  }
}

void Cloud::note_given(const sim::FlyMachineChanged& machine) {
  const auto volume = volumes_.find(machine.volume);
  const auto owner = instances_.find(machine.sandbox);
  if (volume == volumes_.end() || owner == instances_.end()) return;
  const CloudInstance& instance = owner->second;
  const bool stray_ran = machine.why == "booted" && instance.machine() != machine.id;
  if ((machine.why == "mount_changed" || stray_ran) && instance.volume() != machine.volume)
    volume->second.given = true;
}

void Cloud::note_outranked(const CloudMachine& machine) {
  const auto volume = volumes_.find(machine.now.volume);
  const auto owner = instances_.find(machine.now.sandbox);
  if (machine.now.state != "destroying" || machine.changed_by != machine.now.sandbox ||
      volume == volumes_.end() || owner == instances_.end())
    return;
  const auto held = volumes_.find(owner->second.volume());
  if (held != volumes_.end() && held != volume && held->second.now.data > 0)
    volume->second.outranked = true;
}

void Cloud::note_stray_seen(const CloudInstance& instance, const FlyCall& call) {
  const CloudMachine* shown = machine(call.sent.machine);
  if (call.operation() != "get_machine" || !call.accepted() || shown == nullptr) return;
  const auto volume = volumes_.find(shown->now.volume);
  const bool stray = shown->now.sandbox == instance.id && instance.machine() != shown->now.id;
  if (volume != volumes_.end() && stray && instance.volume() != volume->first)
    volume->second.given = true;
}

void Cloud::note_foreign(const std::string& id) {
  const auto volume = volumes_.find(id);
  if (volume != volumes_.end() && volume->second.made_by.empty() && !is_held(id) &&
      volume->second.now.data == 0)
    volume->second.foreign = true;
}

void Cloud::note_wasted(const CloudVolume& volume, const std::string& origin) {
  const auto owner = instances_.find(volume.now.data_of);
  if (owner == instances_.end() || origin != owner->first || !volume.owned || volume.foreign)
    return;
  const CloudInstance& instance = owner->second;
  if (instance.status() == "destroying" || !instance.stored ||
      instance.in_flight("destroy") != nullptr)
    return;
  Writes left = lineages_.of(volume.now.id);
  for (const std::string& id : instance.volumes)
    if (id != volume.now.id && seems_there(instance, volumes_.at(id)))
      left = lacking(lineages_.of(id), left);
  add(wasted_[instance.id], left);
}

void Cloud::belongs_no_more(const CloudVolume& volume, const std::string& owner) {
  for (auto& [id, instance] : instances_)
    if (id != owner) instance.volumes.erase(volume.now.id);
}

void Cloud::take(const sim::InstanceStarted& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  instance.user = body.user;
  instance.alive = true;
  instance.alive_since = event.at;
  instance.unread = false;
}

// Whatever it was about stays without an answer.
void Cloud::take(const sim::InstanceEnded& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  instance.alive = false;
  instance.asks.clear();
  instance.calls.clear();
  instance.requests.clear();
  instance.tried_again_by = {};
  instance.disturbed_at = event.at;
}

void Cloud::take(const sim::InstanceStored& body, const sim::Event& /*event*/) {
  CloudInstance& instance = touch(body.instance);
  instance.unread = false;
  news_.old_stored = std::exchange(instance.stored, std::nullopt);
  if (!body.erased) {
    instance.stored = body;
    note_owned(body);
    const auto held = volumes_.find(body.volume);
    if (held != volumes_.end()) held->second.foreign = held->second.given = false;
  } else {
    wasted_.erase(instance.id);
    for (const std::string& id : instance.volumes) volumes_.at(id).forgone = true;
  }
}

void Cloud::take(const sim::InstanceStoreFailed& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  instance.disturbed_at = instance.store_failed_at = event.at;
  instance.unread = instance.unread || body.operation == "load";
}

void Cloud::take(const sim::InstanceAsked& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  Ask ask;
  ask.asked = body;
  ask.at = event.at;
  ask.order = ++asks_;
  ask.event = event.id;
  ask.held = instance.stored;
  ask.purpose = purpose_of(body);
  ask.kind = kind_of(body);
  ask.lifecycle = is_lifecycle(body);
  if (ask.is_lifecycle()) meet(instance, ask);
  if (ask.is_pairing()) serves_[event.id] = body.call;
  news_.ask = &(instance.asks[body.call] = std::move(ask));
}

void Cloud::take(const sim::InstanceAnswered& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  const auto found = instance.asks.find(body.call);
  if (found == instance.asks.end()) return;
  // Its client has hung up; what serves it goes on.
  if (body.status == 0 && found->second.is_pairing()) return;
  const auto led_to_it = instance.asks.find(goes_on(event));
  if (led_to_it != instance.asks.end()) correct_guess(found->second, led_to_it->second);
  answered_ask_ = std::move(found->second);
  instance.asks.erase(found);
  pass_on_request(instance, answered_ask_);
  if (!answered_ask_.calls.empty()) instance.tried_again_by = {};  // those were its own
  // The connection was lost with the instance: that is no answer.
  if (body.status != 0) news_.ask = &answered_ask_;
}

// Which request was whose had been guessed, and what came of the other's led to this answer.
void Cloud::correct_guess(Ask& answered, Ask& other) {
  if (!answered.request_guessed || !other.request_guessed) return;
  if (route_of(answered) == route_of(other)) std::swap(answered.request, other.request);
}

// What is answered has no request under way: it was another call's, of the same kind.
void Cloud::pass_on_request(CloudInstance& instance, Ask& answered) {
  if (!answered.request || answered.request->answer) return;
  constexpr std::uint64_t kNoCause = 0;
  const Ask* other = served_by_request(instance, answered.request->sent, kNoCause);
  if (other == nullptr) return;
  instance.asks.at(other->asked.call).request = std::move(answered.request);
  answered.request.reset();
}

void Cloud::take(const sim::InstanceLogged& body, const sim::Event& event) {
  touch(body.instance);
  goes_on(event);
}

void Cloud::take(const sim::FlyCalled& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  origins_[event.id] = body.instance;
  const auto call = std::make_shared<FlyCall>(FlyCall{body, event.at, {}});
  instance.calls.insert_or_assign(body.call, call);
  news_.call = call.get();
  if (!is_lifecycle(body)) {
    news_.ask = served_by_exec(instance, body, goes_on(event));
    if (news_.ask != nullptr) instance.asks.at(news_.ask->asked.call).exec = call;
    return;
  }
  for (auto& [number, ask] : instance.asks)
    if (ask.is_lifecycle()) ask.calls.push_back(call);
}

void Cloud::take(const sim::FlyAnswered& body, const sim::Event& /*event*/) {
  CloudInstance& instance = touch(body.instance);
  const auto found = instance.calls.find(body.call);
  if (found == instance.calls.end()) return;
  answered_call_ = std::move(found->second);
  instance.calls.erase(found);
  FlyCall& call = *answered_call_;
  call.answer = body;
  news_.call = &call;
  note_told(call);
  note_denial(instance, call);
  note_stray_seen(instance, call);
  if (is_lifecycle(call.sent)) instance.tried_again_by = tried_again_by(call, now_);
  for (const auto& [number, ask] : instance.asks)
    if (ask.exec == answered_call_) news_.ask = &ask;
}

void Cloud::take(const sim::ControllerCalled& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  ControllerCall& request = instance.requests[body.call] = ControllerCall{body, event.at, {}};
  news_.request = &request;
  news_.ask = served_by_request(instance, body, event.cause);
  if (news_.ask == nullptr) return;
  Ask& ask = instance.asks.at(news_.ask->asked.call);
  ask.request = request;
  ask.request_guessed = ask.event != event.cause;
  serves_[event.id] = ask.asked.call;
}

void Cloud::take(const sim::ControllerAnswered& body, const sim::Event& event) {
  CloudInstance& instance = touch(body.instance);
  const auto found = instance.requests.find(body.call);
  if (found == instance.requests.end()) return;
  answered_request_ = std::move(found->second);
  answered_request_.answer = body;
  instance.requests.erase(found);
  news_.request = &answered_request_;
  for (auto& [number, ask] : instance.asks) {
    if (!ask.request || ask.request->sent.call != body.call) continue;
    ask.request->answer = body;
    news_.ask = &ask;
    serves_[event.id] = number;
  }
}

void Cloud::take(const sim::KeyValueCalled& body, const sim::Event& event) {
  touch(body.instance);
  goes_on(event);
}

void Cloud::take(const sim::FlyMachineChanged& body, const sim::Event& event) {
  const std::string origin = origin_of(event);
  const auto [entry, fresh] = machines_.try_emplace(body.id);
  CloudMachine& machine = entry->second;
  if (!fresh) news_.old_machine = machine;
  machine.now = body;
  machine.changed_at = event.at;
  machine.changed_by = body.why == "api" ? origin : std::string();
  if (fresh) machine.made_by = machine.changed_by;
  if (fresh) machine.made_at = event.at;
  machine.owned = machine.owned || !machine.made_by.empty() || (fresh && is_held(body.id));
  news_.machine = &machine;
  belongs(machine);
  if (body.why == "mount_changed" && news_.instance != nullptr) note_foreign(body.volume);
  note_given(body);
  note_outranked(machine);
  if (news_.instance != nullptr && by_the_world(body.why)) news_.instance->disturbed_at = event.at;
}

void Cloud::take(const sim::FlyVolumeChanged& body, const sim::Event& event) {
  const std::string origin = origin_of(event);
  const auto [entry, fresh] = volumes_.try_emplace(body.id);
  CloudVolume& volume = entry->second;
  if (!fresh) news_.old_volume = volume;
  const bool was = !fresh && volume.exists();
  volume.now = body;
  if (!body.machine.empty()) volume.claimants.insert(body.machine);
  volume.changed_at = event.at;
  lineages_.take(body);
  if (fresh && body.why == "api") volume.made_by = origin;
  if (was && !volume.exists() && by_the_world(body.why)) volume.taken = true;
  volume.owned = volume.owned || !volume.made_by.empty() || (fresh && is_held(body.id));
  news_.volume = &volume;
  // Somebody else's machine has written on it.
  if (news_.old_volume && !body.data_of.empty() && news_.old_volume->now.data_of != body.data_of)
    belongs_no_more(volume, body.data_of);
  belongs(volume);
  if (was && !volume.exists() && body.why == "api") note_wasted(volume, origin);
  if (news_.instance != nullptr && by_the_world(body.why)) news_.instance->disturbed_at = event.at;
}

void Cloud::take(const sim::FaultInjected& /*body*/, const sim::Event& event) {
  fault_at_ = event.at;
  origin_of(event);
  goes_on(event);
}

}  // namespace scenarios::seen
