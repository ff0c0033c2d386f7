// The model of Fly alone, with a clock that a test moves.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/fly/fly_model.h"

namespace sim {

struct ModelBed {
  explicit ModelBed(FlyConfig config = {}) : model(std::move(config), choices) {}

  CalmChoices choices;
  FlyModel model;
  FlyNow now{Instant{}, WallTime(std::chrono::seconds(1'700'000'000))};
  std::vector<FlyMachineChanged> machines;
  std::vector<FlyVolumeChanged> volumes;
  std::vector<FlyAnswer> answers;
  FlyTicket last_ticket = 0;
  std::string nonce;

  void keep_effects() {
    for (FlyEffect& effect : model.take_effects()) {
      if (auto* machine = std::get_if<FlyMachineChanged>(&effect)) machines.push_back(*machine);
      if (auto* volume = std::get_if<FlyVolumeChanged>(&effect)) volumes.push_back(*volume);
      if (auto* answer = std::get_if<FlyAnswer>(&effect)) answers.push_back(std::move(*answer));
    }
  }
  void pass(Duration span) {
    now.at += span;
    now.wall += std::chrono::floor<std::chrono::milliseconds>(span);
    model.advance(now);
    keep_effects();
  }

  [[nodiscard]] FlyRequest request(FlyCall call) const {
    FlyRequest request;
    request.caller = std::make_shared<const FlyCaller>(
        FlyCaller{model.config().app, model.config().token, nonce});
    request.call = std::move(call);
    return request;
  }
  // Nothing: it waits.
  std::optional<FlyReply> ask(FlyCall call) {
    auto reply = model.step(request(std::move(call)), ++last_ticket, now);
    keep_effects();
    return reply;
  }
  // What is answered at once.
  FlyReply reply(FlyCall call) { return ask(std::move(call)).value(); }
  // Of the last call that waited; nothing: it still does.
  [[nodiscard]] std::optional<FlyReply> answer() const {
    for (const FlyAnswer& answer : answers)
      if (answer.ticket == last_ticket) return answer.reply;
    return std::nullopt;
  }

  // The status, with the text of a refusal: `200`, `404 machine not found`.
  static std::string said(const std::optional<FlyReply>& reply) {
    if (!reply) return "waits";
    std::string out = std::to_string(reply->status);
    if (const FlyError* error = reply->error()) out += " " + error->text;
    return out;
  }
  std::string say(FlyCall call) { return said(ask(std::move(call))); }

  static controller::fly::MachineSpec spec(const std::string& volume = {},
                                           const std::string& sandbox = "box") {
    controller::fly::MachineSpec spec;
    spec.image = "image";
    spec.metadata = {{"kiloclaw_user_id", "user-" + sandbox}, {"kiloclaw_sandbox_id", sandbox}};
    if (!volume.empty()) spec.mounts = {{volume, "/root"}};
    return spec;
  }
  static std::shared_ptr<const FlyMachineConfig> config(const std::string& volume = {},
                                                        const std::string& sandbox = "box") {
    auto config = std::make_shared<FlyMachineConfig>();
    config->spec = spec(volume, sandbox);
    return config;
  }
  static fly_call::CreateMachine create(const std::string& name, const std::string& volume = {},
                                        const std::string& region = "iad") {
    return fly_call::CreateMachine{name, region, config(volume, name), false};
  }
  static fly_call::UpdateMachine update(const std::string& id, const std::string& volume = {}) {
    fly_call::UpdateMachine update;
    update.id = id;
    update.config = config(volume);
    return update;
  }
  static fly_call::CreateVolume fresh(const std::string& region = "iad",
                                      const std::string& name = "vol") {
    return fly_call::CreateVolume{name, region, 10, {}};
  }
  static fly_call::CreateVolume fork(const std::string& source, const std::string& region = "iad") {
    return fly_call::CreateVolume{"vol", region, std::nullopt, source};
  }

  std::string made(const fly_call::CreateMachine& call) {
    return std::get<FlyMachineView>(reply(call).body).id;
  }
  std::string made(const fly_call::CreateVolume& call) {
    return std::get<FlyVolumeView>(reply(call).body).id;
  }
  // One that has booted.
  std::string started(const std::string& name, const std::string& volume = {}) {
    std::string id = made(create(name, volume));
    pass(std::chrono::seconds(10));
    return id;
  }
  [[nodiscard]] std::string state(const std::string& machine) const {
    return std::string(controller::fly::name_of(model.machine(machine)->state));
  }
  [[nodiscard]] std::string volume_state(const std::string& volume) const {
    return std::string(controller::fly::name_of(model.volume(volume)->state));
  }
  [[nodiscard]] std::string instance_of(const std::string& machine) const {
    return model.machine(machine)->instance_id;
  }
  // As told last: `sandbox/generation`.
  [[nodiscard]] std::string data_on(const std::string& volume) const {
    std::string data;
    for (const FlyVolumeChanged& change : volumes)
      if (change.id == volume) data = change.data_of + "/" + std::to_string(change.data);
    return data;
  }
  std::vector<std::string> listed(fly_call::ListMachines call = {}) {
    std::vector<std::string> ids;
    const FlyReply list = reply(std::move(call));
    for (const auto& view : std::get<std::vector<FlyMachineView>>(list.body))
      ids.push_back(view.id);
    return ids;
  }
  std::vector<std::string> listed_volumes() {
    std::vector<std::string> ids;
    const FlyReply list = reply(fly_call::ListVolumes{});
    for (const auto& view : std::get<std::vector<FlyVolumeView>>(list.body)) ids.push_back(view.id);
    return ids;
  }
};

}  // namespace sim
