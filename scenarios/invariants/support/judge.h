// The frame of a judge: it looks at the common picture of a run, and is told, in order, what
// happened and when nothing did.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/invariants/invariant.h"
#include "scenarios/invariants/support/narrator.h"

namespace scenarios::seen {

class Judge : public MachineInvariant, protected Observer {
 public:
  Judge(std::string_view clause, const Terms& terms) : clause_(clause), terms_(terms) {}

  [[nodiscard]] std::string_view clause() const final { return clause_; }
  void join(Narrator& run) final {
    run_ = &run;
    run.add(*this);
  }

 protected:
  [[nodiscard]] const Terms& terms() const { return terms_; }
  [[nodiscard]] const World& world() const { return run_->world(); }
  [[nodiscard]] const ListBook& lists() const { return run_->lists(); }
  [[nodiscard]] const Requests& requests() const { return run_->requests(); }

  void flag(std::string text, Property property = Property::safety);

 private:
  std::string clause_;
  Terms terms_;
  const Narrator* run_ = nullptr;
};

}  // namespace scenarios::seen
