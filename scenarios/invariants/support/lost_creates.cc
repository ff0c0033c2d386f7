#include "scenarios/invariants/support/lost_creates.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

// Sandbox ids up to this length are whole in the names of their volumes.
constexpr std::size_t kLongestId = 21;
// For so long at least a lost create is looked for; less a moment, for the store.
constexpr Duration kSearch = std::chrono::minutes(2) - std::chrono::seconds(1);
// Clocks may differ by this much.
constexpr Duration kSkew = std::chrono::minutes(2);

bool intends_volume(const sim::InstanceStored& stored) {
  return intends(stored, "volume") || intends(stored, "fork");
}

}  // namespace

bool LostCreates::may_be_made(const CloudInstance& instance, const CloudVolume& volume) const {
  const auto found = creates_.find(instance.id);
  if (found == creates_.end()) return true;
  const Create& create = found->second;
  // One that has changed since may have been as it had to be when it was looked at.
  const bool useless = !volume.now.machine.empty() || !volume.exists();
  if (useless && volume.changed_at < create.at) return false;
  // An earlier create of its own, of which nobody was told either, has made the same.
  const bool as_good = volume.made_by == instance.id && volume.now.data == 0;
  return volume.now.region == create.region && (as_good || !create.before.contains(volume.now.id));
}

bool LostCreates::is_beyond_finding(const CloudInstance& instance,
                                    const std::string& volume) const {
  if (cloud_.volume(volume)->belied && volume != instance.volume()) return true;
  return !is_known(volume) && (instance.id.size() > kLongestId || hidden_.contains(volume));
}

bool LostCreates::is_shown(const CloudInstance& instance, const std::string& volume) const {
  const auto lists = shown_.find(instance.id);
  return lists != shown_.end() && lists->second.contains(volume);
}

bool LostCreates::is_known(const std::string& volume) const {
  // What somebody else had a machine mount tells nobody that it is ours.
  const bool mounted = mounted_.contains(volume) && !cloud_.volume(volume)->foreign;
  return mounted || told_.contains(volume) || named_.contains(volume);
}

void LostCreates::fly_called(const CloudInstance& instance, const FlyCall& call) {
  if (call.operation() != "create_volume") return;
  searches_.try_emplace(instance.id, Search{call.at});  // it is tried again with the same intent
  Create create{{}, call.sent.region, call.at};
  for (const auto& [id, since] : first_seen_)
    if (is_shown(instance, id) || since + kSkew < call.at) create.before.insert(id);
  creates_[instance.id] = std::move(create);
}

void LostCreates::fly_answered(const CloudInstance& instance, const FlyCall& call) {
  if (!call.accepted()) return;
  if (call.operation() == "create_volume") {
    told_.insert(call.answer->volume);
    unnoted_[instance.id] = call.answer->volume;
  }
  if (call.operation() != "list_volumes") return;
  shown_[instance.id].insert(call.answer->ids.begin(), call.answer->ids.end());
  const auto search = searches_.find(instance.id);
  if (search != searches_.end() && cloud_.now() - search->second.since >= kSearch)
    search->second.lasted = true;
}

void LostCreates::stored(const CloudInstance& instance, const sim::InstanceStored& now) {
  note_named(now);
  const auto unnoted = unnoted_.find(instance.id);
  if (unnoted != unnoted_.end() && named_.contains(unnoted->second)) unnoted_.erase(unnoted);
  if (intends_volume(now)) return;
  end_search(instance);
  const auto& old = cloud_.news().old_stored;
  const bool taken = !now.erased && old && intends_volume(*old) && now.volume != old->volume;
  if (taken && !told_.contains(now.volume)) take_in_place_of_others(instance, now.volume);
}

void LostCreates::note_named(const sim::InstanceStored& now) {
  constexpr std::string_view kVolume = "volume/";
  named_.insert(now.volume);
  named_.insert(now.source);
  for (const std::string& deletion : now.deletions)
    if (deletion.starts_with(kVolume)) named_.insert(deletion.substr(kVolume.size()));
}

// What no list has shown until then is not looked for any more.
void LostCreates::end_search(const CloudInstance& instance) {
  const auto search = searches_.extract(instance.id);
  if (search.empty() || !search.mapped().lasted) return;
  for (const std::string& id : instance.volumes)
    if (!is_shown(instance, id)) hidden_.insert(id);
}

// What the create has made is nobody's from now on, when an older one is taken for it.
void LostCreates::take_in_place_of_others(const CloudInstance& instance,
                                          const std::string& volume) {
  const auto create = creates_.find(instance.id);
  if (create == creates_.end() || !hidden_.contains(volume)) return;
  for (const std::string& other : instance.volumes)
    if (other != volume && first_seen_[other] >= create->second.at) hidden_.insert(other);
}

// What it could not note any more nobody was told.
void LostCreates::ended(const CloudInstance& instance) {
  const auto unnoted = unnoted_.extract(instance.id);
  if (!unnoted.empty()) told_.erase(unnoted.mapped());
}

void LostCreates::machine_changed(const CloudMachine& machine) {
  if (!machine.now.volume.empty()) mounted_.insert(machine.now.volume);
}

void LostCreates::volume_changed(const CloudVolume& volume) {
  if (volume.now.why == "moved") hidden_.insert(volume.now.id);
  first_seen_.try_emplace(volume.now.id, cloud_.now());
}

}  // namespace scenarios::seen
