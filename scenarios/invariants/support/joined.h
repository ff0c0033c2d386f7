// One judge made of several, each of which judges a part of the same clause.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "scenarios/invariants/support/narrator.h"

namespace scenarios::seen {

class Joined final : public MachineInvariant, private Observer {
 public:
  template <class... Parts>
  explicit Joined(std::unique_ptr<Parts>... parts) {
    (parts_.push_back(std::move(parts)), ...);
  }

  [[nodiscard]] std::string_view clause() const override { return parts_.front()->clause(); }
  void join(Narrator& run) override {
    for (const auto& part : parts_) part->join(run);
    run.add(*this);  // after the parts, so that they have said all when the run is over
  }

 private:
  void over(Instant /*end*/) override {
    for (const auto& part : parts_) absorb(*part);
  }

  std::vector<std::unique_ptr<MachineInvariant>> parts_;
};

}  // namespace scenarios::seen
