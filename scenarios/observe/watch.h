// One run, seen through the eyes of the judges (scenarios/invariants/support), for those that count
// instead of judging: all detectors look at one picture.
#pragma once

#include <memory>
#include <vector>

#include "scenarios/invariants/support/judge.h"

namespace scenarios {

using controller::Kind;

class Watch;

// Told in order what happens. `watch` shows the picture at that moment.
class Detector : public seen::Listener {
 public:
  virtual ~Detector() = default;

 private:
  friend class Watch;

  // `event` comes next; the picture does not contain it yet.
  virtual void before(const sim::Event& /*event*/, const Watch& /*watch*/) { ignore(); }
  // Likewise, of output of the gateway on its way, which before() and after() leave out.
  virtual void before_output(const sim::Event& /*event*/, const Watch& /*watch*/) { ignore(); }
  // The rest is told when the picture contains it, in this order.
  virtual void approved(const seen::Approval& /*approval*/, const Watch& /*watch*/) { ignore(); }
  virtual void began(const seen::Round& /*round*/, const seen::Begin& /*begin*/,
                     const Watch& /*watch*/) {
    ignore();
  }
  virtual void ended(const seen::Round& /*round*/, const Watch& /*watch*/) { ignore(); }
  virtual void after(const sim::Event& /*event*/, const Watch& /*watch*/) { ignore(); }
  // A line that is a trigger (L1), whole and delivered at this very moment.
  virtual void triggered(const Watch& /*watch*/) { ignore(); }
};

class Watch final : public seen::Judge {
 public:
  // `run` must outlive it.
  Watch(const Terms& terms, seen::Narrator& run) : Judge("", terms) { join(run); }

  void add(std::unique_ptr<Detector> detector) {
    audiences_.add(*detector);
    detectors_.push_back(std::move(detector));
  }

  using seen::Judge::terms;
  using seen::Judge::world;
  // There is a controller, and its cache has not been told to stop.
  [[nodiscard]] bool cache_runs() const { return world().running(); }
  [[nodiscard]] bool refresh_in_flight() const;

 private:
  void before(const sim::Event& event) override;
  void approved(const seen::Approval& approval) override;
  void explained(const seen::Round& round, const seen::Begin& begin) override;
  void ended(const seen::Round& round) override;
  void after(const sim::Event& event) override;
  void before_output(const sim::Event& event) override;
  void line(const seen::Line& line) override;

  std::vector<std::unique_ptr<Detector>> detectors_;
  seen::Audiences<Detector, &Detector::before, &Detector::before_output, &Detector::approved,
                  &Detector::began, &Detector::ended, &Detector::after, &Detector::triggered>
      audiences_;
};

// The scenario made the line hook throw: no fault rule did.
bool is_hook_throw(const sim::FaultInjected& fault);

template <class Body>
const Body* body_of(const sim::Event& event) {
  return std::get_if<Body>(&event.body);
}

}  // namespace scenarios
