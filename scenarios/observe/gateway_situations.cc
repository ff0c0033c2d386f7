// The gateway and its output.
#include <csignal>
#include <map>
#include <set>
#include <utility>

#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

// How gateways end, and that they come again.
class GatewayLives final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    if (body_of<sim::ControllerEnded>(event) != nullptr) controller_runs_ = false;
    if (body_of<sim::ControllerStarted>(event) != nullptr) controller_runs_ = true;
    if (const auto* body = body_of<sim::ChildSpawned>(event)) on(*body);
    if (const auto* body = body_of<sim::SpawnFailed>(event)) on(*body);
    if (const auto* body = body_of<sim::ChildSignalled>(event)) on(*body);
    if (const auto* body = body_of<sim::ChildExited>(event)) on(*body);
  }

 private:
  void on(const sim::ChildSpawned& body) {
    if (body.role != sim::ChildRole::gateway) return;
    saw_if(ended_, "gateway_restarted");
    alive_.insert(body.pid);
  }

  void on(const sim::SpawnFailed& body) {
    saw_if(body.role == sim::ChildRole::gateway, "gateway_spawn_failed");
  }

  // What a dead controller left behind is killed without any grace time: that does not count.
  void on(const sim::ChildSignalled& body) {
    if (!alive_.contains(body.pid)) return;
    const bool first = signalled_.insert(body.pid).second;
    if (body.signal != SIGKILL || first || !controller_runs_) return;
    saw_if(killed_.insert(body.pid).second, "gateway_killed");
  }

  void on(const sim::ChildExited& body) {
    if (body.role != sim::ChildRole::gateway) return;
    ended_ = true;
    const bool asked = signalled_.erase(body.pid) > 0;
    saw_if(!asked && (body.signal || body.code != 0), "gateway_crashed");
    alive_.erase(body.pid);
    killed_.erase(body.pid);
  }

  bool controller_runs_ = false;
  bool ended_ = false;  // some gateway, some time
  std::set<std::int64_t> alive_, signalled_, killed_;
};

// Lines that come in pieces.
class LinePieces final : public Counter {
 public:
  using Counter::Counter;

  void before_output(const sim::Event& event, const Watch& /*watch*/) override {
    const auto* wrote = body_of<sim::GatewayWrote>(event);
    if (wrote != nullptr && !wrote->bytes.empty()) on(*wrote);
  }

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    if (const auto* exited = body_of<sim::ChildExited>(event)) forget(exited->pid);
  }

 private:
  enum class Begun : std::uint8_t { no, one_piece, more_pieces };

  void on(const sim::GatewayWrote& wrote) {
    Begun& line = lines_[{wrote.pid, wrote.to_stderr}];
    if (line == Begun::one_piece) {
      saw("line_split");
      line = Begun::more_pieces;
    }
    if (wrote.bytes.back() == '\n') {
      line = Begun::no;
    } else if (line == Begun::no || wrote.bytes.find('\n') != std::string::npos) {
      line = Begun::one_piece;
    }
  }

  void forget(std::int64_t pid) {
    for (const bool to_stderr : {false, true}) lines_.erase({pid, to_stderr});
  }

  std::map<std::pair<std::int64_t, bool>, Begun> lines_;  // by pid and stream
};

// What reached the line hook.
class Hook final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    const auto* fault = body_of<sim::FaultInjected>(event);
    saw_if(fault != nullptr && is_hook_throw(*fault), "hook_threw");
  }

  void before_output(const sim::Event& event, const Watch& /*watch*/) override {
    const auto* line = body_of<sim::LineDelivered>(event);
    saw_if(line != nullptr && line->cut, "line_cut");
  }
};

}  // namespace

void add_gateway_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<GatewayLives>(counts));
  watch.add(std::make_unique<LinePieces>(counts));
  watch.add(std::make_unique<Hook>(counts));
}

}  // namespace scenarios
