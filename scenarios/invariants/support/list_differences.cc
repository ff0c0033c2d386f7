// The second half of ListModel: comparing what was shown with what must be.
#include <algorithm>

#include "scenarios/invariants/support/list_model.h"

namespace scenarios::seen {
namespace {

bool lists(const ListCall& call, const std::string& key) {
  return std::any_of(call.entries.begin(), call.entries.end(),
                     [&](const Entry& entry) { return entry.key == key; });
}

// The call of a refresh that still runs whose result must not be seen yet, or null.
const ListCall* early_result(const World& world, Kind kind, const std::string& channel) {
  const Round* round = world.last(kind);
  if (round == nullptr || round->over) return nullptr;
  const ListCall* call = round->find(channel);
  if (call == nullptr) call = round->find("");
  return call != nullptr && call->over() ? call : nullptr;
}

Wrong why_used(const ListCall& call) {
  if (call.oversized) return Wrong::oversized_used;
  if (call.unreadable) return Wrong::unreadable_used;
  return call.outcome == Outcome::failure ? Wrong::failed_used : Wrong::older_used;
}

std::string_view phrase(Wrong wrong) {
  switch (wrong) {
    case Wrong::unlisted:
      return "is shown although no list call has listed it";
    case Wrong::not_added:
      return "was listed by a refresh that has ended, and is not shown";
    case Wrong::not_removed:
      return "is still shown although the refresh that has ended listed it no more";
    case Wrong::lost_on_failure:
      return "was dropped although its list failed: the entries must stay";
    case Wrong::failed_used:
      return "is shown because of a list call that failed";
    case Wrong::unreadable_used:
      return "is shown because of a list call whose output held no answer";
    case Wrong::oversized_used:
      return "is shown because of a list call that printed more than its cap";
    case Wrong::disabled_shown:
      return "is shown after a refresh that its channel, no longer enabled, was no part of";
    case Wrong::older_used:
      return "changed because of a list call that began before the one shown already";
    case Wrong::approved_shown:
      return "is shown although it was approved";
    case Wrong::expired_shown:
      return "is shown although it has expired";
    case Wrong::dropped_unasked:
      return "was dropped although nothing called for it: no refresh ended, it has not expired";
    case Wrong::half:
      return "changed while its refresh still ran: readers saw half of a refresh";
    case Wrong::changed_by_stopped:
      return "changed after the cache was stopped";
  }
  return "";
}

}  // namespace

std::vector<Difference> ListModel::settle(const World& world) {
  std::vector<Difference> differences;
  const bool silent = world.phase() == Phase::off || tolerate_;
  if (dirty_) differences = compare(world);
  if (silent) differences.clear();
  mark_siblings(differences);
  if (dirty_) new_instant();
  return differences;
}

std::vector<Difference> ListModel::compare(const World& world) {
  std::vector<Difference> differences;
  for (auto& [name, source] : sources_) {
    for (auto& [key, held] : source.entries) {
      const bool shown = shown_.contains(key);
      if (expired(held) || held.must == Must::maybe) continue;
      if (shown == (held.must == Must::show)) continue;
      const Wrong wrong = shown ? Wrong::approved_shown : why_missing(world, key, source);
      differences.push_back(difference(world, wrong, key));
      held.must = Must::maybe;
    }
  }
  for (const std::string& key : shown_) {
    if (find(key) != nullptr) continue;
    Source& source = source_for(key);
    differences.push_back(difference(world, why_extra(world, key, source), key));
    source.entries[key] = Held{Must::maybe, std::nullopt, false};
  }
  return differences;
}

Wrong ListModel::why_missing(const World& world, const std::string& key,
                             const Source& source) const {
  if (world.phase() == Phase::stopped) return Wrong::changed_by_stopped;
  if (source.committed_now) return Wrong::not_added;
  if (source.failed_now) return Wrong::lost_on_failure;
  if (early_result(world, kind_, source_of(kind_, key)) != nullptr) return Wrong::half;
  return source.older_ended_now ? Wrong::older_used : Wrong::dropped_unasked;
}

Wrong ListModel::why_extra(const World& world, const std::string& key, const Source& source) const {
  if (world.phase() == Phase::stopped) return Wrong::changed_by_stopped;
  if (disabled_.contains(key)) return Wrong::disabled_shown;
  if (source.committed_now && shown_before_.contains(key)) return Wrong::not_removed;
  const auto approved = approved_.find(key);
  if (approved != approved_.end() && approved->second.must == Must::hide) {
    return Wrong::approved_shown;
  }
  const ListCall* early = early_result(world, kind_, source_of(kind_, key));
  if (early != nullptr && lists(*early, key)) {
    return early->outcome == Outcome::failure ? why_used(*early) : Wrong::half;
  }
  for (auto call = source.calls.rbegin(); call != source.calls.rend(); ++call) {
    if (lists(*call, key)) return why_used(*call);
  }
  return Wrong::unlisted;
}

std::string ListModel::name_of(const std::string& key) const {
  for (const std::string& name : names_)
    if (key_of(kind_, {}, name) == key) return name;
  for (const auto& [channel, source] : sources_)
    for (const ListCall& call : source.calls)
      for (const Entry& entry : call.entries)
        if (entry.key == key) return entry.name;
  return key;
}

Difference ListModel::difference(const World& world, Wrong wrong, const std::string& key) const {
  Difference difference;
  difference.wrong = wrong;
  difference.kind = kind_;
  difference.key = key;
  const std::string device = kind_ == Kind::devices ? "device " : "";
  difference.text =
      device + name_of(key) + " at " + text_of(world.now()) + ' ' + std::string(phrase(wrong));
  return difference;
}

// Whether a source was replaced, visibly and rightly, in this instant.
bool ListModel::changed_neatly(const std::string& name, const Source& source,
                               const std::set<std::string>& wrong_sources) const {
  if (!source.committed_now || wrong_sources.contains(name)) return false;
  const auto differs = [&](const std::set<std::string>& one, const std::set<std::string>& two) {
    return std::any_of(one.begin(), one.end(), [&](const std::string& key) {
      return source_of(kind_, key) == name && !two.contains(key);
    });
  };
  return differs(shown_, shown_before_) || differs(shown_before_, shown_);
}

void ListModel::mark_siblings(std::vector<Difference>& differences) const {
  if (differences.empty()) return;
  std::set<std::string> wrong_sources;
  for (const Difference& one : differences) wrong_sources.insert(source_of(kind_, one.key));
  const bool committed = std::any_of(sources_.begin(), sources_.end(), [&](const auto& one) {
    return changed_neatly(one.first, one.second, wrong_sources);
  });
  for (Difference& one : differences) {
    one.beside_unreadable = unreadable_now_;
    one.beside_committed = committed;
  }
}

void ListModel::new_instant() {
  for (auto& [name, source] : sources_) {
    source.committed_now = false;
    source.failed_now = false;
    source.older_ended_now = false;
  }
  shown_before_ = shown_;
  dirty_ = false;
  unreadable_now_ = false;
  tolerate_ = false;
}

}  // namespace scenarios::seen
