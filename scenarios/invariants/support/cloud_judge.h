// The frame of the judges of F and M. All judges of a run share one picture, kept by a CloudHub,
// which is told each event once and tells it to all of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/invariants/invariant.h"
#include "scenarios/invariants/support/audience.h"
#include "scenarios/invariants/support/cloud.h"
#include "scenarios/invariants/support/cloud_listener.h"
#include "scenarios/invariants/support/instance_model.h"
#include "scenarios/invariants/support/lost_creates.h"

namespace scenarios::seen {

class CloudHub final : public sim::EventSink {
 public:
  explicit CloudHub(const Terms& terms) : terms_(terms) { add(lost_creates_); }

  void on_event(const sim::Event& event) override;
  // Once, after the last event.
  void finish(Instant end);
  // Before the first event; `listener` must outlive the last one and finish().
  void add(CloudListener& listener) { listeners_.add(listener); }
  // The reference model tells of what it does not allow. Before the first event.
  void compare_with_model() { model_.emplace(terms_.cloud); }

  [[nodiscard]] const Cloud& cloud() const { return cloud_; }
  [[nodiscard]] const LostCreates& lost_creates() const { return lost_creates_; }
  [[nodiscard]] const Terms& terms() const { return terms_; }
  // The event that is being told; null: none.
  [[nodiscard]] const sim::Event* event() const { return event_; }
  [[nodiscard]] Instant end() const { return end_; }

 private:
  class Teller;
  using Listeners =
      Audiences<CloudListener, &CloudListener::any, &CloudListener::started, &CloudListener::ended,
                &CloudListener::stored, &CloudListener::asked, &CloudListener::answered,
                &CloudListener::logged, &CloudListener::fly_called, &CloudListener::fly_answered,
                &CloudListener::controller_called, &CloudListener::controller_answered,
                &CloudListener::key_value, &CloudListener::machine_changed,
                &CloudListener::volume_changed, &CloudListener::deviates, &CloudListener::quiet,
                &CloudListener::over>;

  void pass(Instant until);
  Terms terms_;
  Cloud cloud_;
  LostCreates lost_creates_{cloud_};
  std::optional<InstanceModel> model_;
  Listeners listeners_;
  const sim::Event* event_ = nullptr;
  Instant end_{};
};

class CloudJudge : public Invariant, private CloudListener {
 public:
  CloudJudge(std::string_view clause, std::shared_ptr<CloudHub> hub)
      : clause_(clause), hub_(std::move(hub)) {
    hub_->add(*this);
  }

  [[nodiscard]] std::string_view clause() const final { return clause_; }

 protected:
  [[nodiscard]] const Cloud& cloud() const { return hub_->cloud(); }
  [[nodiscard]] const Cloud::News& news() const { return hub_->cloud().news(); }
  [[nodiscard]] const LostCreates& lost_creates() const { return hub_->lost_creates(); }
  [[nodiscard]] const CloudTerms& terms() const { return hub_->terms().cloud; }

  void flag(std::string text, Property property = Property::safety);

 private:
  // What its own clause does not allow.
  void deviates(const Deviation& deviation) final {
    if (deviation.clause == clause_) flag(deviation.text);
  }

  std::string clause_;
  std::shared_ptr<CloudHub> hub_;
};

}  // namespace scenarios::seen
