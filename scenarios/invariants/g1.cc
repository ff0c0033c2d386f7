// G1: both streams pass through byte for byte, and every line reaches the line hook, whole and
// alone, however the output is cut into pieces.
#include <array>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/gateway_judge.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/line_judge.h"

namespace scenarios {
namespace {

using namespace seen;

// What passed through is at any time a prefix of what was written, and soon after the gateway's
// exit all of it.
class Bytes final : public GatewayJudge {
 public:
  explicit Bytes(const Terms& terms) : GatewayJudge("G1", terms) {}

 private:
  struct Stream {
    std::string missing;   // written, and not passed through yet
    std::size_t done = 0;  // of `missing`: the front that was passed through since
    bool judging = true;
    Instant complete_by = controller::kNever;
  };

  void before(const sim::Event& event) override {
    if (!gateways().controller_runs()) return;
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited != nullptr && exited->role == sim::ChildRole::gateway)
      expect_all_by(event.at + kLate);
  }

  void before_output(const sim::Event& event) override {
    if (!gateways().controller_runs()) return;
    if (const auto* wrote = std::get_if<sim::GatewayWrote>(&event.body)) write(*wrote);
    if (const auto* passed = std::get_if<sim::PassedThrough>(&event.body)) pass(*passed);
  }

  void after(const sim::Event& event) override {
    const bool began = std::holds_alternative<sim::ControllerStarted>(event.body);
    if (began || std::holds_alternative<sim::ControllerEnded>(event.body)) {
      streams_ = {};
      mine_.clear();
    }
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned == nullptr || spawned->role != sim::ChildRole::gateway) return;
    mine_.insert(spawned->pid);
    // Nobody can tell how the output of two that live side by side mixes.
    if (gateways().alive().size() > 1) {
      for (Stream& stream : streams_) stream.judging = false;
    }
  }

  void write(const sim::GatewayWrote& wrote) {
    Stream& stream = streams_[wrote.to_stderr ? 1 : 0];
    if (!stream.judging || !mine_.contains(wrote.pid)) return;
    if (stream.done == stream.missing.size()) {
      stream.missing.clear();
      stream.done = 0;
    }
    stream.missing += wrote.bytes;
  }

  void pass(const sim::PassedThrough& passed) {
    Stream& stream = streams_[passed.to_stderr ? 1 : 0];
    if (!stream.judging) return;
    if (std::string_view(stream.missing).substr(stream.done).starts_with(passed.bytes)) {
      stream.done += passed.bytes.size();
      occasion();
      return;
    }
    stream.judging = false;
    flag(name(passed.to_stderr) + " passed on " + shown(passed.bytes) +
         " where the gateway wrote " + shown(std::string_view(stream.missing).substr(stream.done)));
  }

  void expect_all_by(Instant when) {
    for (Stream& stream : streams_) {
      if (stream.complete_by == controller::kNever) stream.complete_by = when;
    }
  }

  void passed(Instant now) override {
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      Stream& stream = streams_[i];
      if (now <= stream.complete_by) continue;
      stream.complete_by = controller::kNever;
      // What another gateway wrote since is on its way.
      if (!stream.judging || stream.done == stream.missing.size() || gateways().has_child())
        continue;
      stream.judging = false;
      flag(name(i == 1) + " never passed on " +
           shown(std::string_view(stream.missing).substr(stream.done)) +
           ", though the gateway that wrote it is gone");
    }
  }

  static std::string name(bool to_stderr) { return to_stderr ? "stderr" : "stdout"; }

  std::array<Stream, 2> streams_;
  std::set<std::int64_t> mine_;  // gateways of this controller
};

// A controller that starts starts its gateway.
class Starts final : public GatewayJudge {
 public:
  explicit Starts(const Terms& terms) : GatewayJudge("G1", terms) {}

 private:
  void after(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) due_ = event.at + kLate;
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
    const bool tried = (spawned != nullptr && spawned->role == sim::ChildRole::gateway) ||
                       (failed != nullptr && failed->role == sim::ChildRole::gateway);
    if (tried || gateways().end_wished() || !gateways().controller_runs()) {
      due_ = controller::kNever;
    }
  }
  void passed(Instant now) override {
    if (now <= due_) return;
    due_ = controller::kNever;
    flag("the controller runs and has not started its gateway", Property::liveness);
  }

  Instant due_ = controller::kNever;
};

class WholeLines final : public LineJudge {
 public:
  explicit WholeLines(const Terms& terms) : LineJudge("G1", terms) {}

 private:
  [[nodiscard]] int tested(const LineLedger::News& news) const override { return news.delivered; }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g1(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<Starts>(terms), std::make_unique<Bytes>(terms),
                                  std::make_unique<WholeLines>(terms));
}

}  // namespace scenarios
