#include "scenarios/runner/cloud_intervention.h"

#include "controller/instance/identity.h"

namespace scenarios {
namespace {

using controller::fly::MachineState;

constexpr std::string_view kStranger = "somebody-else@example.com";
constexpr std::chrono::minutes kLease{5};

std::string id_of(const IdsByName& ids, const std::string& name) {
  const auto found = ids.find(name);
  return found == ids.end() ? std::string() : found->second;
}

std::string machine_meant(sim::CloudWorld& world, const step::FlyIntervention& step,
                          const IdsByName& machines) {
  if (step.machine) return id_of(machines, *step.machine);
  return step.instance ? world.machine_of(*step.instance) : std::string();
}

// Of an instance: what its machine has at /root, or else the newest of its name.
std::string volume_meant(sim::CloudWorld& world, const step::FlyIntervention& step,
                         const IdsByName& volumes) {
  if (step.volume) return id_of(volumes, *step.volume);
  if (!step.instance) return {};
  const std::string machine = world.machine_of(*step.instance);
  std::string mounted(world.fly().root_volume_of(machine));
  if (!machine.empty() && !mounted.empty()) return mounted;
  return world.fly().volume_named(
      controller::instance::volume_name_of(world.sandbox(*step.instance)));
}

}  // namespace

void intervene(sim::CloudWorld& world, const step::FlyIntervention& step, const IdsByName& volumes,
               const IdsByName& machines) {
  sim::FlyModel& fly = world.fly();
  const sim::FlyNow now = world.now();
  const std::string machine = machine_meant(world, step, machines);
  const std::string volume = volume_meant(world, step, volumes);
  const std::string region = step.region.value_or("");
  const std::string to = step.to.value_or("");
  switch (step.event) {
    case FlyEvent::machine_dies:
      fly.kill_machine(machine, MachineState::failed, now);
      break;
    case FlyEvent::machine_stops:
      fly.kill_machine(machine, MachineState::stopped, now);
      break;
    case FlyEvent::machine_suspends:
      fly.suspend_machine(machine, now);
      break;
    case FlyEvent::machine_destroyed:
      fly.destroy_machine(machine, now);
      break;
    case FlyEvent::machine_vanishes:
      fly.vanish_machine(machine, now);
      break;
    case FlyEvent::machine_moves:
      fly.move_machine(machine, to, now);
      break;
    case FlyEvent::volume_vanishes:
      fly.vanish_volume(volume, now);
      break;
    case FlyEvent::volume_destroyed:
      fly.destroy_volume(volume, now);
      break;
    case FlyEvent::volume_moves:
      fly.move_volume(volume, to, now);
      break;
    case FlyEvent::mount_changes:
      fly.change_mount(machine, id_of(volumes, to), now);
      break;
    case FlyEvent::lease_taken:
      fly.take_lease(machine, kStranger, step.length.value_or(kLease), now);
      break;
    case FlyEvent::lease_released:
      fly.release_lease(machine);
      break;
    case FlyEvent::region_full:
    case FlyEvent::region_free:
      fly.set_region_full(region, step.event == FlyEvent::region_full);
      break;
    case FlyEvent::region_out:
    case FlyEvent::region_back:
      fly.set_region_out(region, step.event == FlyEvent::region_out);
      break;
  }
  world.settle();
}

}  // namespace scenarios
