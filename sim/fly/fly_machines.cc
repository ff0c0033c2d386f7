// The life of a machine.
#include <algorithm>
#include <utility>

#include "sim/fly/fly_model.h"

namespace sim {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // of a ULID
constexpr std::size_t kMachineId = 14;
constexpr std::size_t kInstanceId = 26;
// So many changes are remembered, for lists that lag.
constexpr std::size_t kHistory = 24;

std::string sandbox_of(const FlyMachineConfig& config) {
  for (const auto& [key, value] : config.spec.metadata)
    if (key == "kiloclaw_sandbox_id") return value;
  return {};
}

bool is_live(const FlyMachine& machine) { return !machine.is_gone(); }

}  // namespace

FlyMachine* FlyModel::find_machine(std::string_view id) {
  const auto found = machine_ids_.find(id);
  return found == machine_ids_.end() ? nullptr : &machines_[found->second];
}

const FlyMachine* FlyModel::find_machine(std::string_view id) const {
  const auto found = machine_ids_.find(id);
  return found == machine_ids_.end() ? nullptr : &machines_[found->second];
}

FlyMachine* FlyModel::visible_machine(std::string_view id) {
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->vanished) return nullptr;
  // "a machine just created can answer 404 for a moment"
  if (now_.at < machine->created + config_.quirks.hidden_after_create) return nullptr;
  // "GET of a destroyed machine answers 200 with state destroyed [M]; or it answers 404"
  if (machine->is_gone() && config_.quirks.destroyed_shows == DestroyedShows::not_found)
    return nullptr;
  return machine;
}

FlyMachine& FlyModel::make_machine(std::string name, std::string region,
                                   std::shared_ptr<const FlyMachineConfig> config) {
  FlyMachine& machine = machines_.emplace_back();
  machine.created = now_.at;
  machine.view.id = made_up(kHex, kMachineId);
  machine.view.instance_id = made_up(kBase32, kInstanceId);
  machine.view.name = name.empty() ? "machine-" + machine.view.id : std::move(name);
  machine.view.region = std::move(region);
  machine.view.created_at =
      std::chrono::floor<std::chrono::seconds>(now_.wall);  // Fly tells no more
  machine.view.config = std::move(config);
  machine.index = machines_.size() - 1;
  machine_ids_.emplace(machine.view.id, machine.index);
  names_[machine.view.name] = machine.index;
  return machine;
}

void FlyModel::changed(FlyMachine& machine, std::string_view why) {
  machine.view.updated_at = now_.wall;
  machine.view.last_event = why;
  if (machine.history.size() >= kHistory) machine.history.pop_front();
  machine.history.emplace_back(now_.at, machine.view);
  auto& event =
      std::get<FlyMachineChanged>(effects_.emplace_back(std::in_place_type<FlyMachineChanged>));
  event.id = machine.view.id;
  event.name = machine.view.name;
  event.state = controller::fly::name_of(machine.view.state);
  event.region = machine.view.region;
  event.instance_id = machine.view.instance_id;
  event.volume = root_volume(*machine.view.config);
  event.sandbox = sandbox_of(*machine.view.config);
  event.why = why;
  look_after_waiting(machine);
}

void FlyModel::enter(FlyMachine& machine, MachineState state, std::string_view why) {
  machine.view.state = state;
  if (state == MachineState::destroyed) end_machine(machine);
  changed(machine, why);
  if (state == MachineState::destroyed) release_claims(machine, true);
  if (state != MachineState::started) return;
  ++machine.boots;
  write(machine);
}

// "the name of a destroyed machine can be used again [M]"; a registry that lags is our own switch.
void FlyModel::end_machine(FlyMachine& machine) {
  machine.ended = now_.at;
  ++machine.plan;
  machine.ahead.clear();
  machine.lease.reset();
  const bool lingers = !machine.vanished && config_.quirks.names_linger > Duration::zero();
  const auto name = names_.find(machine.view.name);
  if (!lingers && name != names_.end() && name->second == machine.index) names_.erase(name);
}

bool FlyModel::name_is_taken(std::string_view name, std::string& holder) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return false;
  const FlyMachine& machine = machines_[found->second];
  holder = machine.view.id;
  return is_live(machine) || now_.at < machine.ended + config_.quirks.names_linger;
}

void FlyModel::plan(FlyMachine& machine, std::vector<FlyStepAhead> ahead) {
  machine.ahead = std::move(ahead);
  ++machine.plan;
  arm_plan(machine);
}

void FlyModel::arm_plan(FlyMachine& machine) {
  if (machine.ahead.empty()) return;
  due(Due::Kind::machine, machine.index, machine.plan, now_.at + machine.ahead.front().after);
}

void FlyModel::launch(FlyMachine& machine, Duration before_starting, std::string_view why) {
  plan(machine, {{MachineState::starting, before_starting, why},
                 {MachineState::started, draw(config_.timing.starting, "fly.starting"), "booted"}});
}

void FlyModel::set_config(FlyMachine& machine, std::shared_ptr<const FlyMachineConfig> config) {
  const auto mounts = [](const FlyMachineConfig& of, std::string_view volume) {
    return std::ranges::any_of(of.spec.mounts,
                               [&](const auto& mount) { return mount.volume == volume; });
  };
  const std::shared_ptr<const FlyMachineConfig> before = std::move(machine.view.config);
  machine.view.config = std::move(config);
  // "an update mints a new instance_id [D]"
  machine.view.instance_id = made_up(kBase32, kInstanceId);
  for (const auto& mount : before->spec.mounts) {
    FlyVolume* volume = find_volume(mount.volume);
    if (volume != nullptr && volume->view.machine == machine.view.id &&
        !mounts(*machine.view.config, mount.volume))
      release(*volume, "api");
  }
  for (const auto& mount : machine.view.config->spec.mounts) {
    FlyVolume* volume = find_volume(mount.volume);
    if (volume != nullptr && volume->view.machine != machine.view.id)
      claim(*volume, machine.view.id);
  }
}

std::string FlyModel::machine_named(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end() || !is_live(machines_[found->second])) return {};
  return machines_[found->second].view.id;
}

std::vector<std::string> FlyModel::live_machines() const {
  std::vector<std::string> ids;
  for (const FlyMachine& machine : machines_)
    if (is_live(machine)) ids.push_back(machine.view.id);
  return ids;
}

std::optional<FlyMachineView> FlyModel::machine(std::string_view id) const {
  const FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->vanished) return std::nullopt;
  return machine->view;
}

bool FlyModel::serves(std::string_view id) const {
  const FlyMachine* machine = find_machine(id);
  return machine != nullptr && !machine->vanished && machine->view.state == MachineState::started &&
         !out_.contains(machine->view.region);
}

std::string_view FlyModel::root_volume_of(std::string_view id) const {
  const FlyMachine* machine = find_machine(id);
  return machine == nullptr ? std::string_view() : root_volume(*machine->view.config);
}

std::string_view FlyModel::region_of(const FlyCall& call) const {
  if (const auto* create = std::get_if<fly_call::CreateMachine>(&call)) return create->region;
  if (const auto* create = std::get_if<fly_call::CreateVolume>(&call)) return create->region;
  if (const FlyMachine* machine = find_machine(machine_of(call))) return machine->view.region;
  if (const FlyVolume* volume = find_volume(volume_of(call))) return volume->view.region;
  return {};
}

}  // namespace sim
