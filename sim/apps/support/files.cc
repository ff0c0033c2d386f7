#include "sim/apps/support/files.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace sim::fake {

namespace fs = std::filesystem;

controller::WallTime wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

namespace {

// Removed, unless it has got the other's name by then.
class FreshFile {
 public:
  explicit FreshFile(std::string path) : path_(std::move(path)) {}
  ~FreshFile() { std::remove(path_.c_str()); }
  FreshFile(const FreshFile&) = delete;
  FreshFile& operator=(const FreshFile&) = delete;

  void write(std::string_view text) const {
    std::ofstream file(path_, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) fail_on(path_);
  }
  void replace(const std::string& other) const {
    if (std::rename(path_.c_str(), other.c_str()) != 0) fail_on(other);
  }

 private:
  std::string path_;
};

}  // namespace

void fail_on(const std::string& path) {
  throw std::runtime_error(path + ": " + std::generic_category().message(errno));
}

void make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw std::runtime_error(path + ": " + error.message());
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
  const FreshFile fresh(path + ".tmp");
  fresh.write(text);
  fresh.replace(path);
}

}  // namespace sim::fake
