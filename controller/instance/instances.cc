#include "controller/instance/instances.h"

#include <optional>

#include "controller/instance/identity.h"

namespace controller::instance {

Instances::Instances(Seams seams, InstanceConfig config)
    : seams_(seams), config_(std::move(config)), scope_(seams.scheduler) {}

Task<Result<Nothing, StoreError>> Instances::load() {
  auto sandboxes = co_await seams_.stores.sandboxes();
  if (!sandboxes) co_return Failure{sandboxes.error()};
  for (const std::string& sandbox_id : *sandboxes) {
    const auto user_id = user_id_of(sandbox_id);
    if (!user_id) {
      seams_.log.write(LogLevel::error, "instance.row_ignored",
                       {{"sandbox", std::string_view(sandbox_id)}});
      continue;
    }
    (void)make(*user_id, sandbox_id);
  }
  for (const auto& [user_id, entry] : entries_) (void)co_await entry->up.wait();
  co_return Nothing{};
}

std::shared_ptr<PairingCalls> Instances::find(const std::string& user_id) {
  const std::shared_ptr<Instance> instance = at(user_id);
  if (!instance) return nullptr;
  return {instance, &instance->pairing()};
}

std::shared_ptr<Instance> Instances::at(const std::string& user_id) const {
  const auto found = entries_.find(user_id);
  if (found == entries_.end() || found->second->instance->erased()) return nullptr;
  return {found->second, found->second->instance.get()};
}

Task<std::shared_ptr<Instance>> Instances::obtain(std::string user_id) {
  const auto sandbox_id = sandbox_id_of(user_id);
  if (!sandbox_id) co_return nullptr;
  const std::shared_ptr<Entry> entry =
      at(user_id) ? entries_.at(user_id) : make(user_id, *sandbox_id);
  (void)co_await entry->up.wait();
  co_return std::shared_ptr<Instance>(entry, entry->instance.get());
}

std::shared_ptr<Instances::Entry> Instances::make(const std::string& user_id,
                                                  std::string_view sandbox_id) {
  // Making one is rare, so this is the moment to drop those that were destroyed.
  std::erase_if(entries_, [](const auto& other) { return other.second->instance->erased(); });
  auto entry = std::make_shared<Entry>(seams_, user_id);
  entry->store = seams_.stores.open(sandbox_id);
  const Instance::Seams seams{seams_.scheduler, seams_.wall_clock, seams_.random, entry->log,
                              seams_.fly,       seams_.controller, seams_.kv,     *entry->store};
  entry->instance = std::make_unique<Instance>(seams, config_, user_id);
  entries_.emplace(user_id, entry);
  scope_.spawn(come_up(entry));
  return entry;
}

// Until it is loaded, an instance refuses what is asked of it (503).
Task<void> Instances::come_up(std::shared_ptr<Entry> entry) {
  auto loaded = co_await entry->instance->load();
  if (!loaded.ok()) {
    entry->log.write(LogLevel::error, "instance.not_loaded",
                     {{"error", std::string_view(loaded.message)}});
  }
  entry->instance->run();
  entry->up.set();
}

}  // namespace controller::instance
