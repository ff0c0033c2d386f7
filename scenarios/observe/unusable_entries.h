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

// `read` is a sim::StoreRead. Until that has these fields, nothing is known and nothing counted.
template <class Read>
UnusableEntries unusable_in(const Read& read) {
  UnusableEntries entries;
  if constexpr (requires { read.dropped; }) entries.dropped = read.dropped;
  if constexpr (requires { read.duplicates; }) entries.duplicates = read.duplicates;
  return entries;
}

// An entry counts when the controller gets the answer that holds it.
class UnusableBook {
 public:
  // What the event made count.
  UnusableEntries observe(const sim::Event& event) {
    if (const auto* read = std::get_if<sim::StoreRead>(&event.body)) {
      printing_[read->pid] = unusable_in(*read);
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
