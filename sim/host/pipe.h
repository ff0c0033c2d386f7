// The pipe between a child and its parent, as Linux has it: it holds 64 KiB, and who writes more
// waits until somebody has read (pipe(7)).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sim {

class Pipe {
 public:
  static constexpr std::size_t kCapacity = std::size_t{64} * 1024;

  // Takes what fits and answers how much that is.
  std::size_t write(std::string_view bytes) {
    const std::size_t taken = std::min(bytes.size(), kCapacity - held_.size());
    held_.append(bytes.substr(0, taken));
    return taken;
  }
  // All that is in it, instead of what was in `into`.
  void read(std::string& into) {
    into.clear();
    held_.swap(into);
  }

 private:
  std::string held_;
};

}  // namespace sim
