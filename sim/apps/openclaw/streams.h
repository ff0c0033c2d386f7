// The real ends of what a child prints: standard output and standard error of this process. When
// nobody reads them, the child is blocked, as the model has it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "sim/host/child.h"

namespace sim::fake {

class Streams final : public Parent {
 public:
  void readable(Child& child, OutputStream stream) override;
  void died(Child& child) override { over(child); }
  void ended(Child& child) override { over(child); }
  void closed(Child& child, OutputStream stream) override;

  // How the child ended, once all that it printed is written.
  [[nodiscard]] std::optional<ExitStatus> result() const;
  // The descriptor waits for room; write_more() when it has some.
  [[nodiscard]] bool waits(OutputStream stream) const { return end_of(stream).waits; }
  void write_more(OutputStream stream);

 private:
  struct End {
    int fd;
    std::string held;
    std::size_t written = 0;  // of what is held
    bool waits = false;
    bool gone = false;   // nobody will ever read it
    bool close = false;  // when all is written
  };
  enum class Room { none, some, gone };

  [[nodiscard]] const End& end_of(OutputStream stream) const {
    return ends_[stream == OutputStream::out ? 0 : 1];
  }
  [[nodiscard]] End& end_of(OutputStream stream) {
    return ends_[stream == OutputStream::out ? 0 : 1];
  }
  void over(Child& child);
  static Room room_in(const End& end);
  static bool write_held(End& end);
  static void close_for_good(End& end);

  Child* child_ = nullptr;
  std::optional<ExitStatus> status_;
  std::array<End, 2> ends_{End{1, {}}, End{2, {}}};
};

}  // namespace sim::fake
