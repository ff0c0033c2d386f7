#include "scenarios/invariants/support/rounds.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

constexpr std::size_t kRoundsKept = 4;

Outcome outcome_of(const Child& child, const sim::ChildExited& body, bool oversized) {
  if (!body.answered || oversized) return Outcome::failure;
  const bool ended_well = body.code == 0 && !body.signal && !child.signalled;
  return ended_well ? Outcome::success : Outcome::failure;
}

bool holds(const std::vector<std::string>& channels, std::string_view channel) {
  return std::find(channels.begin(), channels.end(), channel) != channels.end();
}

std::string channel_of(const sim::ChildSpawned& body) {
  return kind_of(body.command) == Kind::channels ? lower(body.channel) : std::string();
}

// A refresh reads the config when it begins, at some moment of this span.
std::vector<std::vector<std::string>> possible_lists(const Opening& opening, Instant earliest) {
  std::vector<std::vector<std::string>> possible;
  for (const Listing& listing : opening.listings) {
    const bool in_force = listing.until >= earliest && listing.since <= opening.at;
    const bool known =
        std::find(possible.begin(), possible.end(), listing.channels) != possible.end();
    if (in_force && !known) possible.push_back(listing.channels);
  }
  return possible;
}

// A call of that channel tells which of several configs was read.
void narrow(Round& round, std::string_view channel) {
  const auto lacks = [channel](const auto& channels) { return !holds(channels, channel); };
  const bool all_lack = std::all_of(round.possible.begin(), round.possible.end(), lacks);
  if (!all_lack) std::erase_if(round.possible, lacks);
  if (round.possible.size() == 1) round.channels = round.possible.front();
}

// All of an instant has happened, and a slot is free: what the round has not called for by now it
// will not call for, unless it lists two channels at a time and does so now.
void complete(Round& round) {
  constexpr std::ptrdiff_t kListsAtOnce = 2;
  const auto running = std::count_if(round.calls.begin(), round.calls.end(),
                                     [](const ListCall& call) { return !call.over(); });
  if (round.channels || running >= kListsAtOnce) return;
  const std::size_t called = round.calls.size() + round.spawn_failures;
  const auto asks_more = [called](const auto& channels) { return channels.size() > called; };
  const bool all_ask = std::all_of(round.possible.begin(), round.possible.end(), asks_more);
  if (!all_ask) std::erase_if(round.possible, asks_more);
  if (round.possible.size() == 1) round.channels = round.possible.front();
}

}  // namespace

std::string text_of(const Round& round) {
  std::string text =
      "refresh of " + std::string(name_of(round.kind)) + " begun at " + text_of(round.first_spawn);
  if (round.over) text += " and ended at " + text_of(round.ended);
  return text;
}

const ListCall* Round::find(std::string_view channel) const {
  const auto found = std::find_if(calls.begin(), calls.end(),
                                  [&](const ListCall& call) { return call.channel == channel; });
  return found == calls.end() ? nullptr : &*found;
}

bool Round::all_calls_over() const {
  return std::all_of(calls.begin(), calls.end(), [](const ListCall& call) { return call.over(); });
}

bool Round::has_all_calls() const {
  return channels && calls.size() + spawn_failures >= channels->size();
}

Outcome Round::outcome() const {
  if (!over) return Outcome::pending;
  const auto any = [this](Outcome outcome) {
    return std::any_of(calls.begin(), calls.end(),
                       [&](const ListCall& call) { return call.outcome == outcome; });
  };
  return any(Outcome::success) ? Outcome::success : Outcome::failure;
}

bool Round::success_is_doubtful() const {
  return outcome() == Outcome::success &&
         std::none_of(calls.begin(), calls.end(), [](const ListCall& call) {
           return call.outcome == Outcome::success && !call.at_the_tick;
         });
}

const Round* Rounds::last(Kind kind) const {
  const List& rounds = rounds_[index_of(kind)];
  return rounds.empty() ? nullptr : &rounds.back();
}

std::optional<Instant> Rounds::latest_end(Kind kind) const {
  const Round* round = last(kind);
  if (round == nullptr || !round->over) return std::nullopt;
  const Round* partner = last(other(kind));
  const bool joint = partner != nullptr && partner->may_be_joint_with(*round);
  if (joint && !partner->over) return std::nullopt;
  return std::max({round->ended, round->partner_ended, joint ? partner->ended : round->ended});
}

Round& Rounds::begin(const Opening& opening, Kind kind) {
  List& rounds = list(kind);
  List& others = list(other(kind));
  // The other kind's round may have been joint with the one that is now replaced.
  if (!rounds.empty() && !others.empty() && rounds.back().may_be_joint_with(others.back())) {
    others.back().partner_ended = std::max(others.back().partner_ended, rounds.back().ended);
  }
  Round round;
  round.kind = kind;
  round.first_event = opening.event;
  round.first_spawn = opening.at;
  round.earliest = opening.slots_full_since;
  if (!rounds.empty() && rounds.back().over) {
    round.earliest = std::max(round.earliest, rounds.back().ended);
  }
  if (kind == Kind::devices) {
    round.channels = std::vector<std::string>{""};
  } else if (reading_) {
    round.earliest = reading_->at;
    round.channels = std::move(reading_->channels);
    reading_.reset();
  } else {
    round.possible = possible_lists(opening, round.earliest);
    if (round.possible.size() == 1) round.channels = round.possible.front();
  }
  rounds.push_back(std::move(round));
  ++in_flight_[index_of(kind)];
  while (rounds.size() > kRoundsKept && rounds.front().over) rounds.pop_front();
  return rounds.back();
}

const Round* Rounds::config_read(ConfigReading reading) {
  reading_ = std::move(reading);
  readings_told_ = true;
  return close(Kind::channels, true);
}

// A call of a channel that is none of the round's, when nothing of the round runs any more, is one
// of the next.
bool Rounds::begins_anew(const Round& round, std::string_view channel) const {
  if (was_read(round.kind) || round.over || round.find(channel) != nullptr) return true;
  if (round.channels || round.possible.empty() || !round.all_calls_over()) return false;
  return std::none_of(round.possible.begin(), round.possible.end(),
                      [channel](const auto& channels) { return holds(channels, channel); });
}

const Round* Rounds::superseded(const sim::ChildSpawned& body) {
  List& rounds = list(kind_of(body.command));
  const std::string channel = channel_of(body);
  if (rounds.empty() || rounds.back().over || !begins_anew(rounds.back(), channel)) return nullptr;
  return close(kind_of(body.command), true);
}

bool Rounds::spawned(const Opening& opening, const sim::ChildSpawned& body) {
  const Kind kind = kind_of(body.command);
  const std::string channel = channel_of(body);
  List& rounds = list(kind);
  const bool fresh = rounds.empty() || begins_anew(rounds.back(), channel);
  Round& round = fresh ? begin(opening, kind) : rounds.back();
  if (kind == Kind::channels && !channel.empty() && !round.channels) narrow(round, channel);
  // A dialect may list all channels with one call.
  if (channel.empty()) round.channels = std::vector<std::string>{""};
  ListCall call;
  call.pid = body.pid;
  call.channel = channel;
  call.spawned = opening.at;
  call.spawn_event = opening.event;
  round.calls.push_back(std::move(call));
  return fresh;
}

bool Rounds::spawn_failed(const Opening& opening, Kind kind) {
  List& rounds = list(kind);
  const bool fresh = kind == Kind::devices || rounds.empty() || rounds.back().over ||
                     was_read(kind) || rounds.back().has_all_calls();
  Round& round = fresh ? begin(opening, kind) : rounds.back();
  ++round.spawn_failures;
  if (round.has_all_calls() && round.all_calls_over()) end(round, opening.at);
  return fresh;
}

void Rounds::read(const sim::StoreRead& body, std::vector<Entry> entries) {
  const Place place = find(body.list, body.pid);
  if (place.call == nullptr) return;
  place.call->read = true;
  place.call->entries = std::move(entries);
}

const Round* Rounds::exited(Instant at, const Child& child, const sim::ChildExited& body) {
  const Place place = find(kind_of(child.command), child.pid);
  if (place.call == nullptr || place.call->over()) return nullptr;
  ListCall& call = *place.call;
  const auto cap = static_cast<std::int64_t>(terms_.output_bytes_max);
  call.ended = at;
  call.at_the_tick = at == call.spawned + terms_.list_timeout;
  call.oversized = body.out_bytes > cap || body.err_bytes > cap;
  call.unreadable =
      body.code == 0 && !body.signal && !child.signalled && !body.answered && !call.oversized;
  call.outcome = outcome_of(child, body, call.oversized);
  if (!place.round->has_all_calls() || !place.round->all_calls_over()) return nullptr;
  end(*place.round, at);
  return place.round;
}

const Round* Rounds::given_up(Instant at, const Child& child) {
  const Place place = find(kind_of(child.command), child.pid);
  if (place.call == nullptr || place.call->over()) return nullptr;
  place.call->ended = at;
  place.call->outcome = Outcome::failure;
  if (!place.round->has_all_calls() || !place.round->all_calls_over()) return nullptr;
  end(*place.round, at);
  return place.round;
}

const Round* Rounds::close(Kind kind, bool slot_is_free) {
  List& rounds = list(kind);
  if (!slot_is_free || rounds.empty() || rounds.back().over) return nullptr;
  Round& round = rounds.back();
  complete(round);
  if (!round.all_calls_over()) return nullptr;
  Instant at = round.first_spawn;
  for (const ListCall& call : round.calls) at = std::max(at, call.ended);
  end(round, at);
  return &round;
}

void Rounds::end(Round& round, Instant at) {
  if (!round.over) --in_flight_[index_of(round.kind)];
  round.over = true;
  round.ended = at;
  List& others = list(other(round.kind));
  for (Round& partner : others) {
    if (!partner.may_be_joint_with(round)) continue;
    partner.partner_ended = std::max(partner.partner_ended, at);
  }
}

Rounds::Place Rounds::find(Kind kind, std::int64_t pid) {
  List& rounds = list(kind);
  for (auto round = rounds.rbegin(); round != rounds.rend(); ++round) {
    for (ListCall& call : round->calls) {
      if (call.pid == pid) return Place{&*round, &call};
    }
  }
  return Place{};
}

}  // namespace scenarios::seen
