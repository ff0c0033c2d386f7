// Entries of CLI lists that the controller must drop (C6), as the bench counted them.
#pragma once

#include <cstdint>
#include <map>

#include "sim/trace/event.h"

namespace scenarios {

struct UnusableEntries {
  std::int64_t dropped = 0;
  std::int64_t duplicates = 0;
};

// An entry counts when the controller gets the answer that holds it.
class UnusableBook {
 public:
  // What the event made count.
  UnusableEntries observe(const sim::Event& event) {
    if (const auto* read = std::get_if<sim::StoreRead>(&event.body)) {
      printing_[read->pid] = {read->dropped, read->duplicates};
    }
    const auto* exited = std::get_if<sim::ChildExited>(&event.body);
    if (exited == nullptr) return {};
    const auto found = printing_.find(exited->pid);
    if (found == printing_.end()) return {};
    const UnusableEntries entries = exited->answered ? found->second : UnusableEntries{};
    printing_.erase(found);
    return entries;
  }

 private:
  std::map<std::int64_t, UnusableEntries> printing_;  // by pid
};

}  // namespace scenarios
