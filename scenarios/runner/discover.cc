#include "scenarios/runner/discover.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "reports/explore_json.h"
#include "reports/perf_json.h"
#include "reports/result_json.h"
#include "scenarios/format/text_file.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

constexpr std::size_t kResultBytesMax = std::size_t{64} << 20U;

// What `run` or `explore` wrote: of a folder that holds results, only the scenarios are meant.
bool is_report(const fs::path& path) {
  bool (*looks_like)(std::string_view text) = nullptr;
  if (path.filename() == "result.json") looks_like = reports::looks_like_result;
  if (path.filename() == "perf.json") looks_like = reports::looks_like_perf;
  if (path.filename() == "explore.json") looks_like = reports::looks_like_explore;
  if (looks_like == nullptr) return false;
  const auto text = read_text_file(path.string(), kResultBytesMax);
  return text && looks_like(*text);
}

// Links to folders are not followed: they may lead round in circles.
std::error_code search(const fs::path& folder, std::vector<std::string>& found) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->path().extension() == ".json" && is_file(entry->path()) &&
               !is_report(entry->path())) {
      found.push_back(entry->path().string());
    }
  }
  std::ranges::sort(found);
  return error;
}

class Collector {
 public:
  void add(const std::string& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
      const bool missing = !error || error == std::errc::no_such_file_or_directory;
      complain(path, missing ? "no such file or folder" : "cannot be read: " + error.message());
    } else if (fs::is_directory(status)) {
      add_folder(path);
    } else {
      add_file(path);
    }
  }
  Discovered take() { return std::move(out_); }

 private:
  void add_folder(const std::string& path) {
    std::vector<std::string> found;
    if (const auto error = search(path, found)) {
      complain(path, "cannot be searched: " + error.message());
    } else if (found.empty()) {
      complain(path, "no scenario in this folder: it holds no *.json file but results");
    }
    for (const auto& file : found) add_file(file);
  }
  void add_file(const std::string& path) {
    const auto name = relative_path(path);
    if (seen_.insert(name).second) out_.files.push_back(name);
  }
  void complain(const std::string& path, const std::string& what) {
    out_.errors.push_back(path + ": " + what);
  }

  Discovered out_;
  std::set<std::string> seen_;
};

}  // namespace

Discovered discover(const std::vector<std::string>& paths) {
  Collector collector;
  for (const auto& path : paths) collector.add(path);
  return collector.take();
}

std::string other_than_scenario(const std::string& file) {
  const auto text = read_text_file(file, kResultBytesMax);
  if (text && reports::looks_like_result(*text))
    return "a result of a run, no scenario: pairbench replay runs it again";
  if (text && reports::looks_like_explore(*text))
    return "the report of an exploration, no scenario: it names those of its findings";
  return {};
}

std::string relative_path(const std::string& path) {
  const fs::path given(path);
  std::error_code error;
  const auto here = fs::current_path(error);
  const auto relative = given.is_absolute() && !error ? given.lexically_relative(here) : given;
  return relative.lexically_normal().generic_string();
}

bool matches(const std::string& glob, const std::string& name) {
  return glob.empty() || ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
}

}  // namespace scenarios
