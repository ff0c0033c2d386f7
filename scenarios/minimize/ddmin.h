// Which of many are needed: delta debugging (Zeller and Hildebrandt, 2002), without its steps to
// subsets, since what fails rarely does so for a reason that lies in one place alone.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace scenarios {

// The places, out of 0 … count - 1, that are left when no chunk of any size may go. `accepts`
// is told which places would be left, and whether that is as good; `over` ends it early.
std::vector<std::size_t> ddmin(std::size_t count,
                               const std::function<bool(const std::vector<std::size_t>&)>& accepts,
                               const std::function<bool()>& over);

}  // namespace scenarios
