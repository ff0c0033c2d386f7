#include "scenarios/runner/cloud_director.h"

#include <utility>

#include "controller/instance/identity.h"
#include "scenarios/runner/cloud_intervention.h"
#include "scenarios/runner/cloud_settings.h"
#include "scenarios/runner/letters.h"
#include "scenarios/runner/stored_state.h"
#include "sim/cloud/instance_files.h"

namespace scenarios {
namespace {

namespace instance = controller::instance;
using controller::fly::MachineState;

std::chrono::milliseconds whole_ms(Duration span) {
  return std::chrono::floor<std::chrono::milliseconds>(span);
}

instance::InstanceState fresh_state(const std::string& user, const std::string& sandbox) {
  instance::InstanceState state;
  state.user_id = user;
  state.sandbox_id = sandbox;
  return state;
}

instance::InstanceState state_of(const InstanceSettings& settings, const std::string& user,
                                 const std::string& sandbox, const std::string& machine,
                                 const std::string& volume) {
  instance::InstanceState state = fresh_state(user, sandbox);
  const bool all = settings.remembers == Memory::all;
  if (all || settings.remembers == Memory::machine) state.machine_id = machine;
  if (!state.machine_id.empty()) state.named_machines = {machine};
  if (all || settings.remembers == Memory::volume) state.volume_id = volume;
  if (!state.volume_id.empty()) state.region = settings.region;
  const bool has = settings.has != Possession::nothing;
  state.has_user_data = has && settings.started_once && !state.volume_id.empty();
  if (settings.has == Possession::running) state.status = instance::Status::running;
  if (settings.has == Possession::stopped) state.status = instance::Status::stopped;
  return state;
}

}  // namespace

// What each action does to the world; the numbers of the calls it made.
class CloudDirector::Perform {
 public:
  using Calls = std::vector<std::int64_t>;
  using Call = std::optional<std::int64_t>;
  explicit Perform(CloudDirector& director) : director_(director), world_(director.world_) {}

  Calls operator()(const step::StartInstance& step) const {
    return ask(step.instance, sim::InstanceOperation::start);
  }
  Calls operator()(const step::StopInstance& step) const {
    return ask(step.instance, sim::InstanceOperation::stop);
  }
  Calls operator()(const step::DestroyInstance& step) const {
    return ask(step.instance, sim::InstanceOperation::destroy);
  }
  Calls operator()(const step::InstanceStatus& step) const {
    return ask(step.instance, sim::InstanceOperation::status);
  }
  Calls operator()(const step::Reconcile& step) const {
    return ask(step.instance, sim::InstanceOperation::reconcile);
  }
  Calls operator()(const step::CrashInstance& step) const {
    for (const std::string& user : director_.users(step.instance)) world_.crash_instance(user);
    return {};
  }
  Calls operator()(const step::RestartInstance& step) const {
    for (const std::string& user : director_.users(step.instance)) world_.start_instance(user);
    return {};
  }
  Calls operator()(const step::PairingList& step) const {
    return one(world_.list(step.instance, step.list, step.forced));
  }
  Calls operator()(const step::PairingApprove& step) const {
    if (step.device || step.request_id) {
      const std::string id =
          step.device ? world_.request_of(step.instance, *step.device) : *step.request_id;
      return one(world_.approve_device(step.instance, in_letters(id, step.as), step.give_up_after));
    }
    const std::string channel = step.channel.value_or("");
    const std::string code =
        step.from ? world_.code_of(step.instance, channel, *step.from) : step.code.value_or("");
    return one(world_.approve_channel(step.instance, channel, in_letters(code, step.as),
                                      step.give_up_after));
  }
  Calls operator()(const step::Platform& step) const {
    sim::HttpCall call;
    call.method = step.method;
    call.target = step.target;
    call.body = step.body;
    const Credential key = step.key.value_or(Credential::right);
    if (key != Credential::none)
      call.headers.emplace_back("x-internal-api-key", (key == Credential::right ? "" : "another-") +
                                                          std::string(kPlatformKey));
    const auto all = director_.users(step.instance);
    return one(world_.platform(all.front(), std::move(call)));
  }
  Calls operator()(const step::Message& step) const {
    world_.message(step.instance, step.channel, step.from, step.text);
    return {};
  }
  Calls operator()(const step::Device& step) const {
    world_.device(step.instance, step.device);
    return {};
  }
  Calls operator()(const step::FlyIntervention& step) const {
    intervene(world_, step, director_.volumes_, director_.machines_);
    return {};
  }
  Calls operator()(const step::FlyQuirksChange& step) const {
    const auto wordings = world_.fly().quirks().wordings;
    world_.fly().quirks() = fly_quirks_of(step.quirks);
    world_.fly().quirks().wordings = wordings;
    return {};
  }
  Calls operator()(const step::GuestChange& step) const {
    const sim::GuestConfig guest = guest_of(step.guest, director_.usual_);
    world_.set_guest(world_.sandbox(step.instance), guest);
    return {};
  }
  Calls operator()(const step::Kv& step) const {
    switch (step.event) {
      case KvEvent::up:
        world_.kv().set_mode(sim::KeyValueMode::up);
        break;
      case KvEvent::down:
        world_.kv().set_mode(sim::KeyValueMode::down);
        break;
      case KvEvent::slow:
        world_.kv().set_mode(sim::KeyValueMode::slow);
        break;
      case KvEvent::poisoned:
        world_.kv().poison(step.value.value_or("garbage"));
        break;
    }
    return {};
  }
  Calls operator()(const step::InstanceStore& step) const {
    for (const std::string& user : director_.users(step.instance))
      world_.set_store_mode(user, mode_after(step.event));
    return {};
  }
  Calls operator()(const step::Suspend& step) const {
    world_.jump_wall_clock(whole_ms(step.length));
    return {};
  }
  Calls operator()(const step::ClockJump& step) const {
    world_.jump_wall_clock(whole_ms(step.by));
    return {};
  }
  // Labels; the rest is refused by the loader.
  template <class Other>
  Calls operator()(const Other& /*step*/) const {
    return {};
  }

 private:
  static sim::DiskMode mode_after(StoreEvent event) {
    switch (event) {
      case StoreEvent::up:
        return sim::DiskMode::up;
      case StoreEvent::down:
        return sim::DiskMode::down;
      case StoreEvent::unwritable:
        break;
    }
    return sim::DiskMode::unwritable;
  }
  static Calls one(const Call& call) { return call ? Calls{*call} : Calls{}; }
  [[nodiscard]] Calls ask(const std::string& named, sim::InstanceOperation operation) const {
    Calls calls;
    for (const std::string& user : director_.users(named))
      if (const Call call = world_.ask(user, operation)) calls.push_back(*call);
    return calls;
  }

  CloudDirector& director_;
  sim::CloudWorld& world_;
};

CloudDirector::CloudDirector(const Scenario& scenario, sim::CloudWorld& world,
                             sim::GuestConfig usual, CallHook on_call)
    : scenario_(scenario),
      world_(world),
      usual_(std::move(usual)),
      on_call_(std::move(on_call)),
      calm_(this) {}

void CloudDirector::begin() {
  for (const InstanceSettings& settings : scenario_.instances)
    for (const std::string& user : users_of(settings)) seed(settings, user);
  for (const VolumeSettings& settings : scenario_.volumes) seed(settings);
  for (const MachineSettings& settings : scenario_.machines) seed(settings);
  for (const InstanceSettings& settings : scenario_.instances)
    if (settings.stored)
      remember(
          settings.user,
          stored_state(*settings.stored, fresh_state(settings.user, world_.sandbox(settings.user)),
                       world_.wall_clock().now(), IdsInStore{machines_, volumes_}));
  for (const std::string& region : scenario_.fly.full) world_.fly().set_region_full(region, true);
  world_.settle();
  for (std::size_t i = 0; i < scenario_.steps.size(); ++i) {
    Cue& cue = cues_.emplace_back(this, i, scenario_.steps[i]);
    world_.self().arm(cue, scenario_.steps[i].at);
  }
  if (scenario_.calm_after) world_.self().arm(calm_, *scenario_.calm_after);
  for (const InstanceSettings& settings : scenario_.instances)
    for (const std::string& user : users_of(settings))
      if (settings.load) world_.start_instance(user);
}

void CloudDirector::seed(const InstanceSettings& settings, const std::string& user) {
  world_.add_instance(user);
  const std::string sandbox = world_.sandbox(user);
  if (settings.guest != GuestKind::current)
    world_.set_guest(sandbox, guest_of(settings.guest, usual_));
  std::string volume;
  std::string machine;
  if (settings.has != Possession::nothing)
    volume = world_.fly().seed_volume(instance::volume_name_of(sandbox), settings.region, sandbox,
                                      static_cast<std::int64_t>(settings.data), world_.now());
  if (settings.has == Possession::stopped || settings.has == Possession::running) {
    const auto state =
        settings.has == Possession::running ? MachineState::started : MachineState::stopped;
    machine = world_.fly().seed_machine(sandbox, settings.region, spec_of(user, volume), state,
                                        world_.now());
  }
  world_.settle();       // first the machine and the volume, then who knows of them
  if (!settings.stored)  // else it names what is not there yet
    remember(user, state_of(settings, user, sandbox, machine, volume));
}

void CloudDirector::remember(const std::string& user, instance::InstanceState state) {
  auto& disk = world_.disk(user);
  disk = std::make_shared<const instance::InstanceState>(std::move(state));
  world_.recorder().emit(world_.self().id(), sim::stored_event(world_.sandbox(user), disk.get()));
}

void CloudDirector::seed(const VolumeSettings& settings) {
  const std::string sandbox = world_.sandbox(settings.of);
  volumes_[settings.name] = world_.fly().seed_volume(
      instance::volume_name_of(sandbox), settings.region, sandbox,
      static_cast<std::int64_t>(settings.data), world_.now(),
      settings.fork_of.empty() ? std::string() : volumes_.at(settings.fork_of));
}

void CloudDirector::seed(const MachineSettings& settings) {
  const std::string name = settings.named ? world_.sandbox(settings.of) : settings.name;
  const auto volume = volumes_.find(settings.volume);
  const std::string user = settings.marked_for.empty() ? settings.of : settings.marked_for;
  auto spec = spec_of(settings.marked ? user : std::string(),
                      volume == volumes_.end() ? std::string() : volume->second);
  if (settings.cpus) spec.guest.cpus = static_cast<std::int64_t>(*settings.cpus);
  if (settings.memory_mb) spec.guest.memory_mb = static_cast<std::int64_t>(*settings.memory_mb);
  machines_[settings.name] = world_.fly().seed_machine(name, settings.region, std::move(spec),
                                                       settings.state, world_.now());
}

controller::fly::MachineSpec CloudDirector::spec_of(const std::string& user,
                                                    const std::string& volume) const {
  controller::fly::MachineSpec spec;
  spec.image = kImage;
  if (!user.empty()) {
    const std::string sandbox = world_.sandbox(user);
    spec.metadata = {{"kiloclaw_user_id", user}, {"kiloclaw_sandbox_id", sandbox}};
    spec.env = {{"OPENCLAW_GATEWAY_TOKEN", world_.token_of(sandbox)}};
  }
  if (!volume.empty()) spec.mounts.push_back({volume, "/root"});
  return spec;
}

void CloudDirector::resolve(std::vector<sim::CloudFaultRule>& rules) const {
  for (sim::CloudFaultRule& rule : rules)
    if (rule.match.machine) rule.match.machine = machines_.at(*rule.match.machine);
}

std::vector<std::string> CloudDirector::users(const std::string& named) const {
  if (!named.empty()) return {named};
  std::vector<std::string> all;
  for (const InstanceSettings& settings : scenario_.instances)
    for (const std::string& user : users_of(settings)) all.push_back(user);
  return all;
}

void CloudDirector::play(Cue& cue) {
  const Step& step = cue.step;
  world_.recorder().emit(world_.self().id(), sim::StepTaken{static_cast<std::int64_t>(cue.index),
                                                            std::string(name_of(step.action))});
  for (const std::int64_t call : std::visit(Perform(*this), step.action))
    if (!step.name.empty()) on_call_(step.name, call);
  ++cue.played;
  if (step.every && (!step.count || cue.played < *step.count))
    world_.self().arm(cue, step.at + *step.every * static_cast<std::int64_t>(cue.played));
}

}  // namespace scenarios
