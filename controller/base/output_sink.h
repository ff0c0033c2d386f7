// The seam of the controller's own stdout and stderr, where the gateway's output is passed through.
#pragma once

#include <cstdint>
#include <string_view>

#include "controller/base/child_process.h"

namespace controller {

class OutputSink {
 public:
  virtual ~OutputSink() = default;

  // Takes all of `bytes`, in order, and keeps nothing of the view. Never blocks: a stdout that
  // nobody reads must not hold up the gateway (G6). Errors of the descriptor stay inside.
  virtual void write(OutputStream stream, std::string_view bytes) = 0;
  // How many bytes were lost so far; a sink that loses none says 0.
  [[nodiscard]] virtual std::uint64_t bytes_dropped() const { return 0; }
};

}  // namespace controller
