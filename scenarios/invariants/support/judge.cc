#include "scenarios/invariants/support/judge.h"

#include <utility>

namespace scenarios::seen {

void Judge::flag(std::string text, Property property) {
  if (const sim::Event* event = run_->event()) {
    violated(*event, std::move(text), property);
  } else {
    violated_at_end(run_->end(), std::move(text), property);
  }
}

}  // namespace scenarios::seen
