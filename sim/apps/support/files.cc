#include "sim/apps/support/files.h"

#include <unistd.h>

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
  const std::string fresh = path + ".tmp";
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file && std::rename(fresh.c_str(), path.c_str()) == 0) return;
  const int why = errno;
  ::unlink(fresh.c_str());
  errno = why;
  fail_on(path);
}

}  // namespace sim::fake
