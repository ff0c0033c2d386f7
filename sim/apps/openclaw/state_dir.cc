#include "sim/apps/openclaw/state_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace sim::fake {
namespace {

namespace fs = std::filesystem;

Fd open_file(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.open()) fail_on(path);
  return file;
}

// While it lives, nobody else works on the directory.
class Held {
 public:
  explicit Held(int fd) : fd_(fd) {
    while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { ::flock(fd_, LOCK_UN); }

 private:
  int fd_;
};

WallTime modified(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  constexpr std::int64_t kMsPerS = 1000;
  constexpr std::int64_t kNsPerMs = 1'000'000;
  return WallTime(
      std::chrono::milliseconds(found.st_mtim.tv_sec * kMsPerS + found.st_mtim.tv_nsec / kNsPerMs));
}

bool is_lock(std::string_view path) { return path.ends_with(".lock"); }

}  // namespace

StateDir::StateDir(std::string path) : path_(std::move(path)) {
  make_directory(below("fake"));
  lock_ = open_file(below("fake/lock"));
  gateway_ = open_file(below("fake/gateway.lock"));
}

std::string StateDir::below(std::string_view name) const { return path_ + '/' + std::string(name); }

// A lock of the process, not of the descriptor: it goes with the process, whatever ends it, and no
// process that it has started holds it.
bool StateDir::become_gateway() {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(gateway_.number(), F_SETLK, &whole) == 0;
}

pid_t StateDir::gateway() const {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  const bool asked = ::fcntl(gateway_.number(), F_GETLK, &whole) == 0;
  return asked && whole.l_type != F_UNLCK ? whole.l_pid : 0;
}

void StateDir::transact(StoredMachine& stored, bool gateway, const std::function<void()>& act) {
  const Held held(lock_.number());
  stored = stored_machine_of(read(), wall_now());
  stored.machine.state_path = fs::absolute(path_).lexically_normal();
  if (!gateway && this->gateway() == 0) {
    stored.machine.port = GatewayPort::closed;
    stored.machine.counters = {};
  }
  const StateFiles before = files_of(stored, wall_now());
  act();
  write(before, files_of(stored, wall_now()));
}

StateFiles StateDir::read() const {
  StateFiles files;
  for (const char* folder : {"", "credentials", "devices", "identity", "fake"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(below(folder), error)) {
      const std::string name = fs::relative(entry.path(), path_, error).string();
      if (!is_state_file(name)) continue;
      auto text = read_file(entry.path());
      if (text) files[name] = StateFile{std::move(*text), modified(entry.path())};
    }
  }
  return files;
}

// Lock files belong to those who made them: they are at most removed.
void StateDir::write(const StateFiles& before, const StateFiles& after) const {
  for (const auto& [path, file] : after) {
    const auto found = before.find(path);
    const bool same = found != before.end() && found->second.text == file.text;
    if (!same && !is_lock(path)) replace_file(below(path), file.text);
  }
  for (const auto& [path, file] : before)
    if (!after.contains(path)) ::unlink(below(path).c_str());
}

}  // namespace sim::fake
