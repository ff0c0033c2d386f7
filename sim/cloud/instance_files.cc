#include "sim/cloud/instance_files.h"

#include "controller/base/wait.h"

namespace sim {

using controller::Failure;
using controller::instance::CreateIntent;
using controller::instance::InstanceState;
using controller::instance::PendingDeletion;
using controller::instance::Stored;
using controller::instance::StoreError;

namespace {

std::string intents_of(const InstanceState& state) {
  std::string text;
  if (state.machine_intent) text = "machine";
  if (!state.volume_intent) return text;
  if (!text.empty()) text += '+';
  return text + (state.volume_intent->what == CreateIntent::What::fork ? "fork" : "volume");
}

std::vector<std::string> deletions_of(const InstanceState& state) {
  std::vector<std::string> texts;
  for (const PendingDeletion& deletion : state.deletions) {
    const bool machine = deletion.what == PendingDeletion::What::machine;
    texts.push_back((machine ? "machine/" : "volume/") + deletion.id);
  }
  return texts;
}

}  // namespace

InstanceStored stored_event(const std::string& instance, const InstanceState* state) {
  if (state == nullptr) {
    InstanceStored event;
    event.instance = instance;
    event.erased = true;
    return event;
  }
  const auto& sources = state->unconfirmed_sources;
  return {instance,
          false,
          std::string(name_of(state->status)),
          state->machine_id,
          state->volume_id,
          state->region,
          intents_of(*state),
          sources.empty() ? std::string() : sources.back(),
          deletions_of(*state),
          state->has_user_data};
}

std::optional<StoreError> InstanceFiles::refused(const char* operation) {
  if (disk_.mode != DiskMode::up) return failed(operation);
  return std::nullopt;
}

void InstanceFiles::tell_stored() {
  recorder_.emit_made(process_.id(), [this] { return stored_event(instance_, disk_.state.get()); });
}

// Part of what an access to the disk takes.
Duration InstanceFiles::moment() {
  return std::chrono::milliseconds(1 + choices_.draw(Stream::latency, "instance.store", 5));
}

StoreError InstanceFiles::failed(const char* operation) {
  recorder_.emit(process_.id(), InstanceStoreFailed{instance_, operation});
  return {disk_.mode == DiskMode::down ? "down" : "unwritable"};
}

InstanceFiles::Reply<std::optional<InstanceState>> InstanceFiles::load() {
  const Duration span = moment();
  co_await controller::sleep(process_, span);
  if (disk_.mode == DiskMode::down) co_return Failure{failed("load")};
  if (!disk_.state) co_return std::nullopt;
  co_return *disk_.state;
}

InstanceFiles::Reply<Stored> InstanceFiles::save(std::shared_ptr<const InstanceState> state) {
  const Duration before = moment();
  co_await controller::sleep(process_, before);
  auto error = refused("save");
  if (!error) {
    disk_.state = std::move(state);
    tell_stored();
  }
  const Duration after = moment();
  co_await controller::sleep(process_, after);
  if (error) co_return Failure{std::move(*error)};
  co_return Stored{};
}

InstanceFiles::Reply<Stored> InstanceFiles::erase() {
  const Duration before = moment();
  co_await controller::sleep(process_, before);
  auto error = refused("erase");
  if (!error) {
    disk_.state.reset();
    tell_stored();
  }
  const Duration after = moment();
  co_await controller::sleep(process_, after);
  if (error) co_return Failure{std::move(*error)};
  co_return Stored{};
}

}  // namespace sim
