// A judge of what the lists show. Overriders of its functions call it first.
#pragma once

#include <array>

#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/list_model.h"

namespace scenarios::seen {

class ListJudge : public Judge {
 public:
  ListJudge(std::string_view clause, const Terms& terms) : Judge(clause, terms) {}

 protected:
  void before(const sim::Event& event) override {
    for (ListModel& model : models_) model.before(event, world());
  }
  void approved(const Approval& approval) override {
    for (ListModel& model : models_) model.approval_ended(approval);
  }
  void ended(const Round& round) override {
    for (ListModel& model : models_) model.ended(round, world());
  }
  void after(const sim::Event& event) override {
    for (ListModel& model : models_) {
      model.observe(event, world());
      const auto* read = std::get_if<sim::ListRead>(&event.body);
      if (read == nullptr || world().phase() == Phase::off) continue;
      for (const Difference& difference : model.read(event, *read)) differs(difference);
    }
  }
  void idle(Instant /*until*/) override {
    for (ListModel& model : models_) {
      for (const Difference& difference : model.settle(world())) differs(difference);
    }
  }

  virtual void differs(const Difference& difference) = 0;

  [[nodiscard]] const ListModel& model(Kind kind) const { return models_[index_of(kind)]; }

 private:
  std::array<ListModel, controller::kKindCount> models_{ListModel(Kind::channels),
                                                        ListModel(Kind::devices)};
};

}  // namespace scenarios::seen
