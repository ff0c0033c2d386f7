// Tells the judges of a run, in order, what happens and when nothing does, and keeps the pictures
// of the run that they share: each is brought up to date once, however many look at it.
#pragma once

#include "scenarios/invariants/support/audience.h"
#include "scenarios/invariants/support/debts.h"
#include "scenarios/invariants/support/explainer.h"
#include "scenarios/invariants/support/list_book.h"
#include "scenarios/invariants/support/requests.h"
#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

// Who is told. The world knows of it already, except where something else is said.
class Observer : public Listener {
 protected:
  ~Observer() = default;

 private:
  friend class Narrator;

  // Everything before `now` has happened. Told once of each instant.
  virtual void passed(Instant /*now*/) { ignore(); }
  // A request that keeps to the limits of H6 is answered by the event that comes next.
  virtual void answered(const Request& /*request*/, const sim::HttpReceived& /*reply*/) {
    ignore();
  }
  // `event` comes next; the world does not know it yet.
  virtual void before(const sim::Event& /*event*/) { ignore(); }
  // Likewise, of the gateway's output on its way: written, passed through, told to the hook. Most
  // events are of that kind, and few want to know, so before() and after() leave them out.
  virtual void before_output(const sim::Event& /*event*/) { ignore(); }
  // What `event`, or the time that passed, brought about; then the event itself.
  virtual void approved(const Approval& /*approval*/) { ignore(); }  // however it came out
  virtual void began(const Round& /*round*/) { ignore(); }
  virtual void explained(const Round& /*round*/, const Begin& /*begin*/) { ignore(); }
  virtual void ended(const Round& /*round*/) { ignore(); }
  virtual void line(const Line& /*line*/) { ignore(); }  // of the gateway, complete now
  // A trigger came, and from it on a refresh of `kind` is owed.
  virtual void owes(Kind /*kind*/, const Owed& /*owed*/) { ignore(); }
  virtual void delivered(const LineLedger::News& /*news*/) { ignore(); }  // also at the end
  virtual void differs(const Difference& /*difference*/) { ignore(); }    // also before idle()
  virtual void after(const sim::Event& /*event*/) { ignore(); }
  virtual void after_output(const sim::Event& /*event*/) { ignore(); }
  // At `due` nothing stood in the way of a refresh any more, and yet it did not begin.
  virtual void missing(Kind /*kind*/, const Owed& /*owed*/, Instant /*due*/) { ignore(); }
  // All of world().now() has happened, and nothing more does before `until`.
  virtual void idle(Instant /*until*/) { ignore(); }
  // The run is over.
  virtual void over(Instant /*end*/) { ignore(); }
};

class Narrator final : public sim::EventSink {
 public:
  explicit Narrator(const Terms& terms) : world_(terms), explainer_(terms), requests_(terms) {}
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
  [[nodiscard]] const Requests& requests() const { return requests_; }
  // The event at which something wrong shows; null: the end of the run.
  [[nodiscard]] const sim::Event* event() const { return event_; }
  [[nodiscard]] Instant end() const { return end_; }

 private:
  void pass(Instant until);
  void tell_passed(Instant now);
  void tell();
  void tell_lines();
  void tell_delivered();
  void tell_differences();
  void tell_missing(Instant until);

  World world_;
  ListBook lists_;
  Explainer explainer_;
  Requests requests_;
  Debts debts_;
  Audiences<Observer, &Observer::passed, &Observer::answered, &Observer::before,
            &Observer::before_output, &Observer::approved, &Observer::began, &Observer::explained,
            &Observer::ended, &Observer::line, &Observer::owes, &Observer::delivered,
            &Observer::differs, &Observer::after, &Observer::after_output, &Observer::missing,
            &Observer::idle, &Observer::over>
      observers_;
  const sim::Event* event_ = nullptr;
  Instant end_{};
  std::optional<Instant> told_passed_;
};

}  // namespace scenarios::seen
