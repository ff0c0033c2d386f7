#include "scenarios/invariants/support/list_book.h"

#include <iterator>
#include <utility>

namespace scenarios::seen {

void ListBook::before(const sim::Event& event, const World& world) {
  for (ListModel& model : models_) model.before(event, world);
}

void ListBook::approved(const Approval& approval) {
  for (ListModel& model : models_) model.approval_ended(approval);
}

void ListBook::ended(const Round& round, const World& world) {
  for (ListModel& model : models_) model.ended(round, world);
}

void ListBook::after(const sim::Event& event, const World& world) {
  differences_.clear();
  const auto* read = std::get_if<sim::ListRead>(&event.body);
  for (ListModel& model : models_) {
    model.observe(event, world);
    if (read != nullptr && world.phase() != Phase::off) add(model.read(event, *read));
  }
}

void ListBook::idle(const World& world) {
  differences_.clear();
  for (ListModel& model : models_) add(model.settle(world));
}

void ListBook::add(std::vector<Difference> found) {
  differences_.insert(differences_.end(), std::make_move_iterator(found.begin()),
                      std::make_move_iterator(found.end()));
}

}  // namespace scenarios::seen
