#include "scenarios/format/recordings.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "scenarios/format/document.h"
#include "scenarios/format/nearest.h"
#include "scenarios/format/text_file.h"
#include "sim/gateway/recording.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLogExtension = ".jsonl";
constexpr std::string_view kCallExtension = ".json";

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// `sim/recordings` in `start` or the nearest folder above it.
std::optional<fs::path> recordings_above(const fs::path& start) {
  std::error_code error;
  fs::path folder = fs::absolute(start, error);
  if (error) return std::nullopt;
  for (;;) {
    const fs::path found = folder / "sim" / "recordings";
    if (fs::is_directory(found, error)) return found;
    if (!folder.has_relative_path() || folder.parent_path() == folder) return std::nullopt;
    folder = folder.parent_path();
  }
}

class Shelf {
 public:
  Shelf(const std::string& scenario_path, const std::string& folder)
      : beside_(fs::path(scenario_path).parent_path()) {
    if (!folder.empty()) {
      shelf_ = fs::path(folder);
    } else if (const auto above = recordings_above(beside_.empty() ? "." : beside_)) {
      shelf_ = *above;
    } else if (const auto here = recordings_above(".")) {
      shelf_ = *here;
    }
  }

  // With or without the extension, on the shelf or from the scenario's folder.
  [[nodiscard]] std::optional<fs::path> find(const std::string& name,
                                             std::string_view extension) const {
    if (name.find('\0') != std::string::npos) return std::nullopt;
    for (const fs::path& folder : {shelf_.value_or(beside_), beside_})
      for (const std::string& full : {name + std::string(extension), name})
        if (is_file(folder / full)) return folder / full;
    return std::nullopt;
  }

  [[nodiscard]] bool exists() const { return shelf_.has_value(); }

  // All names that end so.
  [[nodiscard]] std::vector<std::string> names(std::string_view extension) const {
    std::vector<std::string> names;
    std::error_code error;
    if (!shelf_) return names;
    fs::recursive_directory_iterator entry(*shelf_, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::string name = entry->path().lexically_relative(*shelf_).generic_string();
      if (entry->path().extension() != extension) continue;
      names.push_back(name.substr(0, name.size() - extension.size()));
    }
    std::ranges::sort(names);
    return names;
  }

 private:
  fs::path beside_;
  std::optional<fs::path> shelf_;
};

std::string not_found(const Shelf& shelf, const std::string& name, std::string_view extension) {
  const std::vector<std::string> names = shelf.names(extension);
  const std::string_view near =
      nearest(name, std::vector<std::string_view>(names.begin(), names.end()));
  std::string message = "no recording " + shown(name);
  if (!near.empty()) message += ": did you mean \"" + std::string(near) + "\"?";
  if (!shelf.exists()) message += ": no folder above this file holds sim/recordings";
  return message;
}

void read_replay(Replay& replay, const Node& node, const Shelf& shelf, Problems& problems) {
  const auto path = shelf.find(replay.name, kLogExtension);
  if (!path) {
    problems.add(node.at, not_found(shelf, replay.name, kLogExtension));
    return;
  }
  const auto text = read_text_file(path->string(), sim::kRecordingMaxBytes);
  if (!text) {
    problems.add(node.at, "bad recording: " + path->string() + ": " + text.error());
    return;
  }
  auto rows = sim::parse_recording(path->string(), *text);
  if (rows) {
    replay.rows = std::move(*rows);
  } else {
    problems.add(node.at, "bad recording: " + rows.error().message);
  }
}

// A recorded call is an object with the text under "stdout".
controller::Result<std::string, std::string> recorded_stdout(const std::string& path) {
  constexpr DocumentLimits kLimits{.bytes = sim::kRecordingMaxBytes};
  const auto text = read_text_file(path, kLimits.bytes);
  if (!text) return controller::Failure{path + ": " + text.error()};
  const auto root = parse_document(*text, path, kLimits);
  if (!root) return controller::Failure{to_string(root.error())};
  const Node* out = member(*root, "stdout");
  if (out != nullptr && out->type == Node::Type::text) return out->text;
  return controller::Failure{path + ": expected an object with a string under \"stdout\""};
}

void read_stdout(sim::fault::StdoutFile& action, const Node& node, const Shelf& shelf,
                 Problems& problems) {
  const auto path = shelf.find(action.file, kCallExtension);
  if (!path) {
    problems.add(node.at, not_found(shelf, action.file, kCallExtension));
    return;
  }
  auto text = recorded_stdout(path->string());
  if (text) {
    action.text = std::move(*text);
  } else {
    problems.add(node.at, "bad recording: " + text.error());
  }
}

}  // namespace

void read_recordings(Scenario& scenario, const Node& root, const std::string& path,
                     const std::string& folder, Problems& problems) {
  const Shelf shelf(path, folder);
  if (!scenario.gateway.replay.name.empty())
    read_replay(scenario.gateway.replay, *member(*member(root, "gateway"), "replay"), shelf,
                problems);
  const Node* faults = member(root, "faults");
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    auto* action = std::get_if<sim::fault::StdoutFile>(&scenario.faults[i].action);
    if (action == nullptr) continue;
    const Node& node = *member(faults->children[i], "action");
    read_stdout(*action, *member(node, "file"), shelf, problems);
  }
}

}  // namespace scenarios
