#include "scenarios/runner/run_directory.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "reports/junit_xml.h"
#include "reports/perf_json.h"
#include "reports/result_json.h"
#include "reports/summary_md.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::array kOfTheWhole = {"summary.md", "junit.xml", "perf.json"};
constexpr std::array kOfARun = {"result.json", "trace.jsonl"};

bool is_seed(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

// What cannot be removed shows when it cannot be replaced either.
void remove_file(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) fs::remove(path, ignored);
}

// The folder stays if it holds anything else.
void clear_run(const fs::path& folder) {
  for (const char* name : kOfARun) remove_file(folder / name);
  std::error_code ignored;
  fs::remove(folder, ignored);
}

// Links are not followed out of the run directory.
std::vector<fs::path> runs_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_symlink(ignored) || !entry->is_directory(ignored)) continue;
    if (is_seed(entry->path().filename().string())) found.push_back(entry->path());
  }
  return found;
}

void clear_scenario(const fs::path& folder) {
  remove_file(folder / "seeds.jsonl");
  for (const auto& run : runs_in(folder)) clear_run(run);
}

}  // namespace

std::string RunDirectory::path_of(const std::string& name) const {
  return (fs::path(root_) / name).lexically_normal().string();
}

reports::FileError RunDirectory::prepare(const Plan& plan) const {
  if (auto error = reports::check_writable_folder(root_)) return error;
  for (const auto& planned : plan.scenarios)
    if (auto error = reports::check_writable_folder(path_of(planned.scenario.name))) return error;
  for (const char* name : kOfTheWhole)
    if (auto error = reports::check_writable_file(path_of(name))) return error;
  for (const char* name : kOfTheWhole) remove_file(path_of(name));
  for (const auto& planned : plan.scenarios) clear_scenario(path_of(planned.scenario.name));
  return std::nullopt;
}

reports::FileError RunDirectory::keep(const reports::RunReport& run, std::string_view trace) const {
  const auto folder = path_of(run.scenario + "/" + std::to_string(run.seed));
  const auto result = reports::result_json(run);
  std::error_code ignored;
  const bool is_new = !fs::exists(folder, ignored);
  auto error =
      reports::write_files({{folder + "/trace.jsonl", trace}, {folder + "/result.json", result}});
  if (error && is_new) drop(run.scenario, run.seed);
  return error;
}

void RunDirectory::drop(const std::string& scenario, std::uint64_t seed) const {
  clear_run(path_of(scenario + "/" + std::to_string(seed)));
  std::error_code ignored;
  fs::remove(path_of(scenario), ignored);
}

reports::FileError RunDirectory::write_seeds(const std::string& scenario,
                                             std::string_view lines) const {
  return reports::write_file(path_of(scenario + "/seeds.jsonl"), lines);
}

reports::FileError RunDirectory::finish(const reports::Summary& summary,
                                        const reports::PerfReport& perf) const {
  if (auto error = reports::write_file(path_of("perf.json"), reports::perf_json(perf)))
    return error;
  if (auto error = reports::write_file(path_of("junit.xml"), reports::junit_xml(summary)))
    return error;
  return reports::write_file(path_of("summary.md"), reports::summary_md(summary));
}

}  // namespace scenarios
