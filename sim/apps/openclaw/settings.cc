#include "sim/apps/openclaw/settings.h"

#include <sys/random.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sim/apps/openclaw/state_dir.h"
#include "sim/choice/seeded_choices.h"
#include "sim/faults/rule_file.h"
#include "sim/gateway/json_value.h"
#include "sim/text/json_lines.h"

namespace sim::fake {
namespace {

struct LogSettings {
  std::string file;
  std::uint64_t speed = 1;
};

template <class V>
void describe(V& v, LogSettings& l) {
  v.required("file", l.file, "What the gateway prints: a recording, one JSON object a line.");
  v.optional("speed", l.speed, "So many times as fast.", format::between(1, 1'000'000));
}

// A text, or `{"min": …, "max": …}`; "recorded" is nothing.
struct Span {
  std::optional<DurationBounds> bounds;
};

void read(const format::Found& found, Span& into, const format::Rule& rule) {
  DurationBounds bounds;
  into.bounds.reset();
  if (found.json == "recorded") return;
  if (!found.json.is_object()) {
    format::read(found, bounds.min, rule);
    into.bounds = {bounds.min, bounds.min};
    return;
  }
  format::ObjectReader reader(found);
  reader.required("min", bounds.min, "At least this.");
  reader.required("max", bounds.max, "At most this.");
  reader.finish();
  if (bounds.max < bounds.min) found.problems.add(found.path, "expected min to be at most max");
  into.bounds = bounds;
}

// The rules, which are read by a function of their own.
struct Rules {
  std::vector<FaultRule> all;
};

void read(const format::Found& found, Rules& into, const format::Rule& /*rule*/) {
  read_rules(found, into.all);
  for (std::size_t i = 0; i < into.all.size(); ++i) {
    const std::string_view action = name_of(into.all[i].action);
    if (action == "unkillable" || action == "spawn_error")
      found.problems.add(found.path + '/' + std::to_string(i) + "/action",
                         "\"" + std::string(action) + "\" cannot be done to a real process");
  }
}

std::string beside(const std::string& settings, const std::string& file) {
  return std::filesystem::path(settings).parent_path() / file;
}

std::string must_read(const std::string& path) {
  auto text = read_file(path);
  if (!text) throw std::runtime_error(path + ": cannot be read");
  return std::move(*text);
}

// Of a recorded call its stdout, else the file as it is.
void load_outputs(std::vector<FaultRule>& rules, const std::string& settings) {
  for (FaultRule& rule : rules) {
    auto* output = std::get_if<fault::StdoutFile>(&rule.action);
    if (output == nullptr) continue;
    output->text = must_read(beside(settings, output->file));
    const Json recording = parse_json(output->text);
    if (const auto out = string_field(recording, "stdout")) output->text = *out;
  }
}

Recording load_log(const LogSettings& log, const std::string& settings) {
  const std::string path = beside(settings, log.file);
  auto recording = parse_recording(path, must_read(path));
  if (!recording) throw std::runtime_error(recording.error().message);
  for (RecordingRow& row : recording.value()) row.at /= static_cast<std::int64_t>(log.speed);
  return std::move(recording.value());
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  const ssize_t got = ::getrandom(&seed, sizeof(seed), 0);
  return got == sizeof(seed) ? seed : 1;
}

}  // namespace

Settings read_settings(const std::string& state) {
  Settings settings;
  const std::string path = state + '/' + kSettingsFile;
  const auto text = read_file(path);
  if (!text) return settings;
  const auto parsed = format::parse_json_lines(path, *text);
  if (!parsed) throw std::runtime_error(parsed.error());
  format::Problems problems;
  const format::Found found{*parsed->json, "", problems};
  Span boot{settings.boot};
  Span cli{settings.cli_duration};
  Rules rules;
  std::optional<LogSettings> log;
  if (format::wants_object(found)) {
    format::ObjectReader reader(found);
    reader.optional("boot", boot, "From its start until the gateway listens.");
    reader.optional("cli_duration", cli, "Of one call of the command line.");
    reader.optional("calm", settings.calm, "Whether chance is always calm.");
    reader.optional("seed", settings.seed, "Of all chance; else another one each time.");
    reader.optional("log", log, "What the gateway prints instead of its own lines.");
    reader.optional("faults", rules, "Fault rules.");
    reader.finish();
  }
  if (const auto& problem = problems.first())
    throw std::runtime_error(path + ':' + std::to_string(parsed->line_of(problem->path)) + ": " +
                             problem->path + ": " + problem->message);
  settings.boot = boot.bounds;
  settings.cli_duration = cli.bounds;
  settings.faults = std::move(rules.all);
  load_outputs(settings.faults, path);
  if (log) settings.log = load_log(*log, path);
  return settings;
}

std::unique_ptr<ChoiceSource> choices_of(const Settings& settings) {
  if (settings.calm) return std::make_unique<CalmChoices>();
  return std::make_unique<SeededChoices>(settings.seed.value_or(random_seed()));
}

}  // namespace sim::fake
