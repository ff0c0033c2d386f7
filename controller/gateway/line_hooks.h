// Those who want to see every line that the gateway prints (G1, G3).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>

#include "controller/base/child_process.h"
#include "controller/base/log.h"

namespace controller {

// `line` without its line end, valid during the call only; `cut`: it was longer than the limit.
using LineHook = std::function<void(OutputStream stream, std::string_view line, bool cut)>;

// Not thread safe. A hook runs on the scheduler's thread, inside the delivery of the output; it may
// add hooks (they see the lines after this one) but not destroy the owner.
class LineHooks {
 public:
  explicit LineHooks(Log& log) : log_(log) {}

  void add(LineHook hook) { hooks_.push_back(std::move(hook)); }

  // Calls every hook in the order of their addition. One that throws loses this one notification
  // and nothing else: neither its next ones nor those of other hooks.
  void deliver(OutputStream stream, std::string_view line, bool cut);

  // Lines delivered cut, and notifications lost because a hook threw; since construction.
  [[nodiscard]] std::uint64_t lines_cut() const { return lines_cut_; }
  [[nodiscard]] std::uint64_t notifications_lost() const { return notifications_lost_; }

 private:
  void note(std::uint64_t& counter, std::string_view event);

  Log& log_;
  std::deque<LineHook> hooks_;  // adding one moves none
  std::uint64_t lines_cut_ = 0;
  std::uint64_t notifications_lost_ = 0;
};

}  // namespace controller
