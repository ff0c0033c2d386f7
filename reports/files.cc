#include "reports/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace reports {
namespace {

namespace fs = std::filesystem;

struct Advice {
  int code;
  std::string_view text;
};
constexpr std::array kAdvice = {
    Advice{ENOSPC, "free some space or write elsewhere"},
    Advice{EDQUOT, "free some space or write elsewhere"},
    Advice{EFBIG, "raise the limit on the size of files (ulimit -f) or write elsewhere"},
    Advice{EACCES, "allow writing there or write elsewhere"},
    Advice{EPERM, "allow writing there or write elsewhere"},
    Advice{EROFS, "write elsewhere"},
    Advice{EISDIR, "remove the folder or choose another name"},
    Advice{EEXIST, "remove what has that name or choose another one"},
    Advice{ENOTDIR, "a part of the path is a file: remove it or choose another path"},
    Advice{ENAMETOOLONG, "choose a shorter path"},
};

std::string failure(const std::string& path, int code) {
  std::string_view advice = "choose another path";
  for (const auto& known : kAdvice)
    if (known.code == code) advice = known.text;
  return "cannot write " + path + ": " + std::generic_category().message(code) + "; " +
         std::string(advice);
}

// A descriptor that is closed on every way out.
class File {
 public:
  File(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  // 0, or the error.
  int write(std::string_view text) const {
    while (!text.empty()) {
      const auto written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
  }
  // A full disk may show as late as here.
  int close() {
    if (descriptor_ < 0) return 0;
    const int result = ::close(descriptor_);
    descriptor_ = -1;
    return result == 0 || errno == EINTR ? 0 : errno;
  }

 private:
  int descriptor_;
};

// Unlike any other in this process or in one that writes to the same folder. Short, however long
// the name.
std::string temporary_beside(const std::string& path) {
  static std::atomic<unsigned> count{0};
  const auto name =
      ".pairbench-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".tmp";
  return (fs::path(path).parent_path() / name).string();
}

int write_new(const std::string& path, std::string_view text) {
  File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return errno;
  const int error = file.write(text);
  const int closing = file.close();
  return error != 0 ? error : closing;
}

int write_in_place(const std::string& path, std::string_view text) {
  File file(path, O_WRONLY | O_TRUNC);
  if (!file.is_open()) return errno;
  const int error = file.write(text);
  const int closing = file.close();
  return error != 0 ? error : closing;
}

int write_and_rename(const std::string& path, std::string_view text) {
  const auto temporary = temporary_beside(path);
  int error = write_new(temporary, text);
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

// Files written beside their places. What has not been moved there by the end is removed.
class Pending {
 public:
  Pending() = default;
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    for (const auto& [temporary, path] : files_) ::unlink(temporary.c_str());
  }

  int write(const std::string& path, std::string_view text) {
    files_.emplace_back(temporary_beside(path), path);
    return write_new(files_.back().first, text);
  }
  // The error, and the path that it is about.
  std::pair<int, std::string> move_all() {
    for (; !files_.empty(); files_.pop_back()) {
      const auto& [temporary, path] = files_.back();
      if (::rename(temporary.c_str(), path.c_str()) != 0) return {errno, path};
    }
    return {0, {}};
  }

 private:
  std::vector<std::pair<std::string, std::string>> files_;
};

FileError make_folder_above(const std::string& path) {
  const auto above = fs::path(path).parent_path();
  return above.empty() ? std::nullopt : make_folder(above.string());
}

fs::file_type type_of(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type();
}

bool goes_in_place(const std::string& path) {
  const auto type = type_of(path);
  return type != fs::file_type::not_found && type != fs::file_type::none &&
         type != fs::file_type::regular && type != fs::file_type::directory;
}

FileError result_of(const std::string& path, int code) {
  return code == 0 ? std::nullopt : FileError(failure(path, code));
}

}  // namespace

FileError make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return failure(path, error.value());
  // create_directories is content with a file of that name.
  if (!fs::is_directory(path, error)) return failure(path, error ? error.value() : ENOTDIR);
  return std::nullopt;
}

FileError write_file(const std::string& path, std::string_view text) {
  if (goes_in_place(path)) return result_of(path, write_in_place(path, text));
  if (auto error = make_folder_above(path)) return error;
  return result_of(path, write_and_rename(path, text));
}

FileError write_files(const std::vector<NewFile>& files) {
  Pending pending;
  for (const auto& file : files) {
    if (goes_in_place(file.path)) continue;
    if (type_of(file.path) == fs::file_type::directory) return failure(file.path, EISDIR);
    if (auto error = make_folder_above(file.path)) return error;
    if (const int error = pending.write(file.path, file.text)) return failure(file.path, error);
  }
  for (const auto& file : files) {
    if (!goes_in_place(file.path)) continue;
    if (const int error = write_in_place(file.path, file.text)) return failure(file.path, error);
  }
  const auto [error, path] = pending.move_all();
  return result_of(path, error);
}

FileError check_folder_above(const std::string& path) {
  const auto above = fs::path(path).parent_path();
  std::error_code error;
  if (above.empty() || fs::is_directory(above, error)) return std::nullopt;
  if (fs::exists(above, error) || error)
    return failure(above.string(), error ? error.value() : ENOTDIR);
  return "cannot write " + path + ": there is no folder " + above.string() +
         "; make it (mkdir -p) or write elsewhere";
}

FileError check_writable_file(const std::string& path) {
  if (type_of(path) == fs::file_type::directory) return failure(path, EISDIR);
  if (goes_in_place(path)) return result_of(path, ::access(path.c_str(), W_OK) == 0 ? 0 : errno);
  if (path.empty() || path.back() == '/') return failure(path, path.empty() ? ENOENT : EISDIR);
  if (auto error = make_folder_above(path)) return error;
  const auto probe = temporary_beside(path);
  const int error = write_new(probe, {});
  ::unlink(probe.c_str());
  return result_of(path, error);
}

FileError check_writable_folder(const std::string& path) {
  if (auto error = make_folder(path)) return error;
  const auto probe = temporary_beside((fs::path(path) / "probe").string());
  const int error = write_new(probe, {});
  ::unlink(probe.c_str());
  return result_of(path, error);
}

}  // namespace reports
