#include "sim/apps/openclaw/settings.h"

#include <sys/random.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sim/apps/openclaw/state_dir.h"
#include "sim/choice/seeded_choices.h"
#include "sim/gateway/json_value.h"

namespace sim::fake {
namespace {

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  const ssize_t got = ::getrandom(&seed, sizeof(seed), 0);
  return got == sizeof(seed) ? seed : 1;
}

std::optional<DurationBounds> bounds_of(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const Duration fixed = std::chrono::milliseconds(value.get<std::int64_t>());
  return DurationBounds{fixed, fixed};
}

}  // namespace

Settings read_settings(const std::string& state) {
  Settings settings;
  const std::string path = state + '/' + kSettingsFile;
  const auto text = read_file(path);
  if (!text) return settings;
  const Json json = parse_json(*text);
  if (!json.is_object()) throw std::runtime_error(path + ": expected a JSON object");
  if (json.contains("boot")) settings.boot = bounds_of(json["boot"]);
  if (json.contains("cli_duration")) settings.cli_duration = bounds_of(json["cli_duration"]);
  settings.calm = string_field(json, "chance") == "calm";
  return settings;
}

std::unique_ptr<ChoiceSource> choices_of(const Settings& settings) {
  if (settings.calm) return std::make_unique<CalmChoices>();
  return std::make_unique<SeededChoices>(settings.seed.value_or(random_seed()));
}

}  // namespace sim::fake
