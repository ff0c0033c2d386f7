#include "sim/host/child.h"

#include "sim/host/host.h"

namespace sim {

void Child::print(OutputStream stream, std::string_view bytes) {
  (stream == OutputStream::out ? out_bytes_ : err_bytes_) +=
      static_cast<std::int64_t>(bytes.size());
  if (events_ != nullptr) events_->on_output(stream, bytes);
}

void Child::exit(ExitStatus status) {
  if (dead_) return;
  dead_ = true;
  ChildExited exited;
  exited.pid = pid_;
  exited.code = status.code;
  exited.signal = status.signal;
  exited.out_bytes = out_bytes_;
  exited.err_bytes = err_bytes_;
  describe(exited);
  host_.recorder().emit(host_.world().id(), std::move(exited));
  host_.bury(*this);
  if (events_ != nullptr) events_->on_exit(status);
}

}  // namespace sim
