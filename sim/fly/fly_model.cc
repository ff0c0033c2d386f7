#include "sim/fly/fly_model.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "controller/base/iso8601.h"

namespace sim {
namespace {

constexpr std::string_view kAppSubject = "app";

std::string_view subject_of(const FlyCall& call) {
  if (const std::string_view machine = machine_of(call); !machine.empty()) return machine;
  if (const std::string_view volume = volume_of(call); !volume.empty()) return volume;
  return kAppSubject;
}

bool is_get(const FlyCall& call) {
  return std::holds_alternative<fly_call::GetMachine>(call) ||
         std::holds_alternative<fly_call::GetVolume>(call);
}

}  // namespace

FlyModel::FlyModel(FlyConfig config, ChoiceSource& choices)
    : config_(std::move(config)), choices_(choices) {}

// ---- the frame of each call
// ------------------------------------------------------------------------------------------------

std::optional<FlyReply> FlyModel::step(const FlyRequest& request, FlyTicket ticket, FlyNow now,
                                       const FlyDisturbance& disturbance) {
  advance(now);
  ticket_ = ticket;
  disturbance_ = disturbance;
  nonce_ = request.caller->lease_nonce;
  if (Reply refused = admit(request)) return refused;
  return std::visit([this](const auto& call_in) { return call(call_in); }, request.call);
}

// From the outside inwards, as a service does it: the route, who asks, how often, the app, and only
// then what is asked (assumed).
FlyModel::Reply FlyModel::admit(const FlyRequest& request) {
  if (std::holds_alternative<fly_call::UnknownRoute>(request.call))
    return refusal(FlyRefusal::route_missing, {});
  if (request.caller->token != config_.token) return refusal(FlyRefusal::unauthorized, {});
  if (request.caller->app != config_.app) return refusal(FlyRefusal::app_missing, {});
  if (config_.limits.enabled) {
    // [D]: 1/s per action and machine (or app), burst 3; get 5/s, burst 10.
    const FlyRateLimits& limits = config_.limits;
    const RateLimiter::Rate rate =
        is_get(request.call) ? RateLimiter::Rate{limits.gets_per_second, limits.gets_burst}
                             : RateLimiter::Rate{limits.per_second, limits.burst};
    if (!limiter_.admits(operation_of(request.call), subject_of(request.call), rate, now_.at))
      return refusal(FlyRefusal::rate_limited, {});
  }
  if (!request.wrong.empty()) return invalid(request.wrong);
  const bool may_be_out =
      !out_.empty() && !machine_of(request.call).empty() && !is_get(request.call);
  if (may_be_out && out_.contains(region_of(request.call)))
    return refusal(FlyRefusal::unreachable, {});
  return std::nullopt;
}

FlyReply FlyModel::refusal(FlyRefusal refusal, const FlySubject& subject) const {
  const auto wordings = wordings_of(refusal);
  const std::size_t wanted = config_.quirks.wordings[static_cast<std::size_t>(refusal)];
  return refuse(refusal, wordings[std::min(wanted, wordings.size() - 1)], subject);
}

FlyReply FlyModel::invalid(std::string_view detail) const {
  FlySubject subject;
  subject.detail = detail;
  return refusal(FlyRefusal::invalid, subject);
}

FlyReply FlyModel::refuse_as(FlyRefusal refusal, std::size_t wording, const FlyCall& call) const {
  FlySubject subject;
  const auto* create = std::get_if<fly_call::CreateMachine>(&call);
  const auto* update = std::get_if<fly_call::UpdateMachine>(&call);
  const auto* wait = std::get_if<fly_call::Wait>(&call);
  subject.machine = machine_of(call);
  subject.volume = volume_of(call);
  std::string holder;
  if (create != nullptr) {
    subject.name = create->name;
    holder = machine_named(create->name);
    subject.machine = holder.empty() ? std::string_view("e82d000000f0d8") : holder;
    if (create->config) subject.volume = root_volume(*create->config);
  } else if (const FlyMachine* machine = find_machine(subject.machine)) {
    subject.state = controller::fly::name_of(machine->view.state);
    subject.name = machine->view.name;
  }
  if (update != nullptr && update->config) subject.volume = root_volume(*update->config);
  if (wait != nullptr) subject.wanted = wait->state;
  if (refusal == FlyRefusal::lease_held) subject.name = "another@example.com";
  std::string detail = "1024";
  if (refusal == FlyRefusal::lease_held)
    detail = controller::format_iso8601(
        (now_.wall + std::chrono::seconds(60)).time_since_epoch().count());
  subject.detail = detail;
  const auto wordings = wordings_of(refusal);
  return refuse(refusal, wordings[std::min(wording, wordings.size() - 1)], subject);
}

FlyModel::Reply FlyModel::call(const fly_call::UnknownRoute& /*call*/) {
  return refusal(FlyRefusal::route_missing, {});
}

// ---- time
// --------------------------------------------------------------------------------------------------------------

void FlyModel::at(FlyNow now) {
  const Instant before = now_.at;
  now_ = now;
  now_.at = std::max(before, now.at);
}

// What is due happens at its own moment, so that it does not matter how often this is called.
void FlyModel::advance(FlyNow now) {
  while (const std::optional<Instant> next = next_event()) {
    if (*next > now.at) break;
    std::pop_heap(dues_.begin(), dues_.end(), std::greater<>());
    const Due due = dues_.back();
    dues_.pop_back();
    at(FlyNow{due.at, now.wall - std::chrono::floor<std::chrono::milliseconds>(now.at - due.at)});
    happen(due);
  }
  at(now);
}

std::optional<Instant> FlyModel::next_event() {
  while (!dues_.empty() && is_void(dues_.front())) {
    std::pop_heap(dues_.begin(), dues_.end(), std::greater<>());
    dues_.pop_back();
  }
  if (dues_.empty()) return std::nullopt;
  return dues_.front().at;
}

void FlyModel::due(Due::Kind kind, std::size_t index, std::uint64_t version, Instant moment) {
  dues_.push_back(Due{moment, next_sequence_++, kind, index, version});
  std::push_heap(dues_.begin(), dues_.end(), std::greater<>());
}

bool FlyModel::is_void(const Due& due) const {
  switch (due.kind) {
    case Due::Kind::machine:
      return machines_[due.index].plan != due.version;
    case Due::Kind::write:
      return machines_[due.index].boots != due.version ||
             machines_[due.index].view.state != MachineState::started;
    case Due::Kind::volume:
      return volumes_[due.index].plan != due.version;
    case Due::Kind::claim:
      return !volumes_[due.index].claim_lingers;
    case Due::Kind::waiting:
      return !waiting_.contains(due.version);
  }
  return true;
}

void FlyModel::happen(const Due& due) {
  switch (due.kind) {
    case Due::Kind::machine: {
      FlyMachine& machine = machines_[due.index];
      const FlyStepAhead step = machine.ahead.front();
      machine.ahead.erase(machine.ahead.begin());
      enter(machine, step.to, step.why);
      arm_plan(machine);
      return;
    }
    case Due::Kind::write:
      write(machines_[due.index]);
      return;
    case Due::Kind::volume:
      next_volume_state(volumes_[due.index]);
      return;
    case Due::Kind::claim:
      release(volumes_[due.index], "released");
      return;
    case Due::Kind::waiting:
      end_waiting(due.version);
      return;
  }
}

std::vector<FlyEffect> FlyModel::take_effects() { return std::exchange(effects_, {}); }

// ---- chance
// ------------------------------------------------------------------------------------------------------------

Duration FlyModel::draw(const FlySpan& span, const char* site) {
  const auto range = std::chrono::floor<std::chrono::milliseconds>(span.most - span.least).count();
  if (range <= 0) return span.least;
  const std::uint64_t drawn =
      choices_.draw(Stream::latency, site, static_cast<std::uint64_t>(range) + 1);
  return span.least + std::chrono::milliseconds(drawn);
}

// Ids look like Fly's and are never used twice: a counter, scrambled one to one (Knuth's
// multiplicative hash: an odd factor modulo a power of two).
std::string FlyModel::made_up(std::string_view alphabet, std::size_t length) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15ULL;
  constexpr std::uint64_t kBits = 56;
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;
  std::uint64_t left = (++next_id_ * kFactor) & kMask;
  std::string out(length, alphabet.front());
  for (std::size_t i = length; i-- > 0 && left > 0; left /= alphabet.size())
    out[i] = alphabet[left % alphabet.size()];
  return out;
}

}  // namespace sim
