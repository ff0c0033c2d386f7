#include "controller/instance/volumes.h"

#include <algorithm>
#include <utility>

#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/identity.h"
#include "controller/instance/machine_choice.h"

namespace controller::instance {
namespace {

using fly::RefusalKind;
using What = CreateIntent::What;

// How often the list is asked for something that a lost create may have made.
constexpr Duration kListAgain = std::chrono::seconds(10);
// Clocks, ours and Fly's, may differ by this much.
constexpr std::chrono::minutes kClockSkew{2};

// What the fork of `intent` was made from has another fork, which may be newer: it was used since
// the create was asked for.
bool is_outdated(const InstanceState& state, const CreateIntent& intent) {
  return state.fork_was_used && !state.unconfirmed_sources.empty() &&
         state.unconfirmed_sources.back() == intent.source_volume_id;
}

// A fork of `source` has taken the place of `old`.
void hold_source(InstanceState& state, const std::string& source, const std::string& old) {
  std::vector<std::string>& sources = state.unconfirmed_sources;
  if (!sources.empty() && sources.back() == source) return note_volume(state, old);  // not used
  if (!old.empty() && old != source) sources.push_back(old);  // `source` was lost meanwhile
  sources.push_back(source);
}

// The last of what the held volume, which was a confirmed fork, was made from; empty: there is none
// that waits to be deleted still, or was left.
std::string take_back_source(InstanceState& state) {
  while (!state.confirmed_sources.empty()) {
    std::string source = std::move(state.confirmed_sources.back());
    state.confirmed_sources.pop_back();
    const auto noted =
        std::erase(state.deletions, PendingDeletion{PendingDeletion::What::volume, source});
    if (noted > 0 || is_left(state, source)) return source;
  }
  return {};
}

}  // namespace

std::string volume_to_copy(const InstanceState& state) {
  const bool unused = !state.fork_was_used && !state.unconfirmed_sources.empty();
  return unused ? state.unconfirmed_sources.back() : state.volume_id;
}

bool may_come_of(const CreateIntent& intent, const fly::Volume& volume) {
  return volume.name == intent.name && volume.attached_machine_id.empty() &&
         !is_dead(volume.state) && volume.region == intent.region &&
         std::ranges::find(intent.known_volumes, volume.id) == intent.known_volumes.end() &&
         (!volume.created_at || *volume.created_at + kClockSkew >= intent.made_at);
}

CreateIntent open_volume_intent(const Operation& operation) {
  const InstanceState& state = operation.state();
  CreateIntent intent = *state.volume_intent;
  // Ours already, whether a list showed them or not.
  std::vector<std::string>& known = intent.known_volumes;
  known.push_back(state.volume_id);
  known.insert(known.end(), state.unconfirmed_sources.begin(), state.unconfirmed_sources.end());
  for (const PendingDeletion& deletion : state.deletions) known.push_back(deletion.id);
  const auto known_since = operation.wall_clock.now() - operation.memory.volume_intent_age();
  intent.made_at = std::min(intent.made_at, std::chrono::floor<WallTime::duration>(known_since));
  return intent;
}

// ---- settling, creating
// -----------------------------------------------------------------------------------------------

Task<Attempt<Nothing>> Volumes::settle() {
  if (!op_.state().volume_intent) co_return Nothing{};
  if (!names_its_volume_alone(op_.state().sandbox_id)) {
    // What bears our name may be another sandbox's, with its data: better an orphan than that.
    const std::string& region = op_.state().volume_intent->region;
    op_.log.write(LogLevel::warning, "instance.volume_maybe_left", {{"region", region}});
    co_return co_await forget_intent();
  }
  const Instant too_late =
      op_.scheduler.now() + op_.config.times.late_volume - op_.memory.volume_intent_age();
  for (;;) {
    auto found = co_await made();
    if (!found) co_return Failure{found.error()};
    if (!found->empty()) {
      take(found->front().id, found->front().region);
      co_return co_await op_.memory.save();
    }
    if (op_.scheduler.now() >= too_late) co_return co_await forget_intent();
    const Instant next = std::min(too_late, op_.scheduler.now() + kListAgain);
    const auto waited = co_await sleep_until(op_.scheduler, next, op_.token);
    if (!waited) co_return Failure{given_up()};
  }
}

Task<Attempt<std::vector<fly::Volume>>> Volumes::made() {
  auto volumes = co_await op_.fly.list_volumes(op_.token);
  if (!volumes) co_return Failure{trouble_of("looking for a new volume", volumes.error())};
  const CreateIntent intent = open_volume_intent(op_);
  std::vector<fly::Volume> made;
  for (const fly::Volume& listed : *volumes) {
    if (!may_come_of(intent, listed)) continue;
    auto volume = co_await op_.fly.get_volume(listed.id, op_.token);
    if (!volume && says_no_volume(volume.error())) continue;
    if (!volume) co_return Failure{trouble_of("checking a new volume", volume.error())};
    if (may_come_of(intent, *volume)) made.push_back(std::move(*volume));
  }
  co_return made;
}

Task<Attempt<Nothing>> Volumes::forget_intent() {
  op_.change().volume_intent.reset();
  co_return co_await op_.memory.save();
}

// The volume that the open intent made is ours from now on.
void Volumes::take(std::string id, std::string region) {
  InstanceState& state = op_.change();
  const CreateIntent intent = *std::exchange(state.volume_intent, std::nullopt);
  const bool fork = intent.what == What::fork;
  // Meanwhile we hold one that must not yield.
  const bool unwanted = fork ? is_outdated(state, intent) : state.has_user_data;
  if (unwanted) return note_volume(state, id);
  const std::string old = std::exchange(state.volume_id, std::move(id));
  state.region = std::move(region);
  if (fork) {
    hold_source(state, intent.source_volume_id, old);
    state.fork_was_used = false;
    state.fork_was_started = false;
  } else {
    note_volume(state, old);  // it was never used
  }
}

Task<Attempt<std::vector<fly::Volume>>> Volumes::volumes_of_our_name() {
  const std::string name = volume_name_of(op_.state().sandbox_id);
  auto volumes = co_await op_.fly.list_volumes(op_.token);
  if (!volumes) co_return Failure{trouble_of("listing the volumes", volumes.error())};
  std::erase_if(*volumes, [&name](const fly::Volume& volume) { return volume.name != name; });
  co_return std::move(*volumes);
}

// A list of machines may have been empty for no reason, and the name protects none that bears
// another: before the first volume is made, those that we would not know are asked who has them.
Task<Attempt<bool>> Volumes::find_in_use(const std::vector<fly::Volume>& named) {
  const InstanceState& state = op_.state();
  const bool knows_none = state.machine_id.empty() && state.volume_id.empty();
  if (!knows_none || !names_its_volume_alone(state.sandbox_id)) co_return false;
  std::vector<fly::Machine> ours;
  for (const fly::Volume& volume : named) {
    const std::string claimant = volume.attached_machine_id;
    if (!fly::valid_id(claimant) || is_retired(state, claimant)) continue;
    auto machine = co_await Finder(op_).read_surely(claimant);
    if (!machine && says_no_machine(machine.error())) continue;
    if (!machine) co_return Failure{trouble_of("reading the machine on a volume", machine.error())};
    if (belongs_to(*machine, state.sandbox_id) && !root_volume(*machine).empty())
      ours.push_back(std::move(*machine));
  }
  const fly::Machine* chosen = choose_machine(ours, state.sandbox_id);
  for (const fly::Machine& machine : ours) {
    if (&machine == chosen || is_dead(machine.state)) continue;
    note_stray(op_.change(), machine);
  }
  if (chosen != nullptr) co_return co_await hold_in_use(*chosen);
  const auto dying = std::ranges::find(ours, state.sandbox_id, &fly::Machine::name);
  if (dying == ours.end()) co_return false;
  co_return co_await hold_in_use(*dying);
}

// One that is on its way out has our name till then, and is waited for when it is read again.
Task<Attempt<bool>> Volumes::hold_in_use(const fly::Machine& machine) {
  InstanceState& state = op_.change();
  op_.log.write(LogLevel::info, "instance.machine_found", {{"machine", machine.id}});
  hold_volume(state, root_volume(machine));
  state.region = machine.region;
  hold_read_machine(state, machine);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return true;
}

Task<Attempt<Nothing>> Volumes::create(What what, std::string region, std::string source) {
  auto known = co_await volumes_of_our_name();
  if (!known) co_return Failure{known.error()};
  auto in_use = co_await find_in_use(*known);
  if (!in_use) co_return Failure{in_use.error()};
  if (*in_use) co_return co_await check();
  fly::CreateVolume wanted;
  wanted.name = volume_name_of(op_.state().sandbox_id);
  wanted.region = region;
  wanted.size_gb = op_.config.volume_gb;
  wanted.source_volume_id = source;
  CreateIntent intent;
  intent.what = what;
  intent.name = wanted.name;
  intent.region = region;
  intent.source_volume_id = source;
  for (const fly::Volume& volume : *known) intent.known_volumes.push_back(volume.id);
  intent.made_at = op_.wall_clock.now();
  op_.memory.intend_volume(std::move(intent));
  auto saved = co_await op_.memory.save();
  if (!saved) co_return saved;

  auto volume = co_await op_.fly.create_volume(wanted, op_.token);
  if (volume) {
    take(volume->id, volume->region.empty() ? region : volume->region);
    // Where a machine is made next, that is written with its intent.
    if (op_.state().machine_id.empty()) co_return Nothing{};
    co_return co_await op_.memory.save();
  }
  if (volume.error().may_have_happened) co_return co_await settle();
  const Trouble trouble = trouble_of("making a volume", volume.error());
  saved = co_await forget_intent();
  if (!saved) co_return saved;
  co_return Failure{trouble};
}

// In the first of the regions that has room.
Task<Attempt<Nothing>> Volumes::create_somewhere(What what, std::vector<std::string> regions,
                                                 std::string source) {
  const std::string before = op_.state().volume_id;
  Trouble trouble{503, "no region has room for a volume", RefusalKind::capacity};
  for (const std::string& region : regions) {
    auto made = co_await create(what, region, source);
    if (made && op_.state().volume_id != before) co_return made;
    if (!made && made.error().kind != RefusalKind::capacity) co_return made;
    if (made) continue;
    trouble = made.error();
    tried_.insert(region);
  }
  co_return Failure{trouble};
}

// ---- M6
// --------------------------------------------------------------------------------------------------------------

Task<Attempt<std::optional<fly::Volume>>> Volumes::look_at(std::string id) {
  std::optional<fly::Volume> found;
  auto volume = co_await op_.fly.get_volume(id, op_.token);
  if (!volume && says_no_volume(volume.error())) {
    auto unlisted = co_await expect_unlisted(id);
    if (!unlisted) co_return Failure{unlisted.error()};
    volume = co_await op_.fly.get_volume(id, op_.token);
    if (!volume && says_no_volume(volume.error())) co_return found;
  }
  if (!volume) co_return Failure{trouble_of("checking the volume", volume.error())};
  if (!is_dead(volume->state)) found = std::move(*volume);
  co_return found;
}

// One answer alone may be an outage in disguise, and so may a list that lacks what it should have.
Task<Attempt<Nothing>> Volumes::expect_unlisted(std::string id) {
  auto all = co_await op_.fly.list_volumes(op_.token);
  if (!all) co_return Failure{trouble_of("confirming that the volume is gone", all.error())};
  const auto listed = std::ranges::find(*all, id, &fly::Volume::id);
  if (listed == all->end() || is_dead(listed->state)) co_return Nothing{};
  co_return Failure{Trouble{503, "Fly both lists the volume and says that it does not exist"}};
}

Task<Attempt<Nothing>> Volumes::check() {
  if (op_.state().volume_id.empty()) co_return Nothing{};
  const std::string id = op_.state().volume_id;
  auto volume = co_await look_at(id);
  if (!volume) co_return Failure{volume.error()};
  if (!*volume) {
    auto lost = co_await lose();
    const bool fallen_back = lost && !op_.state().volume_id.empty();
    if (!fallen_back) co_return lost;
    co_return co_await check();
  }
  const std::string& region = (*volume)->region;
  if (region.empty() || region == op_.state().region) co_return Nothing{};
  op_.log.write(LogLevel::warning, "instance.region_drift", {{"region", region}});
  op_.change().region = region;  // persisted with what is done next
  co_return Nothing{};
}

// The held volume is gone for sure. If it was a fork, its source still is what there is of the
// data. One that has a source itself was forked because it had been used.
Task<Attempt<Nothing>> Volumes::lose() {
  InstanceState& state = op_.change();
  op_.log.write(LogLevel::warning, "instance.volume_gone", {{"volume", state.volume_id}});
  state.volume_id.clear();
  if (!state.unconfirmed_sources.empty()) {
    hold_volume(state, std::move(state.unconfirmed_sources.back()));
    state.unconfirmed_sources.pop_back();
  } else {
    hold_volume(state, take_back_source(state));
  }
  state.fork_was_used = !state.unconfirmed_sources.empty();
  state.fork_was_started = false;
  state.has_user_data = !state.volume_id.empty();
  co_return co_await op_.memory.save();
}

// ---- regions
// ---------------------------------------------------------------------------------------------------------

std::vector<std::string> Volumes::shuffled_regions() {
  std::vector<std::string> regions;
  regions.reserve(op_.config.regions.size());
  for (const std::string& region : op_.config.regions)
    if (!tried_.contains(region)) regions.push_back(region);
  for (std::size_t left = regions.size(); left > 1; --left)
    std::swap(regions[left - 1], regions[op_.random.below(left)]);
  return regions;
}

std::vector<std::string> Volumes::regions_beginning_with(const std::string& first) {
  std::vector<std::string> regions = shuffled_regions();
  std::erase(regions, first);
  if (!first.empty() && !tried_.contains(first)) regions.insert(regions.begin(), first);
  return regions;
}

std::vector<std::string> Volumes::regions_ending_with(const std::string& last) {
  std::vector<std::string> regions = shuffled_regions();
  if (std::erase(regions, last) > 0) regions.push_back(last);
  return regions;
}

// ---- making, replacing, confirming
// -----------------------------------------------------------------------------------

Task<Attempt<Nothing>> Volumes::ensure(std::string region) {
  if (!op_.state().volume_id.empty()) co_return Nothing{};
  std::vector<std::string> regions =
      regions_beginning_with(region.empty() ? op_.state().region : region);
  const std::string no_source;
  co_return co_await create_somewhere(What::volume, std::move(regions), no_source);
}

Task<Attempt<fly::Volume>> Volumes::to_copy() {
  for (;;) {
    const std::string id = volume_to_copy(op_.state());
    auto volume = co_await look_at(id);
    if (!volume) co_return Failure{volume.error()};
    if (*volume) co_return std::move(**volume);
    InstanceState& state = op_.change();
    if (id == state.volume_id)
      co_return Failure{Trouble{503, "the volume is gone", RefusalKind::volume_missing}};
    state.unconfirmed_sources.pop_back();
    state.fork_was_used = !state.unconfirmed_sources.empty();
    auto saved = co_await op_.memory.save();
    if (!saved) co_return Failure{saved.error()};
  }
}

Task<Attempt<Nothing>> Volumes::replace() {
  const InstanceState& state = op_.state();
  op_.log.write(LogLevel::warning, "instance.volume_stranded", {{"volume", state.volume_id}});
  const std::string here = state.region;
  const std::string source = state.has_user_data ? volume_to_copy(state) : std::string();
  const What what = source.empty() ? What::volume : What::fork;
  std::vector<std::string> regions = regions_ending_with(here);
  tried_.insert(here);
  co_return co_await create_somewhere(what, std::move(regions), source);
}

Task<Attempt<Nothing>> Volumes::note_start() {
  if (op_.state().unconfirmed_sources.empty()) co_return Nothing{};
  const std::string id = op_.state().volume_id;
  auto fork = co_await op_.fly.get_volume(id, op_.token);
  if (!fork) co_return Failure{trouble_of("checking the fork", fork.error())};
  // Where its machine has another volume, that was mounted before it ran.
  if (fork->attached_machine_id != op_.state().machine_id) co_return Nothing{};
  op_.change().fork_was_started = true;
  if (is_complete(fork->state)) let_sources_go();
  co_return co_await op_.memory.save();
}

Task<Attempt<Nothing>> Volumes::confirm() {
  if (op_.state().unconfirmed_sources.empty() || !op_.state().fork_was_started) co_return Nothing{};
  const std::string id = op_.state().volume_id;
  auto fork = co_await op_.fly.get_volume(id, op_.token);
  if (!fork) co_return Failure{trouble_of("checking the fork", fork.error())};
  // Where its machine has another volume by now, that is the one that is written to.
  const bool has_its_machine = fork->attached_machine_id == op_.state().machine_id;
  if (!has_its_machine || !is_complete(fork->state)) co_return Nothing{};
  let_sources_go();
  co_return co_await op_.memory.save();
}

void Volumes::let_sources_go() {
  InstanceState& state = op_.change();
  for (const std::string& source : state.unconfirmed_sources)
    if (!is_left(state, source)) note_volume(state, source);
  // The older ones that are there still are copies as well.
  std::erase_if(state.confirmed_sources, [&state](const std::string& source) {
    return !is_noted(state, {PendingDeletion::What::volume, source}) && !is_left(state, source);
  });
  for (std::string& source : std::exchange(state.unconfirmed_sources, {}))
    state.confirmed_sources.push_back(std::move(source));
  state.fork_was_used = false;
  state.fork_was_started = false;
}

}  // namespace controller::instance
