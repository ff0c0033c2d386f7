// Files, descriptors and clocks of the fakes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "controller/base/time.h"

namespace sim::fake {

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

// The time of day.
controller::WallTime wall_now();

// Throws std::runtime_error: the file's name, and what errno says.
[[noreturn]] void fail_on(const std::string& path);
// With all above it. Throws like fail_on().
void make_directory(const std::string& path);
// What is in the file; nothing when it cannot be read.
std::optional<std::string> read_file(const std::string& path);
// Whoever reads it sees the old text or the new one. Throws like fail_on().
void replace_file(const std::string& path, std::string_view text);

}  // namespace sim::fake
