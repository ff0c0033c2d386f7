#include "scenarios/invariants/support/instance_mind.h"

#include <algorithm>
#include <cctype>

#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios::seen {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::ranges::find(words, word) != std::end(words);
}

// The instance ids that a machine had from then on.
std::set<std::string> incarnations_since(Instant since, const MachineLives& lives) {
  std::set<std::string> ids;
  for (auto life = lives.rbegin(); life != lives.rend(); ++life) {
    ids.insert(life->second);
    if (life->first < since) break;
  }
  return ids;
}

bool launches(const FlyCall& call) {
  return call.operation() == "create_machine" || call.operation() == "update_machine" ||
         call.operation() == "start_machine";
}

}  // namespace

bool is_at_rest(std::string_view state) {
  constexpr std::string_view kResting[] = {"stopped", "failed", "launch_failed", "suspended"};
  return is_one_of(state, kResting);
}

bool is_on_its_way(std::string_view state) {
  constexpr std::string_view kOnItsWay[] = {"starting", "restarting", "updating", "replacing",
                                            "suspending"};
  return is_one_of(state, kOnItsWay);
}

bool is_leaving(std::string_view state) { return state == "destroying" || state == "destroyed"; }

const MachineHeard* InstanceMind::machine(const std::string& id) const {
  const auto found = machines_.find(id);
  return found == machines_.end() ? nullptr : &found->second;
}

const VolumeHeard* InstanceMind::volume(const std::string& id) const {
  const auto found = volumes_.find(id);
  return found == volumes_.end() ? nullptr : &found->second;
}

void InstanceMind::hear(const FlyCall& call, const Cloud& cloud, const MachineLives& lives) {
  if (call.operation() == "create_machine") hear_create(call);
  // There is room beside that volume after all.
  if (call.operation() == "update_machine" && call.accepted() &&
      call.sent.volume == start_.refused_volume)
    start_.settled = false;
  if (!call.accepted()) hear_refusal(call);
  if (call.operation() == "list_machines" || call.operation() == "list_volumes") {
    if (call.accepted()) hear_list(call, cloud);
  } else if (call.operation().ends_with("_volume")) {
    hear_volume(call);
    hear_region(call, cloud);
  } else {
    hear_machine(call, cloud, lives);
  }
}

void InstanceMind::hear_refusal(const FlyCall& call) {
  const sim::FlyAnswered& answer = *call.answer;
  if (launches(call) && says_capacity(answer)) start_.no_room = true;
  if (says_volume_missing(answer)) start_.volume_lost = true;
  if (says_volume_claimed(answer)) start_.claimed = true;
  name_all_in(answer.text);
  if (answer.status >= 400 && is_garbled(answer)) hear_anything();
}

// What a garbled refusal still told is not in the trace.
void InstanceMind::hear_anything() {
  start_.no_room = start_.volume_lost = start_.name_taken = start_.claimed = true;
  any_named_ = true;
}

// What another create of the same kind cannot mend.
void InstanceMind::hear_create(const FlyCall& call) {
  const sim::FlyAnswered& answer = *call.answer;
  start_.name_taken = start_.name_taken || answer.status == 409 || answer.status == 422;
  const bool limit = says_machine_limit(answer) || says_quota(answer);
  start_.settled = limit || says_capacity(answer);
  start_.refused_volume = limit ? std::string() : call.sent.volume;
  start_.refused_text = answer.text;
  start_.refused_region = call.sent.region;
}

// A volume that has moved since may find room where it is now.
void InstanceMind::hear_region(const FlyCall& call, const Cloud& cloud) {
  const CloudVolume* volume = cloud.volume(call.sent.volume);
  const bool refused = call.operation() == "get_volume" && call.accepted() && volume != nullptr &&
                       volume->now.id == start_.refused_volume;
  if (refused && volume->now.region != start_.refused_region) start_.settled = false;
}

// A refusal may name whom it is about: its words are ids that may be looked at.
void InstanceMind::name_all_in(const std::string& text) {
  const auto part_of_id = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (auto at = text.begin(); at != text.end();) {
    at = std::find_if(at, text.end(), part_of_id);
    const auto end = std::find_if_not(at, text.end(), part_of_id);
    if (at != end) named_.emplace(at, end);
    at = end;
  }
}

void InstanceMind::hear_machine(const FlyCall& call, const Cloud& cloud,
                                const MachineLives& lives) {
  const sim::FlyAnswered& answer = *call.answer;
  const std::string& what = call.operation();
  const std::string& id = what == "create_machine" ? answer.machine : call.sent.machine;
  if (id.empty() || what == "exec") return;
  named_.insert(id);
  MachineHeard& heard = machines_[id];
  if (says_machine_gone(answer)) {
    constexpr Duration kHidden = std::chrono::minutes(1);
    heard.gone = heard.read = true;
    heard.hidden = heard.made && cloud.now() - *heard.made < kHidden;
    doubted_.insert(id);
  }
  // Nobody knows: its end may be waited for.
  if (what == "destroy_machine" && says_nothing(answer)) heard.state = "destroying";
  if (what == "update_machine" && (call.accepted() || says_nothing(answer)))
    heard.launched = cloud.now();
  // Of these the status tells all.
  const bool plain = what == "wait" || what == "stop_machine";
  if (!call.accepted() && !(plain && answer.status / 100 == 2)) return;
  heard.gone = heard.hidden = false;
  if (what == "create_machine") settled_ = std::exchange(doubted_, {});
  if (what == "create_machine") heard.made = cloud.now();
  if (what == "get_machine") heard.state = answer.state;
  if (what == "create_machine") heard.state = "starting";
  if (what == "update_machine") heard.state = "replacing";
  if (what == "start_machine") heard.state = "starting";
  if (what == "stop_machine") heard.state = "stopping";
  if (what == "destroy_machine") heard.state = "destroying";
  if (what == "wait") heard.state = call.sent.detail.substr(0, call.sent.detail.find(' '));
  if (heard.state == "started") heard.launched.reset();
  if (is_leaving(heard.state)) heard.gone = true;
  if (what != "get_machine" && what != "create_machine" && what != "update_machine") return;
  heard.read = true;
  heard.volume = what == "get_machine" ? answer.volume : call.sent.volume;
  see_mounted(heard.volume);
  heard.incarnations = incarnations_since(call.at, lives);
  // It may have been given another since it was looked at, by this very call.
  if (const CloudMachine* truth = cloud.machine(id))
    heard.incarnations.insert(truth->now.instance_id);
}

void InstanceMind::see_mounted(const std::string& volume) {
  if (volume.empty()) return;
  named_.insert(volume);
  mounted_.insert(volume);
}

void InstanceMind::hear_volume(const FlyCall& call) {
  const sim::FlyAnswered& answer = *call.answer;
  const std::string& id = call.operation() == "create_volume" ? answer.volume : call.sent.volume;
  if (id.empty()) return;
  named_.insert(id);
  if (!answer.machine.empty()) named_.insert(answer.machine);
  const bool missing = says_volume_missing(answer) || is_volume_leaving(answer.state);
  if (missing) start_.volume_lost = true;
  if (!call.accepted() && !missing) return;
  VolumeHeard& heard = volumes_[id];
  heard.missing = missing;
  heard.there = !missing && call.operation() != "destroy_volume";
  if (call.operation() == "create_volume") start_.no_room = false;
}

void InstanceMind::hear_list(const FlyCall& call, const Cloud& cloud) {
  const bool of_machines = call.operation() == "list_machines";
  for (const std::string& id : call.answer->ids) {
    named_.insert(id);
    const CloudMachine* machine = of_machines ? cloud.machine(id) : nullptr;
    if (machine != nullptr) {
      machines_[id].read = true;
      if (machine->leaving()) machines_[id].gone = true;
      see_mounted(machine->now.volume);
    }
    if (!of_machines && !volumes_[id].missing) volumes_[id].there = true;
    const CloudVolume* volume = of_machines ? nullptr : cloud.volume(id);
    // A list may be late.
    if (volume != nullptr) named_.insert(volume->claimants.begin(), volume->claimants.end());
  }
}

}  // namespace scenarios::seen
