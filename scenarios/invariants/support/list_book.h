// Both lists: what each must show, and how what it did show differs from that.
#pragma once

#include <array>
#include <vector>

#include "scenarios/invariants/support/list_model.h"

namespace scenarios::seen {

class ListBook {
 public:
  // As of an Observer (narrator.h).
  void before(const sim::Event& event, const World& world);
  void approved(const Approval& approval);
  void ended(const Round& round, const World& world);
  void after(const sim::Event& event, const World& world);
  void idle(const World& world);

  [[nodiscard]] const ListModel& model(Kind kind) const { return models_[index_of(kind)]; }
  // What the last call of after() or idle() found.
  [[nodiscard]] const std::vector<Difference>& differences() const { return differences_; }

 private:
  void add(std::vector<Difference> found);

  std::array<ListModel, controller::kKindCount> models_{ListModel(Kind::channels),
                                                        ListModel(Kind::devices)};
  std::vector<Difference> differences_;
};

}  // namespace scenarios::seen
