#include "scenarios/explore/cloud_trouble.h"

#include <algorithm>
#include <array>

#include "scenarios/explore/instance_settings.h"
#include "scenarios/explore/instance_workload.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

std::string one_user(const Sketch& sketch) {
  return sketch.draws.one_of(all_users(sketch.scenario));
}

template <FlyEvent event>
void befalls_instance(const Sketch& sketch) {
  step::FlyIntervention step;
  step.event = event;
  step.instance = one_user(sketch);
  sketch.add(sketch.trouble_time(), std::move(step));
}

template <FlyEvent event>
void moves(const Sketch& sketch) {
  step::FlyIntervention step;
  step.event = event;
  step.instance = one_user(sketch);
  step.to = sketch.draws.one_of(sketch.scenario.fly.regions);
  sketch.add(sketch.trouble_time(), std::move(step));
}

// Somebody mounts another volume of the user's, an empty one.
void changes_mount(const Sketch& sketch) {
  constexpr const char* kSpare = "spare";
  Scenario& scenario = sketch.scenario;
  std::string user = one_user(sketch);
  const auto spare = std::ranges::find(scenario.volumes, kSpare, &VolumeSettings::name);
  if (spare == scenario.volumes.end())
    scenario.volumes.push_back({kSpare, user, scenario.instances.front().region, 0});
  else
    user = spare->of;
  step::FlyIntervention step;
  step.event = FlyEvent::mount_changes;
  step.instance = user;
  step.to = kSpare;
  sketch.add(sketch.trouble_time(), std::move(step));
  // Nobody but them knows of it, so they take it away again.
  step::FlyIntervention after;
  after.event = FlyEvent::volume_destroyed;
  after.volume = kSpare;
  sketch.add(sketch.trouble_ends, std::move(after));
}

void takes_lease(const Sketch& sketch) {
  constexpr std::array<Duration, 4> kLengths = {30s, 1s, 2min, 5min};
  step::FlyIntervention step;
  step.event = FlyEvent::lease_taken;
  step.instance = one_user(sketch);
  step.length = sketch.draws.one_of(kLengths);
  sketch.add(sketch.trouble_time(), std::move(step));
}

template <FlyEvent event, FlyEvent mended>
void befalls_region(const Sketch& sketch) {
  step::FlyIntervention step;
  step.event = event;
  step.region = sketch.draws.one_of(sketch.scenario.fly.regions);
  const Instant at = sketch.draws.chance(50) ? Instant{} : sketch.trouble_time();
  sketch.add(at, step);
  step.event = mended;
  if (sketch.draws.chance(50)) sketch.add(sketch.times.soon(at, sketch.trouble_ends), step);
  sketch.add(sketch.trouble_ends, std::move(step));
}

template <class Change>
void set_quirk(const Sketch& sketch, Change change) {
  if (sketch.draws.chance(60)) {
    change(sketch.scenario.fly.quirks);
  } else {
    step::FlyQuirksChange step;
    change(step.quirks);
    sketch.add(sketch.trouble_time(), step);
  }
}

// How long a quirk lasts: what the instance has to put up with.
Duration draw_lag(Draws& draws) {
  constexpr std::array<Duration, 4> kLags = {5s, 1s, 30s, 10s};
  return draws.one_of(kLags);
}

void lists_lag(const Sketch& sketch) {
  set_quirk(sketch, [&](QuirkSettings& quirks) { quirks.lists_lag = draw_lag(sketch.draws); });
}
void newborn_hides(const Sketch& sketch) {
  set_quirk(sketch,
            [&](QuirkSettings& quirks) { quirks.hidden_after_create = draw_lag(sketch.draws); });
}
void claims_linger(const Sketch& sketch) {
  set_quirk(sketch, [&](QuirkSettings& quirks) { quirks.claims_linger = draw_lag(sketch.draws); });
}
void names_linger(const Sketch& sketch) {
  set_quirk(sketch, [&](QuirkSettings& quirks) { quirks.names_linger = draw_lag(sketch.draws); });
}
void abandoned_late(const Sketch& sketch) {
  set_quirk(sketch, [&](QuirkSettings& quirks) { quirks.abandoned_late = draw_lag(sketch.draws); });
}
void lists_empty(const Sketch& sketch) {
  set_quirk(sketch, [](QuirkSettings& quirks) { quirks.lists_empty = true; });
}
void shows_otherwise(const Sketch& sketch) {
  set_quirk(sketch, [&](QuirkSettings& quirks) {
    quirks.destroyed_shows = ShownDestroyed::not_found;
    quirks.released_is_detached = sketch.draws.chance(50);
    quirks.forks_restore = sketch.draws.chance(50);
    quirks.hosts_hide_mounts = sketch.draws.chance(50);
  });
}

void crash_instance(const Sketch& sketch) {
  const std::string user = one_user(sketch);
  Instant at = sketch.trouble_time();
  if (sketch.draws.chance(50)) {  // in the middle of a start
    sketch.add(at, step::StartInstance{user});
    at = sketch.times.soon(at, sketch.trouble_ends);
  }
  sketch.add(at, step::CrashInstance{user});
  sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::RestartInstance{user});
}

void spoils_kv(const Sketch& sketch) {
  constexpr std::array kEvents = {KvEvent::down, KvEvent::slow, KvEvent::poisoned};
  constexpr std::array<const char*, 3> kValues = {"[]", R"({"requests":[{"code":"a b"}]})",
                                                  R"({"requests":[]})"};
  step::Kv kv;
  kv.event = sketch.draws.one_of(kEvents);
  if (kv.event == KvEvent::poisoned && sketch.draws.chance(70))
    kv.value = sketch.draws.one_of(kValues);
  const Instant at = sketch.trouble_time();
  sketch.add(at, std::move(kv));
  if (sketch.draws.chance(50))
    sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::Kv{KvEvent::up, {}});
}

void changes_guest(const Sketch& sketch) {
  constexpr std::array kGuests = {GuestKind::old_404, GuestKind::current, GuestKind::old_401,
                                  GuestKind::none, GuestKind::old_502};
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::GuestChange{one_user(sketch), sketch.draws.one_of(kGuests)});
}

void sleeps(const Sketch& sketch) {
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::Suspend{sketch.times.positive_span()});
}

void sets_clock(const Sketch& sketch) {
  constexpr std::array<Duration, 6> kJumps = {1h, -1h, 1min, -1min, 5min, -5min};
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::ClockJump{sketch.draws.one_of(kJumps)});
}

// Whether some machine may be gone, or changed, with nothing left to tell which volume it had.
bool loses_mounts(const Scenario& scenario) {
  const auto is_loss = [](const Step& step) {
    const auto* fly = std::get_if<step::FlyIntervention>(&step.action);
    return fly != nullptr &&
           (fly->event == FlyEvent::machine_destroyed || fly->event == FlyEvent::machine_vanishes ||
            fly->event == FlyEvent::mount_changes);
  };
  const auto is_loss_after = [](const sim::CloudFaultRule& rule) {
    return std::holds_alternative<sim::cloud_fault::GoneAfter>(rule.action);
  };
  return std::ranges::any_of(scenario.steps, is_loss) ||
         std::ranges::any_of(scenario.cloud_faults, is_loss_after);
}

}  // namespace

const std::vector<CloudTrouble>& cloud_troubles() {
  static const std::vector<CloudTrouble> kAll = {
      befalls_instance<FlyEvent::machine_dies>,
      befalls_instance<FlyEvent::machine_stops>,
      befalls_instance<FlyEvent::machine_suspends>,
      befalls_instance<FlyEvent::machine_destroyed>,
      befalls_instance<FlyEvent::machine_vanishes>,
      befalls_instance<FlyEvent::volume_vanishes>,
      befalls_instance<FlyEvent::volume_destroyed>,
      moves<FlyEvent::machine_moves>,
      moves<FlyEvent::volume_moves>,
      changes_mount,
      takes_lease,
      befalls_region<FlyEvent::region_full, FlyEvent::region_free>,
      befalls_region<FlyEvent::region_out, FlyEvent::region_back>,
      lists_lag,
      newborn_hides,
      claims_linger,
      names_linger,
      abandoned_late,
      lists_empty,
      shows_otherwise,
      crash_instance,
      crash_instance,
      spoils_kv,
      changes_guest,
      sleeps,
      sets_clock,
  };
  return kAll;
}

void mend_cloud(const Sketch& sketch) {
  bool crashed = false;
  bool kv_spoilt = false;
  bool quirky = sketch.scenario.fly.quirks != QuirkSettings{};
  for (const Step& step : sketch.scenario.steps) {
    crashed = crashed || std::holds_alternative<step::CrashInstance>(step.action);
    kv_spoilt = kv_spoilt || std::holds_alternative<step::Kv>(step.action);
    quirky = quirky || std::holds_alternative<step::FlyQuirksChange>(step.action);
  }
  if (quirky) sketch.add(sketch.trouble_ends, step::FlyQuirksChange{});
  if (kv_spoilt) sketch.add(sketch.trouble_ends, step::Kv{KvEvent::up, {}});
  if (crashed) sketch.add(sketch.trouble_ends, step::RestartInstance{});
  if (!loses_mounts(sketch.scenario)) return;
  // Nobody would ever learn of what a stray had mounted.
  for (MachineSettings& stray : sketch.scenario.machines) stray.volume.clear();
  std::erase_if(sketch.scenario.volumes,
                [](const VolumeSettings& volume) { return volume.name == kStrayVolume; });
  // Who has forgotten the volume as well can never find it.
  for (InstanceSettings& instance : sketch.scenario.instances)
    if (instance.remembers == Memory::nothing || instance.remembers == Memory::machine)
      instance.remembers = Memory::volume;
}

}  // namespace scenarios
