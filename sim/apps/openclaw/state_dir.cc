#include "sim/apps/openclaw/state_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace sim::fake {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error(path + ": " + std::generic_category().message(errno));
}

Fd open_file(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.open()) fail(path);
  return file;
}

void make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw std::runtime_error(path + ": " + error.message());
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

Fd::~Fd() { reset(); }

void Fd::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

WallTime wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

void replace_file(const std::string& path, std::string_view text) {
  make_directory(fs::path(path).parent_path());
  const std::string fresh = path + ".tmp";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) fail(fresh);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) fail(path);
}

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
  return ::fcntl(gateway_.get(), F_SETLK, &whole) == 0;
}

pid_t StateDir::gateway() const {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  const bool asked = ::fcntl(gateway_.get(), F_GETLK, &whole) == 0;
  return asked && whole.l_type != F_UNLCK ? whole.l_pid : 0;
}

void StateDir::transact(StoredMachine& stored, bool gateway, const std::function<void()>& act) {
  const Held held(lock_.get());
  stored = stored_machine_of(read(), wall_now());
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
