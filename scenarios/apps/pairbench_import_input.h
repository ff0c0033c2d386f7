// The log to import, read piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::apps {

class ImportInput {
 public:
  // "-" is standard input.
  explicit ImportInput(const std::string& path);
  ImportInput(const ImportInput&) = delete;
  ImportInput& operator=(const ImportInput&) = delete;
  ~ImportInput();

  // The next bytes, until the next call; none at the end and after an error.
  std::string_view read();
  // Why it cannot be read; empty: nothing is wrong.
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  // Whether that is the file that is read, by whatever name, standard input from a file included.
  [[nodiscard]] bool is_same_file(const std::string& path) const;

 private:
  void fail(int code);

  std::string path_;
  int descriptor_;
  std::vector<char> buffer_;
  std::uint64_t bytes_read_ = 0;
  std::string error_;
};

// How far it is: one line on standard error, rewritten now and then; nothing when that is no
// terminal or in the first two seconds.
class ImportProgress {
 public:
  ImportProgress();
  ~ImportProgress();
  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;
  void show(std::uint64_t bytes, std::uint64_t lines);

 private:
  bool is_terminal_;
  bool shown_ = false;
  double next_;
};

}  // namespace scenarios::apps
