// Tells the judges of a run, in order, what happens and when nothing does, and keeps the pictures
// of the run that they share: each is brought up to date once, however many look at it.
#pragma once

#include "scenarios/invariants/support/audience.h"
#include "scenarios/invariants/support/explainer.h"
#include "scenarios/invariants/support/list_book.h"
#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

// Who is told. The world knows of it already, except where something else is said.
class Observer : public Listener {
 protected:
  ~Observer() = default;

 private:
  friend class Narrator;

  // Everything before `now` has happened.
  virtual void passed(Instant /*now*/) { ignore(); }
  // `event` comes next; the world does not know it yet.
  virtual void before(const sim::Event& /*event*/) { ignore(); }
  // What `event`, or the time that passed, brought about; then the event itself.
  virtual void approved(const Approval& /*approval*/) { ignore(); }  // however it came out
  virtual void began(const Round& /*round*/) { ignore(); }
  virtual void ended(const Round& /*round*/) { ignore(); }
  virtual void after(const sim::Event& /*event*/) { ignore(); }
  // All of world().now() has happened, and nothing more does before `until`.
  virtual void idle(Instant /*until*/) { ignore(); }
  // The run is over.
  virtual void over(Instant /*end*/) { ignore(); }
};

class Narrator final : public sim::EventSink {
 public:
  explicit Narrator(const Terms& terms) : world_(terms), explainer_(terms) {}
  Narrator(const Narrator&) = delete;
  Narrator& operator=(const Narrator&) = delete;

  // Before the first event; `observer` must outlive the run. Whoever was added first is told first.
  void add(Observer& observer) { observers_.add(observer); }

  void on_event(const sim::Event& event) override;
  // Once, after the last event. `end`: the last instant of the run. Things that were still allowed
  // to happen later are no violation.
  void finish(Instant end);

  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const ListBook& lists() const { return lists_; }
  [[nodiscard]] const Explainer& explainer() const { return explainer_; }
  // The event at which something wrong shows; null: the end of the run.
  [[nodiscard]] const sim::Event* event() const { return event_; }
  [[nodiscard]] Instant end() const { return end_; }

 private:
  void pass(Instant until);
  void tell();

  World world_;
  ListBook lists_;
  Explainer explainer_;
  Audiences<Observer, &Observer::passed, &Observer::before, &Observer::approved, &Observer::began,
            &Observer::ended, &Observer::after, &Observer::idle, &Observer::over>
      observers_;
  const sim::Event* event_ = nullptr;
  Instant end_{};
};

}  // namespace scenarios::seen
