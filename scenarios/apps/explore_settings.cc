#include "scenarios/apps/explore_settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <thread>

#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/explore/generator.h"
#include "scenarios/format/duration_text.h"
#include "scenarios/format/nearest.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/seeds.h"

namespace scenarios::apps {
namespace {

constexpr std::uint64_t kRunsDefault = 1'000;
// So that first + runs * shards stays a number.
constexpr std::uint64_t kRunsMax = 1'000'000'000'000;
constexpr std::uint64_t kShardsMax = 100'000;
constexpr std::uint64_t kThreadsMax = 256;
constexpr std::uint64_t kKeptMax = 1'000;

constexpr std::array<std::string_view, 3> kProfiles = {name_of(Profile::controller),
                                                       name_of(Profile::instance), "all"};

// Says what is wrong, once for each argument.
class Reader {
 public:
  std::uint64_t number(std::string_view option, const std::string& text, std::uint64_t min,
                       std::uint64_t max) {
    const auto parsed = parse_number(text);
    if (parsed && *parsed >= min && *parsed <= max) return *parsed;
    refuse(option, "expected a number from " + std::to_string(min) + " to " + std::to_string(max) +
                       ", not \"" + text + "\"");
    return min;
  }
  double seconds(std::string_view option, const std::string& text) {
    const auto time = parse_duration(text);
    if (time && time->count() > 0) return std::chrono::duration<double>(*time).count();
    refuse(option, time ? "expected a duration longer than 0s" : time.error());
    return 0;
  }
  // "2/4"
  Shard shard(const std::string& text) {
    const auto slash = text.find('/');
    const auto index = parse_number(std::string_view(text).substr(0, slash));
    const auto count =
        parse_number(slash == std::string::npos ? "" : std::string_view(text).substr(slash + 1));
    if (index && count && *index >= 1 && *index <= *count && *count <= kShardsMax)
      return {*index - 1, *count};
    refuse("--shard", "expected a part of how many, such as 1/4 to 4/4, of no more than " +
                          std::to_string(kShardsMax) + ", not \"" + text + "\"");
    return {};
  }
  std::vector<Profile> profiles(const std::string& text) {
    if (text == kProfiles[0]) return {Profile::controller};
    if (text == kProfiles[1]) return {Profile::instance};
    if (text == kProfiles[2]) return {Profile::controller, Profile::instance};
    refuse("--profile", unknown_word("profile", text, kProfiles));
    return {};
  }
  void refuse(std::string_view option, const std::string& problem) {
    complain(std::string(option) + ": " + problem);
    failed_ = true;
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

}  // namespace

void add_explore_arguments(CLI::App& command, ExploreArguments& arguments) {
  command
      .add_option("--profile", arguments.profile,
                  "What is explored: controller, instance, or all in turns (default: all)")
      ->type_name("NAME");
  command
      .add_option("--runs", arguments.runs,
                  "How many runs (default: 1000, or as many as --time allows)")
      ->type_name("N");
  command.add_option("--time", arguments.time, "How long to go on, such as 60s or 2h")
      ->type_name("TIME");
  command.add_option("--seed", arguments.seed, "What all runs are drawn from (default: 1)")
      ->type_name("N");
  command.add_option("--first", arguments.first, "The number of the first run (default: 0)")
      ->type_name("N");
  command
      .add_option(
          "--shard", arguments.shard,
          "Only this part of the runs, so that several machines share them; up to 100000 parts")
      ->type_name("I/N");
  command
      .add_option("--jobs", arguments.jobs,
                  "How many runs at once, up to 256 (default: one per core)")
      ->type_name("N");
  command.add_flag("--collect", arguments.collect,
                   "Go on after the first failure; one of each kind is kept");
  command.add_flag("--keep", arguments.keep,
                   "Keep every run, its scenario before it begins: for a few runs only");
  command.add_flag("--no-minimize", arguments.no_minimize, "Keep failures as they are");
  command
      .add_option("--minimize-time", arguments.minimize_time,
                  "How long each failure may be made smaller (default: 60s)")
      ->type_name("TIME");
  command.add_option("--out", arguments.out, "Folder for the results (default: explored)")
      ->type_name("DIR");
}

std::optional<ExploreSettings> read_settings(const ExploreArguments& arguments) {
  Reader reader;
  ExploreSettings settings;
  ExploreOptions& explore = settings.explore;
  explore.profiles = reader.profiles(arguments.profile);
  explore.seed = reader.number("--seed", arguments.seed, 0, UINT64_MAX);
  explore.first = reader.number("--first", arguments.first, 0, kRunsMax);
  explore.runs = arguments.time.empty() ? kRunsDefault : kRunsMax;
  if (!arguments.runs.empty()) explore.runs = reader.number("--runs", arguments.runs, 1, kRunsMax);
  explore.jobs = arguments.jobs.empty() ? std::max(1U, std::thread::hardware_concurrency())
                                        : reader.number("--jobs", arguments.jobs, 1, kThreadsMax);
  explore.shard = reader.shard(arguments.shard);
  explore.collect = arguments.collect;
  explore.generate = generate;
  explore.run = run_scenario;
  if (!arguments.time.empty()) settings.seconds_max = reader.seconds("--time", arguments.time);
  settings.minimize_seconds_max = reader.seconds("--minimize-time", arguments.minimize_time);
  settings.minimize = !arguments.no_minimize;
  settings.keep = arguments.keep;
  if (settings.keep && explore.runs > kKeptMax)
    reader.refuse("--keep", "expected no more than " + std::to_string(kKeptMax) + " --runs");
  settings.out = arguments.out;
  settings.profile = arguments.profile;
  if (reader.failed()) return std::nullopt;
  return settings;
}

}  // namespace scenarios::apps
