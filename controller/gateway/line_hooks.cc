#include "controller/gateway/line_hooks.h"

#include <bit>

namespace controller {

void LineHooks::deliver(OutputStream stream, std::string_view line, bool cut) {
  if (cut) note(lines_cut_, "gateway.line_cut");
  const std::size_t count = hooks_.size();  // a hook may add one
  for (std::size_t i = 0; i < count; ++i) {
    try {
      hooks_[i](stream, line, cut);
    } catch (...) {
      note(notifications_lost_, "gateway.line_hook_threw");
    }
  }
}

// The gateway decides how often these happen, so only every doubling is logged.
void LineHooks::note(std::uint64_t& counter, std::string_view event) {
  ++counter;
  if (!std::has_single_bit(counter)) return;
  log_.write(LogLevel::warning, event, {{"count", static_cast<std::int64_t>(counter)}});
}

}  // namespace controller
