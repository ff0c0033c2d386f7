#include "scenarios/invariants/support/list_model.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

constexpr std::size_t kCallsKept = 6;

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// An entry whose details name no time never expires, whatever the store says.
bool names_a_time(const sim::ListRead& body, std::size_t index) {
  if (body.details.size() != body.keys.size()) return true;
  const std::string& text = body.details[index];
  return text.find("\"createdAt\"") != text.npos || text.find("\"ts\"") != text.npos;
}

}  // namespace

void ListModel::before(const sim::Event& event, const World& world) {
  const auto* reply = std::get_if<sim::CallEnded>(&event.body);
  if (reply == nullptr || reply->status != 200) return;
  const ClientCall* call = world.calls().find(reply->call);
  if (call == nullptr || !call->is_approval() || call->body.list != kind_) return;
  approve(call->key, event.at, Must::hide);
}

void ListModel::observe(const sim::Event& event, const World& world) {
  wall_ms_ = event.wall.time_since_epoch().count();
  const bool ended = std::holds_alternative<sim::ControllerEnded>(event.body);
  if (ended || std::holds_alternative<sim::ControllerStarted>(event.body)) {
    const auto expiries = expiries_;
    *this = ListModel(kind_);
    expiries_ = expiries;
  } else if (const auto* config = std::get_if<sim::ConfigChanged>(&event.body)) {
    if (config->readable && kind_ == Kind::channels) doubt_all_but(world.config()->channels);
  } else if (const auto* call = std::get_if<sim::CallBegan>(&event.body)) {
    if (ends_cache(*call)) stop(world);
  } else if (std::holds_alternative<sim::ChildExited>(event.body)) {
    if (!world.running() && world.may_still_run()) stop(world);
    const Round* round = world.last(kind_);
    if (round == nullptr || round->channels) return;
    // When such a round is over cannot be told, so each result may be in place at once.
    for (const ListCall& one : round->calls) {
      if (one.over() && one.ended == event.at) may_hold(sources_[one.channel], one);
    }
  }
}

// A result that comes in the very instant of the stop may be in place or not.
void ListModel::stop(const World& world) {
  const Round* round = world.last(kind_);
  if (round == nullptr) return;
  tolerate_ = std::any_of(round->calls.begin(), round->calls.end(), [&](const ListCall& call) {
    return call.over() && call.ended == world.now();
  });
  dirty_ = true;
}

void ListModel::ended(const Round& round, const World& world) {
  if (round.kind != kind_ || !world.running()) return;
  dirty_ = true;
  for (const ListCall& call : round.calls) commit(round, call);
  if (kind_ == Kind::devices) return;
  // What is no longer enabled meanwhile may go as soon as the next refresh begins.
  const bool readable = world.config() && world.config()->readable;
  if (readable && !sources_.contains("")) doubt_all_but(world.config()->channels);

  if (round.channels && !contains(*round.channels, "")) drop_all_but(*round.channels);
  if (round.channels) return;
  std::vector<std::string> listed;
  for (const ListCall& call : round.calls) listed.push_back(call.channel);
  doubt_all_but(listed);
}

void ListModel::commit(const Round& round, const ListCall& call) {
  Source& source = sources_[call.channel];
  source.calls.push_back(call);
  if (source.calls.size() > kCallsKept) source.calls.erase(source.calls.begin());
  if (call.outcome == Outcome::failure) {
    source.failed_now = true;
    unreadable_now_ = unreadable_now_ || call.unreadable;
  } else if (!call.read || call.at_the_tick) {
    may_hold(source, call);
  } else if (call.spawn_event < source.committed) {
    source.older_ended_now = true;
  } else {
    replace(round, call, source);
  }
}

void ListModel::replace(const Round& round, const ListCall& call, Source& source) {
  source.entries.clear();
  for (const Entry& entry : call.entries) {
    source.entries[entry.key] = Held{must_after(round, call, entry.key), entry.expires_ms, false};
    disabled_.erase(entry.key);
  }
  source.committed = call.spawn_event;
  source.committed_now = true;
}

ListModel::Must ListModel::must_after(const Round& round, const ListCall& call,
                                      const std::string& key) const {
  const auto found = approved_.find(key);
  if (found == approved_.end()) return Must::show;
  const Approved& approved = found->second;
  if (call.spawned < approved.at) return approved.must;
  return round.earliest > approved.at ? Must::show : Must::maybe;
}

void ListModel::doubt(Source& source) {
  for (auto& [key, held] : source.entries) {
    if (held.must == Must::show) held.must = Must::maybe;
  }
}

void ListModel::may_hold(Source& source, const ListCall& call) {
  doubt(source);
  for (const Entry& entry : call.entries) {
    const Held offered{Must::maybe, entry.expires_ms, false};
    const auto [held, added] = source.entries.try_emplace(entry.key, offered);
    if (added) continue;
    // Either may be shown, so it has not expired for sure before both have.
    auto& expires = held->second.expires_ms;
    expires = expires && entry.expires_ms ? std::max(expires, entry.expires_ms) : std::nullopt;
  }
}

void ListModel::doubt_all_but(const std::vector<std::string>& channels) {
  for (auto& [name, source] : sources_) {
    if (!contains(channels, name)) doubt(source);
  }
}

void ListModel::drop_all_but(const std::vector<std::string>& channels) {
  for (auto& [name, source] : sources_) {
    if (contains(channels, name)) continue;
    for (const auto& [key, held] : source.entries) disabled_.insert(key);
    source.entries.clear();
  }
}

void ListModel::approval_ended(const Approval& approval) {
  if (approval.kind != kind_ || approval.outcome == Approval::Outcome::refused) return;
  if (!approved_.contains(approval.key)) approve(approval.key, approval.ended, Must::maybe);
}

void ListModel::approve(const std::string& key, Instant at, Must must) {
  approved_[key] = Approved{at, must};
  dirty_ = true;
  if (Held* held = find(key)) held->must = must;
}

std::vector<Difference> ListModel::read(const sim::Event& event, const sim::ListRead& body) {
  std::vector<Difference> differences;
  if (body.list != kind_) return differences;
  wall_ms_ = event.wall.time_since_epoch().count();
  std::set<std::string> shown;
  for (std::size_t i = 0; i < body.keys.size(); ++i) {
    const std::string key = key_of(kind_, {}, body.keys[i]);
    shown.insert(key);
    Held* held = find(key);
    if (held == nullptr) continue;
    const bool too_old = expired(*held) && names_a_time(body, i);
    if (!too_old && held->must != Must::hide) continue;
    Difference difference;
    difference.wrong = too_old ? Wrong::expired_shown : Wrong::approved_shown;
    difference.kind = kind_;
    difference.key = key;
    difference.text =
        body.keys[i] +
        (too_old ? " is shown although it has expired " +
                       std::to_string(wall_ms_ - *held->expires_ms) + " ms ago"
                 : " is shown although it was approved at " + text_of(approved_.at(key).at));
    differences.push_back(std::move(difference));
    *held = Held{Must::maybe, std::nullopt, true};
  }
  mark_expired();
  if (shown != shown_) {
    dirty_ = true;
    names_ = body.keys;
  }
  shown_ = std::move(shown);
  return differences;
}

void ListModel::mark_expired() {
  for (auto& [name, source] : sources_) {
    for (auto& [key, held] : source.entries) {
      if (held.expiry_seen || !expired(held)) continue;
      held.expiry_seen = true;
      // If the wall clock goes back, it may be shown again or be forgotten.
      if (held.must == Must::show) held.must = Must::maybe;
      ++expiries_;
    }
  }
}

bool ListModel::expired(const Held& held) const {
  return held.expires_ms && *held.expires_ms < wall_ms_;
}

ListModel::Source& ListModel::source_for(const std::string& key) {
  const auto all = sources_.find("");
  return all != sources_.end() ? all->second : sources_[source_of(kind_, key)];
}

ListModel::Held* ListModel::find(const std::string& key) {
  for (auto& [name, source] : sources_) {
    const auto found = source.entries.find(key);
    if (found != source.entries.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace scenarios::seen
