#include "scenarios/format/loader.h"

#include <algorithm>
#include <utility>

#include "scenarios/format/checks.h"
#include "scenarios/format/document.h"
#include "scenarios/format/object_reader.h"
#include "scenarios/format/recordings.h"
#include "scenarios/format/text_file.h"

namespace scenarios {
namespace {

using Loaded = controller::Result<Scenario, ScenarioError>;

controller::Failure<ScenarioError> fail(const std::string& file, Position at, std::string message) {
  return {ScenarioError{file, at.line, at.column, std::move(message)}};
}

std::string stem_of(const std::string& path) {
  const std::string file = path.substr(path.rfind('/') + 1);
  return file.substr(0, file.rfind('.'));
}

// Another version may mean other keys, so nothing else is worth reporting then.
void check_version(const Node& root, Problems& problems) {
  const Node* version = member(root, "version");
  const Node known = integer_node(kFormatVersion);
  if (version == nullptr ||
      (version->type == known.type && !version->negative && version->magnitude == known.magnitude))
    return;
  const auto expected = "expected " + std::to_string(kFormatVersion);
  if (version->type != Node::Type::integer)
    return problems.add(version->at, expected + ", not " + std::string(type_name(version->type)));
  problems.add(version->at, "unsupported version " + std::string(version->negative ? "-" : "") +
                                std::to_string(version->magnitude) + ": " + expected);
}

void check_name(const Scenario& scenario, const Node& root, const std::string& file_name,
                Problems& problems) {
  const std::string stem = stem_of(file_name);
  if (scenario.name != stem)
    problems.add(member(root, "name")->at,
                 "expected the name of the file, " + shown(stem) + ", not " + shown(scenario.name));
}

// Everything that can be told without other files.
Loaded scenario_from(const Node& root, std::string_view text, const std::string& file_name,
                     const LoadOptions& options) {
  Problems problems;
  Scenario scenario;
  check_version(root, problems);
  if (!problems.first()) read(root, scenario, {}, problems);
  if (!problems.first()) {
    check_scenario(scenario, root, problems);
    if (options.name_is_file_name) check_name(scenario, root, file_name, problems);
  }
  if (const auto& first = problems.first()) return fail(file_name, first->at, first->message);
  scenario.about = first_comment(text);
  return scenario;
}

}  // namespace

Loaded parse_scenario(std::string_view text, const std::string& file_name,
                      const LoadOptions& options) {
  const DocumentLimits limits{.bytes = kScenarioMaxBytes, .depth = kScenarioMaxDepth};
  const auto root = parse_document(text, file_name, limits);
  if (!root) return controller::Failure{root.error()};
  return scenario_from(*root, text, file_name, options);
}

Loaded load_scenario(const std::string& path, const LoadOptions& options) {
  const auto text = read_text_file(path, kScenarioMaxBytes);
  if (!text) return fail(path, {}, text.error());
  const DocumentLimits limits{.bytes = kScenarioMaxBytes, .depth = kScenarioMaxDepth};
  const auto root = parse_document(*text, path, limits);
  if (!root) return controller::Failure{root.error()};
  Loaded loaded = scenario_from(*root, *text, path, options);
  if (!loaded) return loaded;
  Problems problems;
  read_recordings(*loaded, *root, path, options.recordings, problems);
  if (const auto& first = problems.first()) return fail(path, first->at, first->message);
  return loaded;
}

}  // namespace scenarios
