#include "controller/posix/config_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "controller/posix/file_descriptor.h"

namespace controller::posix {
namespace {

constexpr std::size_t kBytesMax = std::size_t{16} << 20U;
constexpr std::size_t kStepBytes = std::size_t{16} << 10U;

bool fail(std::string& error, const char* why) {
  error = why;
  return false;
}

}  // namespace

bool ConfigFile::read(std::string& bytes, std::string& error) {
  // A FIFO in its place must not hold us up.
  const FileDescriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) return fail(error, std::strerror(errno));
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return fail(error, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fail(error, "not a regular file");
  std::size_t size = 0;
  for (;;) {
    if (size > kBytesMax) return fail(error, "larger than 16 MiB");
    if (bytes.size() < size + kStepBytes) bytes.resize(size + kStepBytes);
    const ssize_t read = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return fail(error, std::strerror(errno));
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  bytes.resize(size);
  return true;
}

}  // namespace controller::posix
