#include "controller/instance/memory.h"

#include <algorithm>
#include <utility>

#include "controller/instance/identity.h"

namespace controller::instance {
namespace {

// For longer than that Fly does not hide what it has made.
constexpr Duration kNewborn = std::chrono::minutes(1);

}  // namespace

Memory::Memory(Scheduler& scheduler, InstanceStore& store, Log& log, std::string user_id)
    : scheduler_(scheduler),
      store_(store),
      log_(log),
      writing_(scheduler, 1),
      loaded_since_(scheduler.now()),
      status_since_(scheduler.now()),
      machine_since_(scheduler.now()),
      volume_since_(scheduler.now()) {
  state_.sandbox_id = sandbox_id_of(user_id).value();
  state_.user_id = std::move(user_id);
}

Task<Attempt<Nothing>> Memory::load() {
  auto found = co_await store_.load();
  if (!found) co_return Failure{Trouble{503, "the state cannot be read: " + found.error().text}};
  if (loaded_) co_return Nothing{};  // meanwhile: what has changed since counts
  if (*found) {
    stored_ = std::make_shared<const InstanceState>(std::move(**found));
    state_ = as_stored_today(*stored_);
  }
  loaded_since_ = status_since_ = machine_since_ = volume_since_ = scheduler_.now();
  loaded_ = true;
  co_return Nothing{};
}

void Memory::intend_machine(CreateIntent intent) {
  if (!state_.machine_intent) {
    machine_since_ = scheduler_.now();
  } else if (state_.machine_intent->mounts.empty()) {
    intent.mounts.clear();  // whatever it was
  } else {
    for (const std::string& volume : state_.machine_intent->mounts)
      if (!may_have_mounted(intent, volume)) intent.mounts.push_back(volume);
  }
  state_.machine_intent = std::move(intent);
}

void Memory::intend_volume(CreateIntent intent) {
  volume_since_ = scheduler_.now();
  state_.volume_intent = std::move(intent);
}

void Memory::note_newborn(std::string machine) {
  newborn_ = std::move(machine);
  newborn_since_ = scheduler_.now();
}

bool Memory::is_newborn(std::string_view machine) const {
  return machine == newborn_ && scheduler_.now() - newborn_since_ < kNewborn;
}

void Memory::note_listed(const std::string& machine) {
  listed_since_.try_emplace(machine, scheduler_.now());  // it does not become any newer
}

bool Memory::may_be_hidden(std::string_view machine) const {
  if (is_newborn(machine)) return true;
  const auto listed = listed_since_.find(machine);
  const Instant since = listed == listed_since_.end() ? loaded_since_ : listed->second;
  return destroying() && scheduler_.now() - since < kNewborn;
}

Task<Attempt<Nothing>> Memory::save() {
  const auto permit = co_await writing_.acquire(Priority::normal);
  if (erased_ || (stored_ && *stored_ == state_)) co_return Nothing{};
  auto written = std::make_shared<const InstanceState>(state_);
  stored_.reset();  // until it is known which of the two is there
  auto stored = co_await store_.save(written);
  if (!stored) {
    log_.write(LogLevel::error, "instance.state_not_saved", {{"error", stored.error().text}});
    co_return Failure{Trouble{503, "the state cannot be written: " + stored.error().text}};
  }
  stored_ = std::move(written);
  co_return Nothing{};
}

Task<Attempt<Nothing>> Memory::erase() {
  const auto permit = co_await writing_.acquire(Priority::normal);
  auto erased = co_await store_.erase();
  if (!erased)
    co_return Failure{Trouble{503, "the state cannot be erased: " + erased.error().text}};
  erased_ = true;
  co_return Nothing{};
}

}  // namespace controller::instance
