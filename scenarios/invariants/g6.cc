// G6: what the gateway prints is taken from it at once, whatever and however fast it prints; so it
// never waits for room in a pipe, and neither does a call of the command line.
#include <array>
#include <deque>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_judge.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using namespace seen;

// A pipe holds so much by itself: only what is beyond puts the draining to the test.
constexpr std::size_t kPipeBytes = std::size_t{64} * 1024;

class G6 final : public GatewayJudge {
 public:
  explicit G6(const Terms& terms) : GatewayJudge("G6", terms) {}

 private:
  struct Write {
    Instant at;
    std::uint64_t end;  // bytes written until then, this write included
  };
  struct Stream {
    std::uint64_t written = 0;
    std::uint64_t passed = 0;
    std::uint64_t tested = 0;
    bool told = false;
    std::deque<Write> open;
  };
  struct Blocked {
    Instant since;
    bool on_stderr = false;
  };

  void before(const sim::Event& event) override {
    if (const auto* blocked = std::get_if<sim::ChildBlocked>(&event.body)) {
      blocked_[blocked->pid] = Blocked{event.at, blocked->to_stderr};
    }
    if (const auto* freed = std::get_if<sim::ChildUnblocked>(&event.body)) {
      blocked_.erase(freed->pid);
    }
    if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
      blocked_.erase(exited->pid);
    }
  }

  void before_output(const sim::Event& event) override {
    if (!gateways().controller_runs()) return;
    if (const auto* wrote = std::get_if<sim::GatewayWrote>(&event.body)) write(*wrote, event.at);
    if (const auto* passed = std::get_if<sim::PassedThrough>(&event.body)) pass(*passed);
  }

  void after(const sim::Event& event) override {
    const bool began = std::holds_alternative<sim::ControllerStarted>(event.body);
    if (began || std::holds_alternative<sim::ControllerEnded>(event.body)) {
      streams_ = {};
      blocked_.clear();
    }
    if (began) mine_.clear();
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    const bool gateway = spawned != nullptr && spawned->role == sim::ChildRole::gateway;
    if (gateway) mine_.insert(spawned->pid);
  }

  void write(const sim::GatewayWrote& wrote, Instant at) {
    if (!mine_.contains(wrote.pid)) return;
    Stream& stream = streams_[wrote.to_stderr ? 1 : 0];
    stream.written += wrote.bytes.size();
    stream.open.push_back(Write{at, stream.written});
  }

  void pass(const sim::PassedThrough& passed) {
    Stream& stream = streams_[passed.to_stderr ? 1 : 0];
    stream.passed += passed.bytes.size();
    while (!stream.open.empty() && stream.open.front().end <= stream.passed) {
      stream.open.pop_front();
    }
    for (; stream.tested + kPipeBytes <= stream.passed; stream.tested += kPipeBytes) occasion();
  }

  void passed(Instant now) override {
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      Stream& stream = streams_[i];
      if (stream.told || stream.open.empty() || now <= stream.open.front().at + kLate) continue;
      stream.told = true;
      flag(std::to_string(stream.written - stream.passed) + " bytes that the gateway wrote to " +
               (i == 1 ? "stderr" : "stdout") + " at " + text_of(stream.open.front().at) +
               " and later were not taken from it by " + text_of(now),
           Property::liveness);
    }
    std::erase_if(blocked_, [&](const auto& entry) {
      const auto& [pid, blocked] = entry;
      if (now <= blocked.since + kLate) return false;
      flag("child " + std::to_string(pid) + " has waited since " + text_of(blocked.since) +
               " for room in the pipe of its " + (blocked.on_stderr ? "stderr" : "stdout") +
               ", which nobody reads",
           Property::liveness);
      return true;
    });
  }

  std::map<std::int64_t, Blocked> blocked_;
  std::array<Stream, 2> streams_;
  std::set<std::int64_t> mine_;  // gateways of this controller
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g6(const Terms& terms) {
  return std::make_unique<G6>(terms);
}

}  // namespace scenarios
