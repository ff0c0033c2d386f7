// OutputSink on the process's own stdout and stderr. When nobody reads, or the disk is full, up to
// 1 MiB of each stream waits; what comes after that is thrown away and counted, and so is what
// nobody can read any more. Loop's thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "controller/base/output_sink.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

class FdOutput final : public OutputSink {
 public:
  // `out` and `err` are descriptors to write to, which stay open and as blocking as they are.
  explicit FdOutput(EventLoop& loop, int out = 1, int err = 2);
  // What waits is written if it can be at once.
  ~FdOutput() override;

  void write(OutputStream stream, std::string_view bytes) override;

  [[nodiscard]] std::uint64_t bytes_dropped() const override;

 private:
  class Stream;

  std::array<std::shared_ptr<Stream>, 2> streams_;
};

}  // namespace controller::posix
