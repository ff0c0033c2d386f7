// The frame of the judges of F and M. All judges of a run share one picture, kept by a CloudHub,
// which is told each event once and tells it to all of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/invariant.h"
#include "scenarios/invariants/support/cloud.h"

namespace scenarios::seen {

class CloudJudge;

class CloudHub final : public sim::EventSink {
 public:
  explicit CloudHub(const Terms& terms) : terms_(terms) {}

  void on_event(const sim::Event& event) override;
  // Once, after the last event.
  void finish(Instant end);
  void add(CloudJudge& judge) { judges_.push_back(&judge); }
  void remove(CloudJudge& judge) { std::erase(judges_, &judge); }

  [[nodiscard]] const Cloud& cloud() const { return cloud_; }
  [[nodiscard]] const Terms& terms() const { return terms_; }
  // The event that is being told; null: none.
  [[nodiscard]] const sim::Event* event() const { return event_; }
  [[nodiscard]] Instant end() const { return end_; }

 private:
  void pass(Instant until);

  Terms terms_;
  Cloud cloud_;
  std::vector<CloudJudge*> judges_;
  const sim::Event* event_ = nullptr;
  Instant end_{};
};

class CloudJudge : public Invariant {
 public:
  CloudJudge(std::string_view clause, std::shared_ptr<CloudHub> hub)
      : clause_(clause), hub_(std::move(hub)) {
    hub_->add(*this);
  }
  ~CloudJudge() override { hub_->remove(*this); }

  [[nodiscard]] std::string_view clause() const final { return clause_; }

 protected:
  [[nodiscard]] const Cloud& cloud() const { return hub_->cloud(); }
  [[nodiscard]] const Cloud::News& news() const { return hub_->cloud().news(); }
  [[nodiscard]] const CloudTerms& terms() const { return hub_->terms().cloud; }

  // What happened; the picture contains it, and news() what it replaced.
  virtual void started(const CloudInstance& /*instance*/) {}
  virtual void ended(const CloudInstance& /*instance*/) {}
  virtual void stored(const CloudInstance& /*instance*/, const sim::InstanceStored& /*now*/) {}
  virtual void asked(const CloudInstance& /*instance*/, const Ask& /*ask*/) {}
  virtual void answered(const CloudInstance& /*instance*/, const Ask& /*ask*/,
                        const sim::InstanceAnswered& /*reply*/) {}
  virtual void logged(const CloudInstance& /*instance*/, const sim::InstanceLogged& /*line*/) {}
  virtual void fly_called(const CloudInstance& /*instance*/, const FlyCall& /*call*/) {}
  virtual void fly_answered(const CloudInstance& /*instance*/, const FlyCall& /*call*/) {}
  virtual void controller_called(const CloudInstance& /*instance*/,
                                 const ControllerCall& /*request*/) {}
  virtual void controller_answered(const CloudInstance& /*instance*/,
                                   const ControllerCall& /*request*/) {}
  virtual void key_value(const CloudInstance& /*instance*/, const sim::KeyValueCalled& /*call*/) {}
  virtual void machine_changed(const CloudMachine& /*machine*/) {}
  virtual void volume_changed(const CloudVolume& /*volume*/) {}
  virtual void any(const sim::Event& /*event*/) {}
  // All of cloud().now() has happened, and nothing more does before `until`.
  virtual void quiet(Instant /*until*/) {}
  // The run is over.
  virtual void over(Instant /*end*/) {}

  void flag(std::string text, Property property = Property::safety);

 private:
  friend class CloudHub;
  void tell(const sim::Event& event);

  std::string clause_;
  std::shared_ptr<CloudHub> hub_;
};

}  // namespace scenarios::seen
