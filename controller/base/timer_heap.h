// Armed timers by deadline, earliest first; equal deadlines in the order of their arming. Adding
// and removing take logarithmic time and, once the heap has grown, allocate nothing. It owns no
// timer. Not thread safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controller/base/scheduler.h"

namespace controller {

class TimerHeap {
 public:
  struct Entry {
    Instant deadline;
    std::uint64_t sequence;
    Timer* timer;
    [[nodiscard]] bool before(const Entry& other) const {
      return deadline != other.deadline ? deadline < other.deadline : sequence < other.sequence;
    }
  };

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // Precondition: !empty().
  [[nodiscard]] Instant earliest() const { return entries_.front().deadline; }
  // In no particular order.
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

  // Precondition: the timer is in no heap.
  void add(Timer& timer, Instant deadline) {
    entries_.emplace_back();
    sift_up(entries_.size() - 1, Entry{deadline, next_sequence_++, &timer});
  }

  // Precondition: the timer is in this heap.
  void remove(Timer& timer) {
    const std::size_t index = timer.heap_index;
    const Entry last = take_last();
    if (index == entries_.size()) return;
    if (index > 0 && last.before(entries_[(index - 1) / kArity])) {
      sift_up(index, last);
    } else {
      sift_down(index, last);
    }
  }

  // Takes out the earliest and marks it ready. Precondition: !empty().
  Timer& pop() {
    Timer& timer = *entries_.front().timer;
    timer.mark_ready();
    const Entry last = take_last();
    if (!entries_.empty()) sift_down(0, last);
    return timer;
  }

 private:
  static constexpr std::size_t kArity = 4;

  Entry take_last() {
    const Entry last = entries_.back();
    entries_.pop_back();
    return last;
  }

  void place(std::size_t index, const Entry& entry) {
    entries_[index] = entry;
    entry.timer->heap_index = index;
  }

  void sift_up(std::size_t index, const Entry& entry) {
    while (index > 0) {
      const std::size_t parent = (index - 1) / kArity;
      if (!entry.before(entries_[parent])) break;
      place(index, entries_[parent]);
      index = parent;
    }
    place(index, entry);
  }

  void sift_down(std::size_t index, const Entry& entry) {
    for (;;) {
      const std::size_t first = index * kArity + 1;
      if (first >= entries_.size()) break;
      const std::size_t end = std::min(first + kArity, entries_.size());
      std::size_t best = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (entries_[child].before(entries_[best])) best = child;
      }
      if (!entries_[best].before(entry)) break;
      place(index, entries_[best]);
      index = best;
    }
    place(index, entry);
  }

  std::uint64_t next_sequence_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace controller
