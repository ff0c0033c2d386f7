#include "scenarios/invariants/support/world.h"

#include <algorithm>
#include <utility>

namespace scenarios::seen {

World::World(const Terms& terms)
    : terms_(terms),
      children_(terms),
      rounds_(terms),
      lines_(terms),
      ledger_(terms),
      back_off_{BackOff(terms), BackOff(terms)} {}

void World::observe(const sim::Event& event) {
  news_.clear();
  std::visit([&](const auto& body) { on(event, body); }, event.body);
  gateways_.observe(event);
  ledger_.observe(event);
  if (!is_left_behind(event)) lines_.observe(event, news_.lines);
}

// What the gateway of a controller that is gone still writes nobody reads any more.
bool World::is_left_behind(const sim::Event& event) const {
  const auto* wrote = std::get_if<sim::GatewayWrote>(&event.body);
  const Gateway* gateway = wrote == nullptr ? nullptr : gateways_.find(wrote->pid);
  return gateway != nullptr && gateway->left_behind;
}

void World::settle() {
  news_.clear();
  for (const Kind kind : kKinds) end(rounds_.close(kind, slot_is_free()));
}

void World::advance(Instant now) {
  news_.clear();
  if (slot_is_free()) slots_full_since_.reset();
  if (!slot_is_free() && !slots_full_since_) slots_full_since_ = now_;
  now_ = now;
  for (const Child& child : children_.give_up(now)) {
    if (is_list(child.command)) end(rounds_.given_up(now, child));
    if (!is_approval(child.command)) continue;
    news_.approvals.push_back(approval_of(child, now, 0, nullptr, terms_));
  }
}

bool World::makes_calls(Kind kind) const {
  if (kind == Kind::devices) return true;
  return config_ && config_->readable && !config_->channels.empty();
}

bool World::may_wait_since(Instant at, Kind kind) const {
  if (slot_is_free() || rounds_.in_flight(kind)) return false;
  if (kind == Kind::channels && !rounds_.channels_may_wait_since(at)) return false;
  const Round* last = rounds_.last(kind);
  Instant earliest = slots_full_since_.value_or(now_);
  if (last != nullptr) earliest = std::max(earliest, last->ended);
  return earliest <= at;
}

bool World::may_begin(Kind kind) const {
  return running() && !rounds_.in_flight(kind) && slot_is_free() && makes_calls(kind) &&
         calls_.waiting_approval() == nullptr;
}

void World::end(const Round* round) {
  if (round == nullptr) return;
  back_off_[index_of(round->kind)].ended(*round);
  news_.ended.push_back(*round);
  const Instant end = std::max(round->ended, round->partner_ended);
  widest_gate_ = std::max(widest_gate_, end + (end - round->earliest));
  if (!seen_since_ && !rounds_.in_flight(Kind::devices)) seen_since_ = now_;
}

void World::forget_controller() {
  // Children of a dead controller are the machine's to clean up.
  children_.clear();
  calls_.clear();
  rounds_.clear();
  lines_.clear();
  slots_full_since_.reset();
  listings_.clear();
  widest_gate_ = Instant::min();
  if (!seen_since_) seen_since_ = now_;
}

// A refresh reads the config when it begins, which may be any time from slots_full_since on.
Opening World::opening(const sim::Event& event) const {
  Opening opening;
  opening.at = event.at;
  opening.event = event.id;
  opening.slots_full_since = slots_full_since_.value_or(event.at);
  opening.listings = listings_;
  if (!config_ || !config_->readable) return opening;
  const bool changed_before = config_->event < started_event_;
  opening.listings.push_back(Listing{changed_before ? Instant::min() : config_->since,
                                     controller::kNever, config_->channels});
  return opening;
}

// It is kept for as long as a refresh that has not been seen yet may have read it.
void World::outdate_config(Instant now) {
  const Instant needed_from = slots_full_since_.value_or(now);
  std::erase_if(listings_, [&](const Listing& listing) { return listing.until < needed_from; });
  if (!config_ || !config_->readable) return;
  const bool changed_before = config_->event < started_event_;
  listings_.push_back(
      Listing{changed_before ? Instant::min() : config_->since, now, config_->channels});
}

void World::on(const sim::Event& event, const sim::ControllerStarted& /*body*/) {
  forget_controller();
  phase_ = Phase::running;
  started_at_ = event.at;
  started_event_ = event.id;
  for (BackOff& back_off : back_off_) back_off.start(event.at);
}

void World::on(const sim::Event& /*event*/, const sim::ControllerEnded& /*body*/) {
  forget_controller();
  phase_ = Phase::off;
}

void World::on(const sim::Event& event, const sim::ConfigChanged& body) {
  const bool same = config_ && config_->readable && body.readable;
  std::vector<std::string> channels;
  for (const std::string& channel : body.channels) channels.push_back(lower(channel));
  if (same && config_->channels == channels) return;
  outdate_config(event.at);
  const bool listed_none = config_ && config_->readable && config_->channels.empty();
  config_ = Config{body.readable, std::move(channels), event.at, event.id};
  if (listed_none || (body.readable && body.channels.empty())) back_off_[0].may_be_reset();
  // An invisible refresh of channels may be one round with the devices' that runs now, or waits, or
  // begins in this instant.
  seen_since_.reset();
  const bool joint = rounds_.in_flight(Kind::devices) || may_wait_since(event.at, Kind::devices) ||
                     config_read_at_ == event.at;
  if (!joint) seen_since_ = event.at;
}

void World::on(const sim::Event& event, const sim::ConfigRead& /*body*/) {
  if (phase_ == Phase::off) return;
  config_read_at_ = event.at;
  ConfigReading reading{event.at, std::nullopt};
  if (config_ && config_->readable) reading.channels = config_->channels;
  end(rounds_.config_read(std::move(reading)));
}

void World::on(const sim::Event& event, const sim::ChildSpawned& body) {
  if (body.role != sim::ChildRole::cli || phase_ == Phase::off) return;
  children_.spawned(event, body);
  if (is_approval(body.command)) calls_.approval_spawned(body);
  if (!is_list(body.command)) return;
  end(rounds_.superseded(body));
  if (rounds_.spawned(opening(event), body)) begin(kind_of(body.command));
}

void World::on(const sim::Event& event, const sim::SpawnFailed& body) {
  if (body.role != sim::ChildRole::cli || phase_ == Phase::off) return;
  const Kind kind = kind_of(body.command);
  if (is_approval(body.command)) calls_.approval_spawn_failed(kind);
  if (!is_list(body.command)) return;
  if (rounds_.spawn_failed(opening(event), kind)) begin(kind);
  if (rounds_.last(kind)->over) end(rounds_.last(kind));
}

void World::on(const sim::Event& event, const sim::ChildSignalled& body) {
  children_.signalled(event.at, body);
}

void World::on(const sim::Event& event, const sim::ChildExited& body) {
  if (body.role == sim::ChildRole::gateway) listening_ = false;
  const Child* child = children_.find(body.pid);
  if (child == nullptr) return;
  if (is_list(child->command)) end(rounds_.exited(event.at, *child, body));
  if (is_approval(child->command) && !child->given_up) {
    news_.approvals.push_back(approval_of(*child, event.at, event.id, &body, terms_));
  }
  children_.gone(body.pid);
}

void World::on(const sim::Event& /*event*/, const sim::GatewayListening& /*body*/) {
  listening_ = true;
}

void World::on(const sim::Event& /*event*/, const sim::RequestPending& body) {
  expires_ms_[index_of(body.list)][key_of(body.list, body.channel, body.key)] = body.expires_ms;
}

void World::on(const sim::Event& /*event*/, const sim::RequestGone& body) {
  expires_ms_[index_of(body.list)].erase(key_of(body.list, body.channel, body.key));
}

void World::on(const sim::Event& /*event*/, const sim::StoreRead& body) {
  const auto& known = expires_ms_[index_of(body.list)];
  std::vector<Entry> entries;
  for (const std::string& raw : body.keys) {
    const std::string name = raw_key_of(body.list, body.channel, raw);
    Entry entry{lower(name), name, std::nullopt};
    const auto found = known.find(entry.key);
    if (found != known.end()) entry.expires_ms = found->second;
    entries.push_back(std::move(entry));
  }
  rounds_.read(body, std::move(entries));
}

void World::on(const sim::Event& event, const sim::CallBegan& body) {
  calls_.began(event, body, children_);
  if (!ends_cache(body) || phase_ != Phase::running) return;
  phase_ = Phase::stopped;
  stopped_at_ = event.at;
}

void World::on(const sim::Event& /*event*/, const sim::CallEnded& body) { calls_.ended(body); }

}  // namespace scenarios::seen
