#include "scenarios/runner/compare_results.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

#include "scenarios/runner/line_difference.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;
using controller::Failure;
using Comparison = controller::Result<ResultComparison, std::string>;

constexpr std::string_view kTrace = "trace.jsonl";

// A trace tells why; the rest follows from it.
auto order_of(const FileDifference& difference) {
  constexpr std::array<std::string_view, 3> kFirst = {kTrace, "result.json", "seeds.jsonl"};
  const auto name = fs::path(difference.name).filename().string();
  return std::pair(std::ranges::find(kFirst, name) - kFirst.begin(), difference.name);
}

controller::Result<std::set<std::string>, std::string> files_below(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) || entry->path().filename() == "perf.json") continue;
    names.insert(entry->path().lexically_relative(folder).string());
  }
  if (error) return Failure{folder + ": " + error.message()};
  return names;
}

class Comparer {
 public:
  // An error is kept; the first one stays.
  void compare(const std::string& name, const fs::path& left, const fs::path& right) {
    std::ifstream left_lines(left, std::ios::binary);
    std::ifstream right_lines(right, std::ios::binary);
    for (const auto& [file, lines] : {std::pair(&left, &left_lines), {&right, &right_lines}})
      if (error_.empty() && !*lines) error_ = file->string() + ": cannot be read";
    if (!error_.empty()) return;
    ++found_.files;
    const auto difference = line_difference(left_lines, right_lines);
    for (const auto& [file, lines] : {std::pair(&left, &left_lines), {&right, &right_lines}})
      if (lines->bad()) error_ = file->string() + ": cannot be read";
    if (!difference) return;
    const auto unit = left.filename() == kTrace ? "event" : "line";
    add(name, std::string("the first different ") + unit + " is the one in line " +
                  std::to_string(difference->line) + ":\n" + lines_of(*difference));
  }
  // What a replay leaves out.
  void left_out() { ++found_.left_out; }
  void only_in(const std::string& folder, const std::string& name) {
    ++found_.files;
    add(name, "only in " + folder + "\n");
  }
  Comparison take() {
    if (!error_.empty()) return Failure{error_};
    std::ranges::sort(found_.differences, {}, order_of);
    return std::move(found_);
  }

 private:
  void add(const std::string& name, std::string text) {
    found_.differences.push_back({name, std::move(text)});
  }

  ResultComparison found_;
  std::string error_;
};

// Of a replay: what `run` and `explore` write of the whole is not there.
bool is_replayed(const std::string& folder) {
  std::error_code ignored;
  return !fs::exists(fs::path(folder) / "summary.md", ignored) &&
         !fs::exists(fs::path(folder) / "explore.json", ignored);
}

Comparison compare_folders(const std::string& left, const std::string& right) {
  const auto left_names = files_below(left);
  if (!left_names) return Failure{left_names.error()};
  const auto right_names = files_below(right);
  if (!right_names) return Failure{right_names.error()};
  Comparer comparer;
  const bool share = std::ranges::any_of(
      *left_names, [&](const auto& name) { return right_names->contains(name); });
  const auto note_lonely = [&](const std::string& folder, const std::string& other,
                               const std::string& name) {
    if (share && is_replayed(other) && !is_replayed(folder)) return comparer.left_out();
    comparer.only_in(folder, name);
  };
  for (const auto& name : *left_names) {
    if (right_names->contains(name)) {
      comparer.compare(name, fs::path(left) / name, fs::path(right) / name);
    } else {
      note_lonely(left, right, name);
    }
  }
  for (const auto& name : *right_names)
    if (!left_names->contains(name)) note_lonely(right, left, name);
  return comparer.take();
}

Comparison compare_files(const fs::path& left, const fs::path& right) {
  Comparer comparer;
  comparer.compare(left.string(), left, right);
  const auto left_trace = left.parent_path() / kTrace;
  const auto right_trace = right.parent_path() / kTrace;
  std::error_code ignored;
  if (left.filename() == "result.json" && right.filename() == "result.json" &&
      fs::is_regular_file(left_trace, ignored) && fs::is_regular_file(right_trace, ignored))
    comparer.compare(left_trace.string(), left_trace, right_trace);
  return comparer.take();
}

}  // namespace

Comparison compare_results(const std::string& left, const std::string& right) {
  std::error_code ignored;
  for (const auto& path : {left, right})
    if (!fs::exists(path, ignored)) return Failure{path + ": no such file or folder"};
  const bool left_is_folder = fs::is_directory(left, ignored);
  if (left_is_folder != fs::is_directory(right, ignored))
    return Failure{left + " and " + right + ": one is a folder, the other a file"};
  return left_is_folder ? compare_folders(left, right) : compare_files(left, right);
}

}  // namespace scenarios
