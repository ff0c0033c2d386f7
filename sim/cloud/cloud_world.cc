#include "sim/cloud/cloud_world.h"

#include <algorithm>
#include <utility>

#include "controller/instance/identity.h"
#include "sim/cloud/guest_cli.h"

namespace sim {
namespace {

constexpr Owner kWorld = 0;

namespace instance = controller::instance;

FlyConfig with_app(FlyConfig fly, const std::string& app) {
  fly.app = app;
  return fly;
}

// Of a machine's environment; empty: it has none, and no controller starts without.
std::string token_in(const std::optional<FlyMachineView>& machine) {
  if (!machine) return {};
  for (const auto& [name, value] : machine->config->spec.env)
    if (name == "OPENCLAW_GATEWAY_TOKEN") return value;
  return {};
}

}  // namespace

CloudWorld::CloudWorld(CloudConfig config, ChoiceSource& choices)
    : config_(std::move(config)),
      time_(config_.order, &choices, config_.pct),
      self_(time_, kWorld, "world"),
      wall_(time_, config_.wall_start),
      choices_(choices),
      recorder_(time_, wall_),
      faults_(config_.faults),
      fly_(FlyService::Seams{self_, wall_, choices, recorder_, faults_},
           with_app(config_.fly, config_.instance.app)),
      proxy_(FlyProxy::Seams{self_, choices, recorder_, faults_,
                             [this](std::string_view machine) { return guest_of(machine); },
                             [this](std::string_view sandbox) { return token_of(sandbox); }},
             config_.proxy),
      kv_(KeyValueWorld::Seams{self_, choices, recorder_, faults_}),
      client_(self_, recorder_) {
  recorder_.add_sink(origins_);
  fly_.set_on_machine([this](const FlyMachineChanged& machine) { on_machine(machine); });
  fly_.model().set_exec_hook([this](const FlyCommand& wanted) { return command(wanted); });
}

// Whatever still runs is dropped like a crash: cut off first, so that nothing acts.
CloudWorld::~CloudWorld() {
  recorder_.clear_sinks();
  recorder_.mute();
  for (auto& [user, resident] : residents_) {
    if (resident.process) resident.process->process().cut_off();
    resident.process.reset();
  }
  running_.clear();
  time_.drop(kWorld);
}

// ---- instances
// ---------------------------------------------------------------------------------------------------------

bool CloudWorld::add_instance(const std::string& user) {
  const auto sandbox = instance::sandbox_id_of(user);
  if (!sandbox) return false;
  residents_[user].sandbox = *sandbox;
  return true;
}

std::shared_ptr<const instance::InstanceState>& CloudWorld::disk(const std::string& user) {
  return residents_.at(user).disk.state;
}

void CloudWorld::set_store_mode(const std::string& user, DiskMode mode) {
  const auto found = residents_.find(user);
  if (found != residents_.end()) found->second.disk.mode = mode;
}

std::string CloudWorld::sandbox(const std::string& user) const {
  const auto found = residents_.find(user);
  return found == residents_.end() ? std::string() : found->second.sandbox;
}

void CloudWorld::start_instance(const std::string& user) {
  const auto found = residents_.find(user);
  if (found == residents_.end() || found->second.process) return;
  Resident& resident = found->second;
  const InstanceProcess::Seams seams{time_, wall_,  choices_, recorder_,
                                     fly_,  proxy_, kv_,      resident.disk};
  controller::fly::ClientConfig client;
  client.app = config_.instance.app;
  client.token = config_.fly.token;
  resident.process = std::make_unique<InstanceProcess>(next_process_++, seams, config_.instance,
                                                       client, config_.way, user, resident.sandbox);
  resident.process->start();
}

void CloudWorld::crash_instance(const std::string& user) {
  const auto found = residents_.find(user);
  if (found == residents_.end() || !found->second.process) return;
  found->second.process->crash();
  found->second.process.reset();
}

bool CloudWorld::instance_runs(const std::string& user) const {
  const auto found = residents_.find(user);
  return found != residents_.end() && found->second.process != nullptr;
}

InstanceProcess* CloudWorld::process_of(const std::string& user) {
  const auto found = residents_.find(user);
  return found == residents_.end() ? nullptr : found->second.process.get();
}

// ---- those who ask
// -----------------------------------------------------------------------------------------------------

std::optional<std::int64_t> CloudWorld::ask(const std::string& user, InstanceOperation operation) {
  InstanceProcess* process = process_of(user);
  if (process == nullptr) return std::nullopt;
  return client_.ask(*process, operation);
}

std::optional<std::int64_t> CloudWorld::list(const std::string& user, Kind kind, bool forced) {
  InstanceProcess* process = process_of(user);
  if (process == nullptr) return std::nullopt;
  return client_.list(*process, kind, forced);
}

std::optional<std::int64_t> CloudWorld::approve_channel(const std::string& user,
                                                        std::string channel, std::string code,
                                                        std::optional<Duration> patience) {
  InstanceProcess* process = process_of(user);
  if (process == nullptr) return std::nullopt;
  return client_.approve(*process, Kind::channels, std::move(channel), std::move(code), patience);
}

std::optional<std::int64_t> CloudWorld::approve_device(const std::string& user,
                                                       std::string request_id,
                                                       std::optional<Duration> patience) {
  InstanceProcess* process = process_of(user);
  if (process == nullptr) return std::nullopt;
  return client_.approve(*process, Kind::devices, {}, std::move(request_id), patience);
}

std::optional<std::int64_t> CloudWorld::platform(const std::string& user, HttpCall call) {
  InstanceProcess* process = process_of(user);
  if (process == nullptr) return std::nullopt;
  return client_.platform(*process, std::move(call), config_.platform_key);
}

// ---- machines
// ----------------------------------------------------------------------------------------------------------

void CloudWorld::on_machine(const FlyMachineChanged& machine) {
  const auto found = running_.find(machine.id);
  const bool runs = machine.state == "started";
  const bool remounted = found != running_.end() && found->second.volume != machine.volume;
  if (found != running_.end() && (!runs || remounted)) end(machine.id);
  if (runs && !running_.contains(machine.id)) boot(machine);
}

void CloudWorld::boot(const FlyMachineChanged& machine) {
  auto found = guests_.find(machine.id);
  if (found == guests_.end()) found = guests_.find(machine.sandbox);
  GuestConfig guest = found == guests_.end() ? config_.guest : found->second;
  const std::string token = token_in(fly_.model().machine(machine.id));
  if (token.empty()) guest.kind = GuestKind::none;
  const GuestSeams seams{time_, self_, wall_, choices_, files_of(machine.volume)};
  running_[machine.id] = Running{machine.volume, boot_guest(seams, guest, next_process_++, token)};
}

void CloudWorld::end(std::string_view machine) {
  const auto found = running_.find(machine);
  const std::unique_ptr<Guest> guest = std::move(found->second.guest);
  running_.erase(found);
  proxy_.machine_ends(machine);
}

// A fork holds what its source held when somebody first looks; a fresh one has the configuration
// that the image brings.
Machine& CloudWorld::files_of(std::string_view volume) {
  const auto found = files_.find(volume);
  if (found != files_.end()) return found->second;
  const auto source = files_.find(origins_.of(volume));
  Machine files;
  files.config = config_.files;
  if (source != files_.end()) files = source->second;
  files.port = GatewayPort::closed;
  return files_.emplace(volume, std::move(files)).first->second;
}

Guest* CloudWorld::guest_of(std::string_view machine) {
  const auto found = running_.find(machine);
  if (found == running_.end() || !fly_.model().serves(machine)) return nullptr;
  return found->second.guest.get();
}

FlyCommandPlan CloudWorld::command(const FlyCommand& command) {
  const auto found = running_.find(command.machine);
  const std::string volume = found == running_.end()
                                 ? std::string(fly_.model().root_volume_of(command.machine))
                                 : found->second.volume;
  FlyCommandPlan plan = plan_guest_command(command.argv, files_of(volume), wall_, choices_);
  const auto& fixed = config_.guest.host.cli_duration;
  if (fixed) plan.takes = draw_within(*fixed, "guest.command", choices_);
  return plan;
}

const std::string& CloudWorld::token_of(std::string_view sandbox) {
  const auto found = tokens_.find(sandbox);
  if (found != tokens_.end()) return found->second;
  return tokens_.emplace(sandbox, instance::controller_token(config_.instance.secret, sandbox))
      .first->second;
}

void CloudWorld::set_guest(std::string_view machine, const GuestConfig& config) {
  if (machine.empty()) {
    config_.guest = config;
    guests_.clear();
  } else {
    guests_.insert_or_assign(std::string(machine), config);
  }
}

std::string CloudWorld::machine_of(const std::string& user) {
  return fly_.model().machine_named(sandbox(user));
}

CloudWorld::Running* CloudWorld::listening_machine_of(const std::string& user) {
  const auto found = running_.find(machine_of(user));
  const bool hears = found != running_.end() && found->second.guest->listening();
  return hears ? &found->second : nullptr;
}

void CloudWorld::message(const std::string& user, std::string_view channel, std::string_view from,
                         std::string_view text) {
  Running* machine = listening_machine_of(user);
  if (machine == nullptr) return;
  People& people = residents_.at(user).people;
  const MessageOutcome outcome =
      receive_message(files_of(machine->volume), channel, people.sender(channel, from), text,
                      wall_.now(), choices_);
  if (!outcome.asked.code.empty()) people.give_code(channel, from, outcome.asked.code);
  machine->guest->gateway_prints(outcome.log);
}

void CloudWorld::device(const std::string& user, std::string_view name) {
  Running* machine = listening_machine_of(user);
  if (machine == nullptr) return;
  People& people = residents_.at(user).people;
  Machine& files = files_of(machine->volume);
  const DeviceOutcome outcome = connect_device(files, people.phone(name, files, choices_),
                                               kForwardedFor, wall_.now(), choices_);
  if (!outcome.asked.request_id.empty()) people.give_request(name, outcome.asked.request_id);
  machine->guest->gateway_prints(outcome.log);
}

std::string CloudWorld::code_of(const std::string& user, std::string_view channel,
                                std::string_view from) const {
  return residents_.at(user).people.code_of(channel, from);
}

std::string CloudWorld::request_of(const std::string& user, std::string_view device) const {
  return residents_.at(user).people.request_of(device);
}

// ---- the world
// ---------------------------------------------------------------------------------------------------------

void CloudWorld::jump_wall_clock(std::chrono::milliseconds by) {
  wall_.jump(by);
  recorder_.emit(kWorld, WallClockJumped{by.count()});
}

void CloudWorld::calm() {
  faults_.calm();
  const FlyQuirks usual;
  FlyQuirks& quirks = fly_.model().quirks();
  const auto wordings = quirks.wordings;  // how Fly words things is no fault
  quirks = usual;
  quirks.wordings = wordings;
  kv_.set_mode(KeyValueMode::up);
  for (auto& [user, resident] : residents_) resident.disk.mode = DiskMode::up;
  recorder_.emit(kWorld, CalmBegan{});
}

void CloudWorld::Origins::on_event(const Event& event) {
  const auto* volume = std::get_if<FlyVolumeChanged>(&event.body);
  if (volume != nullptr && !volume->source.empty()) sources_[volume->id] = volume->source;
}

std::string CloudWorld::Origins::of(std::string_view volume) const {
  const auto found = sources_.find(volume);
  return found == sources_.end() ? std::string() : found->second;
}

}  // namespace sim
