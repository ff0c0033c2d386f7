#include "scenarios/invariants/support/restart_model.h"

#include <algorithm>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {
namespace {

constexpr Duration kFirstWait = std::chrono::seconds(1);
constexpr Duration kLongestWait = std::chrono::seconds(300);
constexpr Duration kHealthyRun = std::chrono::seconds(30);
constexpr Duration kGapMin = std::chrono::seconds(1);
constexpr Duration kReapGrace = std::chrono::seconds(5);

}  // namespace

void RestartModel::forget() {
  const RestartModel fresh;
  *this = fresh;
}

void RestartModel::before(const sim::Event& event, const Gateways& gateways) {
  if (!gateways.controller_runs()) return;
  if (const auto* exited_body = std::get_if<sim::ChildExited>(&event.body)) {
    const Gateway* gateway = gateways.find(exited_body->pid);
    if (gateway != nullptr) exited(*gateway, *exited_body, event.at, gateways);
  }
  const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
  if (failed != nullptr && failed->role == sim::ChildRole::gateway) {
    given_up(event.at, gateways);
    attempted(event.at);
    crashed(event.at, true, gateways);
  }
  const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
  if (spawned != nullptr && spawned->role == sim::ChildRole::gateway) {
    given_up(event.at, gateways);
    attempted(event.at);
  }
}

void RestartModel::after(const sim::Event& event, const Gateways& gateways) {
  if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
    forget();
    first_start_open_ = true;
  }
  if (std::holds_alternative<sim::ControllerEnded>(event.body)) forget();
  const auto* ended = std::get_if<sim::CallEnded>(&event.body);
  const GatewayCall* stop = ended == nullptr ? nullptr : gateways.call(ended->call);
  const bool stopped = stop != nullptr && stop->wish == Wish::stop && ended->status == 200;
  // Its wait is cancelled, unless it is that of a start that came after the stop.
  if (stopped && !gateways.has_child() && !gateways.start_wished()) due_.reset();
  if (stopped) first_start_open_ = false;
  if (stopped && !gateways.has_child()) stopped_ = true;
  const auto* call = std::get_if<sim::CallBegan>(&event.body);
  if (call == nullptr || !(gateways.start_wished() || gateways.end_wished())) return;
  if (due_) due_->required = false;
  // Whether a gateway whose end is asked for counts as crashed, nobody can tell. A start or a
  // restart that finds none skips the wait and leaves the next one as it was.
  if (gateways.has_child() && gateways.end_wished()) least_ = 0;
  if (gateways.wished(Wish::stop) || gateways.shutdown_asked()) {
    stopped_ = true;
    if (!first_start_forestalled_) first_start_forestalled_ = event.at;
  }
}

void RestartModel::attempted(Instant at) {
  due_.reset();
  crashed_at_.reset();
  first_start_open_ = false;
  stopped_ = false;
  attempted_at_ = at;
}

// A gateway that got a signal ended because somebody wanted it; so may one whose end was asked for.
void RestartModel::exited(const Gateway& gateway, const sim::ChildExited& body, Instant at,
                          const Gateways& gateways) {
  const bool given_up_before = gateway.killed && gateway.spawned < attempted_at_;
  if (gateway.left_behind || given_up_before) return;
  ran(gateway, at);
  if (gateways.wished(Wish::stop)) stopped_ = true;
  if (gateway.signalled) return;
  if (body.code != 0 || body.signal) {
    crashed(at, false, gateways);
    return;
  }
  const Duration wait = std::max(Duration::zero(), attempted_at_ + kGapMin - at);
  due_ = Restart{at, false, false, {wait}, !gateways.start_wished() && !gateways.end_wished()};
}

void RestartModel::crashed(Instant at, bool spawn_failed, const Gateways& gateways) {
  ++least_;
  ++most_;
  crashed_at_ = at;
  due_ = Restart{at, true, spawn_failed, crash_waits(),
                 !gateways.end_wished() && (spawn_failed || !gateways.start_wished())};
}

// One that was killed and is not reaped when the next one comes will never count again.
void RestartModel::given_up(Instant at, const Gateways& gateways) {
  for (const auto& [pid, gateway] : gateways.alive()) {
    if (gateway.left_behind || !gateway.killed || gateway.spawned < attempted_at_) continue;
    ran(gateway, at);
  }
}

// The run of one that cannot be reaped ends when it is given up. Who sent the SIGKILL that can be
// seen, the controller or somebody else, nobody can tell: so when exactly that was, neither.
void RestartModel::ran(const Gateway& gateway, Instant until) {
  const Instant given_up = gateway.killed ? *gateway.killed + kReapGrace : until;
  const Duration longest = until - gateway.spawned;
  const Duration shortest = std::min(until, given_up) - gateway.spawned;
  if (longest >= kHealthyRun - kEarly) least_ = 0;
  if (shortest >= kHealthyRun) most_ = 0;
}

std::vector<Duration> RestartModel::crash_waits() const {
  std::vector<Duration> waits;
  Duration wait = kFirstWait;
  for (int crash = 1; crash <= most_ && (waits.empty() || wait > waits.back()); ++crash) {
    if (crash >= least_ || wait == kLongestWait) waits.push_back(wait);
    wait = std::min(wait * 2, kLongestWait);
  }
  return waits;
}

bool RestartModel::may_be_starting(Instant now, const Gateways& gateways) const {
  if (gateways.start_wished() || first_start_open(now) || now <= attempted_at_ + kLate) return true;
  return due_ && (!due_->crash || now + kEarly >= due_->ended + due_->waits.front());
}

bool RestartModel::may_be_crashed(Instant /*now*/) const { return crashed_at_.has_value(); }

bool RestartModel::may_be_stopped(const Gateways& gateways) const {
  return stopped_ || gateways.end_wished();
}

std::string RestartModel::what_is_seen(const Gateways& gateways) const {
  if (gateways.shutdown_asked()) return "the controller is shutting down";
  if (const Gateway* child = gateways.undisturbed()) {
    return "gateway " + std::to_string(child->pid) + " runs";
  }
  if (gateways.has_child()) return "a gateway is being ended";
  if (due_) return "the gateway " + due_->how() + " at " + text_of(due_->ended);
  return stopped_ ? "no gateway was wanted" : "no gateway runs";
}

}  // namespace scenarios::seen
