// <state>/fake/settings.json: what the fakes do, read anew by each process.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/faults/fault_rule.h"
#include "sim/gateway/recording.h"
#include "sim/host/host.h"

namespace sim::fake {

inline constexpr const char* kSettingsFile = "fake/settings.json";

struct Settings {
  // Nothing: as recorded.
  std::optional<DurationBounds> boot =
      DurationBounds{std::chrono::milliseconds(200), std::chrono::milliseconds(200)};
  std::optional<DurationBounds> cli_duration =
      DurationBounds{std::chrono::milliseconds(50), std::chrono::milliseconds(50)};
  std::optional<std::uint64_t> seed;  // of all chance; nothing: another one each time
  bool calm = false;                  // chance is always calm
  std::optional<Recording> log;       // what the gateway prints
  std::vector<FaultRule> faults;
};

// The settings of that state directory; the default ones when there is no file. Throws
// std::runtime_error with file and line.
Settings read_settings(const std::string& state);

std::unique_ptr<ChoiceSource> choices_of(const Settings& settings);

}  // namespace sim::fake
