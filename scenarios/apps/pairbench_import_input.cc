#include "scenarios/apps/pairbench_import_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <system_error>

#include "reports/text.h"
#include "scenarios/apps/pairbench_terminal.h"

namespace scenarios::apps {
namespace {

// Fits the second-level cache, so that lines are still there when they are looked at.
constexpr std::size_t kPiece = std::size_t{256} << 10U;

int open_input(const std::string& path) {
  return path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

ImportInput::ImportInput(const std::string& path)
    : path_(path), descriptor_(open_input(path)), buffer_(kPiece) {
  struct stat status = {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    fail(errno);
  } else if (S_ISDIR(status.st_mode)) {
    fail(EISDIR);
  }
}

ImportInput::~ImportInput() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

bool ImportInput::is_same_file(const std::string& path) const {
  struct stat own = {};
  struct stat other = {};
  if (::fstat(descriptor_, &own) != 0 || ::stat(path.c_str(), &other) != 0) return false;
  return own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

void ImportInput::fail(int code) {
  error_ = "cannot read " + path_ + ": " + std::generic_category().message(code);
}

std::string_view ImportInput::read() {
  while (error_.empty()) {
    const auto size = ::read(descriptor_, buffer_.data(), buffer_.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) break;
    bytes_read_ += static_cast<std::uint64_t>(size);
    return {buffer_.data(), static_cast<std::size_t>(size)};
  }
  if (error_.empty()) fail(errno);
  return {};
}

ImportProgress::ImportProgress()
    : is_terminal_(::isatty(STDERR_FILENO) == 1), next_(clock_seconds() + 2) {}

ImportProgress::~ImportProgress() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void ImportProgress::show(std::uint64_t bytes, std::uint64_t lines) {
  constexpr double kRhythm = 0.2;
  if (!is_terminal_ || clock_seconds() < next_) return;
  next_ = clock_seconds() + kRhythm;
  shown_ = true;
  std::cerr << "\r\033[K" << reports::grouped(bytes >> 20U) << " MiB, "
            << reports::counted(lines, "line") << std::flush;
}

}  // namespace scenarios::apps
