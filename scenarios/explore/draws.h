// Questions of the generator to chance. The simplest answer, which a draw of 0 gives, is no, the
// first or the least.
//
// Compilers differ in the order in which the arguments of a call, or the operands of an operator,
// are evaluated, and the same draws must give the same scenario: ask two questions in two
// statements, or within one pair of braces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "controller/base/time.h"
#include "sim/choice/choice.h"

namespace scenarios {

class Draws {
 public:
  // `choices` must outlive it.
  explicit Draws(sim::ChoiceSource& choices) : choices_(choices) {}

  // In [0, bound). Precondition: bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    return choices_.draw(sim::Stream::workload, "generate", bound);
  }
  // In [least, most].
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return least + below(most - least + 1);
  }
  controller::Duration between(controller::Duration least, controller::Duration most) {
    return least + controller::Duration(static_cast<std::int64_t>(
                       below(static_cast<std::uint64_t>((most - least).count()) + 1)));
  }
  // Yes in `percent` of a hundred cases.
  bool chance(std::uint64_t percent) { return below(100) >= 100 - percent; }
  // One of them. Precondition: not empty.
  template <class Items>
  const auto& one_of(const Items& items) {
    return *(std::begin(items) + static_cast<std::ptrdiff_t>(below(std::size(items))));
  }

 private:
  sim::ChoiceSource& choices_;
};

}  // namespace scenarios
