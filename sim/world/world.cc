#include "sim/world/world.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/host/gateway_child.h"
#include "sim/host/vanished_events.h"
#include "sim/text/json.h"

namespace sim {
namespace {

constexpr Owner kWorld = 0;

std::vector<MetaField> meta_of(std::string_view channel, const Sender& sender) {
  if (channel == "discord")
    return {{"tag", sender.username}, {"name", sender.username}, {"accountId", "default"}};
  if (channel == "slack") return {{"name", sender.username}, {"accountId", "default"}};
  return {{"username", sender.username},
          {"firstName", sender.first_name},
          {"lastName", sender.last_name},
          {"accountId", "default"}};
}

}  // namespace

World::World(WorldConfig config, ChoiceSource& choices)
    : time_(config.order, &choices, config.pct),
      self_(time_, kWorld, "world"),
      wall_(time_, config.wall_start),
      choices_(choices),
      recorder_(time_, wall_),
      faults_(config.faults),
      machine_(std::move(config.machine)),
      host_(Host::Seams{self_, wall_, choices, recorder_, faults_, machine_}, config.host),
      client_(self_, host_, wall_, recorder_, config.http.token),
      reader_(self_, recorder_, wall_),
      controller_config_(std::move(config.controller)),
      http_config_(std::move(config.http)) {
  time_.set_on_quiet([this] { on_quiet(); });
}

// Whatever still runs is dropped like a crash: cut off first, so that nothing acts.
World::~World() {
  recorder_.clear_sinks();
  if (controller_) controller_->process().cut_off();
  controller_.reset();
  time_.drop(kWorld);
}

void World::announce_start() {
  set_config(machine_.config);
  for (const auto& [channel, store] : machine_.channels) {
    for (const PairingRequest& request : store.requests())
      say_pending_channel(channel, request.id, false);
  }
  for (const PendingDevice& device : machine_.devices.pending())
    say_pending_device(device.request_id, false);
}

// ---- the controller
// --------------------------------------------------------------------------------------------------

void World::start_controller() {
  if (controller_) return;
  controller_ = std::make_unique<ControllerProcess>(next_process_++, time_, host_,
                                                    controller_config_, http_config_);
  reader_.watch(controller_.get());
  controller_->start();
}

void World::kill_controller() {
  if (controller_) end_controller(std::nullopt);
}

void World::stop_controller(int signal) {
  if (!controller_) return;
  if (std::exchange(controller_signalled_, true)) {
    client_.signal_again(signal);
    end_controller(EXIT_FAILURE);
  } else {
    client_.stop_controller(*controller_, signal, controller_ended_);
  }
}

void World::stop_cache() {
  if (controller_) client_.stop_cache(*controller_);
}

void World::throw_in_hook() {
  if (controller_) controller_->throw_in_hook();
}

void World::end_controller(std::optional<int> code) {
  reader_.watch(nullptr);
  controller_->end(code);
  controller_.reset();
  controller_signalled_ = false;
  controller_ended_ = false;
}

void World::on_quiet() {
  if (controller_ended_) end_controller(EXIT_SUCCESS);
  reader_.look();
}

// ---- clients
// ---------------------------------------------------------------------------------------------------------

std::optional<std::int64_t> World::list(Kind kind) {
  if (!controller_) return std::nullopt;
  reader_.tell(kind);
  return client_.list(*controller_, kind);
}

std::optional<std::int64_t> World::refresh(Kind kind) {
  if (!controller_) return std::nullopt;
  return client_.refresh(*controller_, kind);
}

std::optional<std::int64_t> World::approve_channel(const std::string& channel,
                                                   const std::string& code) {
  if (!controller_) return std::nullopt;
  return client_.approve_channel(*controller_, channel, code);
}

std::optional<std::int64_t> World::approve_device(const std::string& request_id) {
  if (!controller_) return std::nullopt;
  return client_.approve_device(*controller_, request_id);
}

std::optional<std::int64_t> World::gateway(GatewayCall call) {
  if (!controller_) return std::nullopt;
  return client_.gateway(*controller_, call);
}

std::optional<std::int64_t> World::http(HttpCall call) {
  if (!controller_) return std::nullopt;
  return client_.http(*controller_, std::move(call));
}

// ---- people and devices
// ----------------------------------------------------------------------------------------------

// Nobody is heard while the gateway is down: messengers and devices only reach one that listens.
void World::message(std::string_view channel, std::string_view from, std::string_view text) {
  GatewayChild* gateway = host_.gateway();
  if (gateway == nullptr || !gateway->listening()) return;
  const Sender& who = people_.sender(channel, from);
  MessageOutcome outcome = receive_message(machine_, channel, who, text, wall_.now(), choices_);
  emit_vanished(recorder_, kWorld, outcome.asked.vanished);
  const bool repeated = outcome.asked.result == PairingStore::Asked::Result::repeated;
  if (!outcome.allowed &&
      (repeated || outcome.asked.result == PairingStore::Asked::Result::created)) {
    people_.give_code(channel, from, outcome.asked.code);
    say_pending_channel(channel, who.id, repeated);
  }
  if (!gateway->replays()) gateway->will_print(outcome.log);
}

void World::device(std::string_view name) {
  GatewayChild* gateway = host_.gateway();
  if (gateway == nullptr || !gateway->listening()) return;
  DeviceOutcome outcome = connect_device(machine_, people_.phone(name, machine_, choices_),
                                         kForwardedFor, wall_.now(), choices_);
  emit_vanished(recorder_, kWorld, outcome.asked.vanished);
  const bool repeated = outcome.asked.result == DeviceStore::Asked::Result::repeated;
  if (repeated || outcome.asked.result == DeviceStore::Asked::Result::created) {
    people_.give_request(name, outcome.asked.request_id);
    say_pending_device(outcome.asked.request_id, repeated);
  }
  if (!gateway->replays()) gateway->will_print(outcome.log);
}

void World::seed_channel(std::string_view channel, std::string_view from, std::string id,
                         std::string code, Duration age) {
  Sender& who = people_.sender(channel, from.empty() ? std::string_view(id) : from);
  if (!id.empty()) who.id = std::move(id);
  if (code.empty()) code = machine_.ids.code(choices_);
  if (!from.empty()) people_.give_code(channel, from, code);
  PairingRequest request;
  request.id = who.id;
  request.code = std::move(code);
  request.created_at = wall_.now() - std::chrono::floor<std::chrono::milliseconds>(age);
  request.last_seen_at = request.created_at;
  request.meta = meta_of(channel, who);
  machine_.store(channel).seed(std::move(request));
}

void World::seed_device(std::string_view device, std::string request_id, Duration age) {
  PendingDevice pending;
  pending.request_id = request_id.empty() ? machine_.ids.uuid(choices_) : std::move(request_id);
  pending.hello =
      device.empty() ? draw_phone(machine_, choices_) : people_.phone(device, machine_, choices_);
  pending.ts =
      (wall_.now() - std::chrono::floor<std::chrono::milliseconds>(age)).time_since_epoch().count();
  if (!device.empty()) people_.give_request(device, pending.request_id);
  machine_.devices.seed_pending(std::move(pending));
}

void World::say_pending_channel(std::string_view channel, std::string_view sender_id,
                                bool renewed) {
  for (const PairingRequest& request : machine_.store(channel).requests()) {
    if (request.id != sender_id) continue;
    RequestPending pending;
    pending.list = Kind::channels;
    pending.channel = channel;
    pending.key = request.code;
    pending.owner = request.id;
    pending.expires_ms = (request.created_at + PairingStore::kLifetime).time_since_epoch().count();
    pending.renewed = renewed;
    recorder_.emit(kWorld, std::move(pending));
  }
}

void World::say_pending_device(std::string_view request_id, bool renewed) {
  for (const PendingDevice& device : machine_.devices.pending()) {
    if (device.request_id != request_id) continue;
    RequestPending pending;
    pending.list = Kind::devices;
    pending.key = device.request_id;
    pending.owner = device.hello.device_id;
    pending.expires_ms = device.ts + std::chrono::milliseconds(DeviceStore::kLifetime).count();
    pending.renewed = renewed;
    recorder_.emit(kWorld, std::move(pending));
  }
}

// ---- the machine
// -----------------------------------------------------------------------------------------------------

void World::gateway_writes(OutputStream stream, std::string_view bytes) {
  if (GatewayChild* gateway = host_.gateway()) gateway->write(stream, bytes);
}

void World::gateway_ends(ExitStatus status) {
  if (GatewayChild* gateway = host_.gateway()) gateway->end(status);
}

void World::set_config(Config config) {
  machine_.config = std::move(config);
  ConfigChanged changed;
  const bool present = machine_.config.file != ConfigFile::absent;
  changed.readable = present && is_json(config_text(machine_.config));
  if (machine_.config.file == ConfigFile::ok) changed.channels = machine_.config.enabled_channels;
  recorder_.emit(kWorld, std::move(changed));
}

void World::load_store(std::string_view channel, std::string_view text) {
  std::vector<Vanished> lost;
  if (channel.empty()) {
    for (const PendingDevice& device : machine_.devices.pending()) {
      lost.push_back(Vanished{{}, device.request_id, VanishReason::damaged});
    }
    machine_.devices.load_pending(text);
  } else {
    PairingStore& store = machine_.store(channel);
    for (const PairingRequest& request : store.requests()) {
      lost.push_back(Vanished{std::string(channel), request.code, VanishReason::damaged});
    }
    store.load(text);
  }
  emit_vanished(recorder_, kWorld, lost);
}

void World::jump_wall_clock(std::chrono::milliseconds by) {
  wall_.jump(by);
  recorder_.emit(kWorld, WallClockJumped{by.count()});
  reader_.look_again();
}

void World::calm() {
  faults_.calm();
  recorder_.emit(kWorld, CalmBegan{});
}

}  // namespace sim
