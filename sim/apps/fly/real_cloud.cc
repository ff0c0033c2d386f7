#include "sim/apps/fly/real_cloud.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "sim/apps/fly/guest_command.h"
#include "sim/fly/fly_transport.h"
#include "sim/gateway/machine.h"
#include "sim/trace/trace_writer.h"

namespace sim::fake {

namespace fs = std::filesystem;
using controller::Task;

namespace {

constexpr std::size_t kRecentMost = 2000;

// Each machine is a host of its own on Fly, and all of them are one here.
std::string with_port(std::string text, std::string_view wanted, std::uint16_t port) {
  const std::size_t at = text.find(wanted);
  if (at != std::string::npos) text.replace(at, wanted.size(), std::to_string(port));
  return text;
}

}  // namespace

// ---- events

RealCloud::Memory::Memory(const std::string& file) {
  if (file.empty()) return;
  file_.open(file, std::ios::app);
  if (!file_) fail_on(file);
}

void RealCloud::Memory::on_event(const Event& event) {
  const auto* volume = std::get_if<FlyVolumeChanged>(&event.body);
  if (volume != nullptr && !volume->source.empty()) sources_[volume->id] = volume->source;
  std::string& line = lines_.emplace_back();
  append_json_line(event, line);
  if (file_.is_open()) file_ << line << std::flush;
  if (lines_.size() > kRecentMost) lines_.pop_front();
}

std::string RealCloud::Memory::recent() const {
  std::string text;
  for (const std::string& line : lines_) text += line;
  return text;
}

std::string RealCloud::Memory::source_of(std::string_view volume) const {
  const auto found = sources_.find(volume);
  return found == sources_.end() ? std::string() : found->second;
}

// ---- the cloud

RealCloud::RealCloud(Loop& loop, CloudOptions options, ChoiceSource& choices)
    : loop_(loop),
      options_(std::move(options)),
      recorder_(loop.time(), loop.wall()),
      memory_(options_.log),
      fly_(FlyService::Seams{loop.process(), loop.wall(), choices, recorder_, faults_},
           options_.fly),
      proxy_(FlyProxy::Seams{loop.process(), choices, recorder_, faults_,
                             [this](std::string_view machine) -> Guest* {
                               const auto found = guests_.find(machine);
                               const bool runs = found != guests_.end() && model().serves(machine);
                               return runs ? found->second.get() : nullptr;
                             },
                             [](std::string_view /*sandbox*/) { return std::string(); }},
             options_.proxy),
      scope_(loop.process()) {
  recorder_.add_sink(memory_);
  fly_.set_on_machine([this](const FlyMachineChanged& machine) { on_machine(machine); });
  fly_.model().set_exec_hook([this](const FlyCommand& wanted) { return command(wanted); });
  link_programs();
  check_guest_command();
}

RealCloud::~RealCloud() {
  recorder_.clear_sinks();
  loop_.process().cut_off();
}

// The names by which commands on a machine call the fake command line.
void RealCloud::link_programs() const {
  const std::string folder = options_.data + "/bin";
  make_directory(folder);
  for (const char* name : {"openclaw", "kilo", "node"}) {
    std::error_code ignored;
    fs::remove(folder + '/' + name, ignored);
    if (!options_.openclaw.empty()) fs::create_symlink(options_.openclaw, folder + '/' + name);
  }
}

void RealCloud::check_guest_command() const {
  if (options_.guest_command.empty()) return;
  const std::string name =
      filled(options_.guest_command, {"", "", "", "", options_.openclaw}).front();
  if (!is_program(find_program(name, search_path())))
    throw std::runtime_error("--guest-command: " + name + " is no program that can be executed");
}

void RealCloud::set_rules(std::vector<CloudFaultRule> rules) {
  faults_ = CloudFaultBook(rules_.emplace_back(std::move(rules)));
}

std::string RealCloud::recent() const { return memory_.recent(); }

const RealGuest* RealCloud::guest(std::string_view machine) const {
  const auto found = guests_.find(machine);
  return found == guests_.end() ? nullptr : found->second.get();
}

// ---- calls

void RealCloud::begin(std::shared_ptr<RealCall> call) {
  const bool api = call->to == RealCall::To::api;
  scope_.spawn(api ? serve_api(*this, std::move(call)) : serve_proxy(*this, std::move(call)));
}

Task<void> RealCloud::serve_api(RealCloud& cloud, std::shared_ptr<RealCall> call) {
  FlyTransport transport(cloud.fly_, cloud.loop_.process(), "");
  auto outcome = co_await transport.send(call->request, call->cancel.token());
  call->answered(std::move(outcome));
}

Task<void> RealCloud::serve_proxy(RealCloud& cloud, std::shared_ptr<RealCall> call) {
  ProxyTransport transport(cloud.proxy_, cloud.loop_.process(), "");
  auto outcome = co_await transport.send(call->request, call->cancel.token());
  call->answered(std::move(outcome));
}

// ---- what runs in the machines

// On its way down it is asked first; when it is down, it is gone.
void RealCloud::on_machine(const FlyMachineChanged& machine) {
  const auto found = guests_.find(machine.id);
  if (machine.state == "started") {
    if (found == guests_.end()) boot(machine);
    return;
  }
  if (found == guests_.end()) return;
  proxy_.machine_ends(machine.id);
  if (machine.state == "stopping") {
    found->second->terminate();
  } else {
    guests_.erase(found);
  }
}

void RealCloud::boot(const FlyMachineChanged& machine) {
  if (options_.guest_command.empty()) return;
  const std::string home = home_on(machine.volume, machine.id);
  const std::uint16_t port = free_port();
  auto& guest = guests_[machine.id];
  // The pointer is only compared: a later guest of the machine is another one.
  const auto self = std::make_shared<const RealGuest*>(nullptr);
  guest = std::make_unique<RealGuest>(
      loop_, guest_spec(machine, home, port), port,
      [this, id = machine.id, self](const ChildResult& result) { ended(id, *self, result); });
  *self = guest.get();
}

// By itself: Fly takes the machine down.
void RealCloud::ended(const std::string& machine, const RealGuest* guest,
                      const ChildResult& result) {
  if (this->guest(machine) != guest) return;
  const bool clean = result.signal == 0 && result.exit_code == 0;
  model().kill_machine(machine, clean ? MachineState::stopped : MachineState::failed, now());
  settle();
}

ChildSpec RealCloud::guest_spec(const FlyMachineChanged& machine, const std::string& home,
                                std::uint16_t port) const {
  const std::uint16_t gateway_port = free_port();
  ChildSpec spec;
  spec.argv = filled(options_.guest_command, {std::to_string(port), std::to_string(gateway_port),
                                              home, machine.id, options_.openclaw});
  spec.environment = environment(home);
  spec.environment.emplace_back("FLY_MACHINE_ID", machine.id);
  spec.environment.emplace_back("FLY_REGION", machine.region);
  const auto view = const_cast<RealCloud*>(this)->model().machine(machine.id);
  for (const auto& [name, value] : view->config->spec.env)
    spec.environment.emplace_back(
        name, name == "KILOCLAW_GATEWAY_ARGS" ? with_port(value, "3001", gateway_port) : value);
  spec.environment.emplace_back("PORT", std::to_string(port));
  spec.log = options_.data + '/' + machine.id + ".log";
  return spec;
}

std::string RealCloud::search_path() const {
  const char* path = std::getenv("PATH");
  return options_.data + "/bin:" + (path == nullptr ? "/usr/bin:/bin" : path);
}

std::vector<std::pair<std::string, std::string>> RealCloud::environment(
    const std::string& home) const {
  return {{"PATH", search_path()},
          {"HOME", home},
          {"FAKE_OPENCLAW_STATE", home + "/.openclaw"},
          {"FLY_APP_NAME", options_.fly.app}};
}

// ---- volumes

std::string RealCloud::home_of(std::string_view machine) {
  return home_on(model().root_volume_of(machine), machine);
}

// A fork holds what its source held when somebody first looks; a fresh one has the configuration
// that the image brings.
std::string RealCloud::home_on(std::string_view volume, std::string_view machine) {
  std::string home = options_.data + '/' + std::string(volume.empty() ? machine : volume);
  if (fs::exists(home)) return home;
  const std::string source = options_.data + '/' + memory_.source_of(volume);
  const bool forked = !memory_.source_of(volume).empty() && fs::exists(source + "/.openclaw");
  make_directory(home + "/.openclaw");
  std::error_code ignored;  // of files that change meanwhile
  if (forked)
    fs::copy(source, home, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
             ignored);
  Config config;
  config.enabled_channels = options_.channels;
  if (!forked) replace_file(home + "/.openclaw/openclaw.json", config_text(config));
  return home;
}

// ---- commands

struct RealCloud::Command {
  std::unique_ptr<RealChild> child;
  controller::fly::ExecResult result;
};

// It lives as long as somebody waits for it.
FlyCommandPlan RealCloud::command(const FlyCommand& wanted) {
  const auto command = std::make_shared<Command>();
  ChildSpec spec;
  spec.argv = wanted.argv;
  spec.environment = environment(home_of(wanted.machine));
  const auto ended = [this, ticket = wanted.ticket,
                      weak = std::weak_ptr(command)](ChildResult result) {
    const auto alive = weak.lock();
    if (!alive) return;
    alive->result = {result.exit_code, result.signal, std::move(result.out), std::move(result.err)};
    model().finish_command(ticket, now());
    settle();
  };
  command->child = std::make_unique<RealChild>(loop_, spec, ended);
  return {FlyCommandPlan::kUntilTold, [command] { return command->result; }};
}

}  // namespace sim::fake
