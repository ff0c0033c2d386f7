// What `pairbench explore` was asked to do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/explore/explorer.h"

namespace CLI {
class App;
}

namespace scenarios::apps {

struct ExploreArguments {
  std::string profile = "all";
  std::string seed = "1";
  std::string first = "0";
  std::string runs;
  std::string time;
  std::string jobs;
  std::string shard = "1/1";
  std::string out = "explored";
  std::string minimize_time = "60s";
  bool collect = false;
  bool no_minimize = false;
  bool keep = false;
};

// The arguments, checked.
struct ExploreSettings {
  ExploreOptions explore;
  std::optional<double> seconds_max;
  double minimize_seconds_max = 0;
  std::string out;
  std::string profile;
  bool minimize = true;
  bool keep = false;  // the runs that pass too
};

void add_explore_arguments(CLI::App& command, ExploreArguments& arguments);

// Nothing: they are wrong, and that was said.
std::optional<ExploreSettings> read_settings(const ExploreArguments& arguments);

}  // namespace scenarios::apps
