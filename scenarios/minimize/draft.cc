#include "scenarios/minimize/draft.h"

#include <algorithm>
#include <utility>

#include "scenarios/format/document.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"

namespace scenarios {
namespace {

// The recorded stdout of this file, which the original has if anything has.
std::string recorded(const std::string& file, const Scenario& original) {
  for (const sim::FaultRule& rule : original.faults) {
    const auto* action = std::get_if<sim::fault::StdoutFile>(&rule.action);
    if (action != nullptr && action->file == file) return action->text;
  }
  return {};
}

void take_recordings(Scenario& scenario, const Scenario& original) {
  if (scenario.gateway.replay.name == original.gateway.replay.name)
    scenario.gateway.replay.rows = original.gateway.replay.rows;
  for (sim::FaultRule& rule : scenario.faults)
    if (auto* action = std::get_if<sim::fault::StdoutFile>(&rule.action))
      action->text = recorded(action->file, original);
}

void collect(const Node& node, Path& path, const std::function<bool(const Node&)>& wanted,
             std::vector<Path>& out) {
  if (wanted(node)) out.push_back(path);
  for (std::size_t i = node.children.size(); i-- > 0;) {
    path.push_back(i);
    collect(node.children[i], path, wanted, out);
    path.pop_back();
  }
}

}  // namespace

Node draft_of(const Scenario& scenario) {
  auto plain = scenario;
  plain.about.clear();
  // What was written can be read.
  return *parse_document(write_scenario(plain), scenario.name);
}

std::optional<Scenario> scenario_of(const Node& draft, const Scenario& original) {
  auto scenario =
      parse_scenario(print(draft), original.name, {.recordings = {}, .name_is_file_name = false});
  if (!scenario) return std::nullopt;
  take_recordings(*scenario, original);
  return std::move(*scenario);
}

const Node& at(const Node& root, const Path& path) {
  const Node* node = &root;
  for (const auto place : path) node = &node->children[place];
  return *node;
}

Node& at(Node& root, const Path& path) { return const_cast<Node&>(at(std::as_const(root), path)); }

std::vector<Path> paths_of(const Node& root, const std::function<bool(const Node&)>& wanted) {
  std::vector<Path> out;
  Path path;
  collect(root, path, wanted, out);
  return out;
}

Node without(const Node& root, const Path& path) {
  Node out = root;
  auto parent = path;
  parent.pop_back();
  auto& children = at(out, parent).children;
  children.erase(children.begin() + static_cast<std::ptrdiff_t>(path.back()));
  return out;
}

Node with(const Node& root, const Path& path, Node value) {
  Node out = root;
  auto& place = at(out, path);
  value.key = place.key;
  place = std::move(value);
  return out;
}

bool is_under(const Node& node, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, node.key) != keys.end();
}

bool is_expected(const Node& root, const Path& path) {
  return path.size() > 2 && root.children[path.front()].key == "expect";
}

std::optional<std::size_t> place_of(const Node& object, std::string_view key) {
  const auto found = std::ranges::find(object.children, key, &Node::key);
  if (object.type != Node::Type::object || found == object.children.end()) return std::nullopt;
  return static_cast<std::size_t>(found - object.children.begin());
}

Node with_items(const Node& array, const std::vector<std::size_t>& kept) {
  Node out = array_node();
  out.key = array.key;
  for (const auto place : kept) out.children.push_back(array.children[place]);
  return out;
}

std::size_t count_of(const Node& root, std::string_view key) {
  const auto* found = member(root, key);
  return found == nullptr ? 0 : found->children.size();
}

}  // namespace scenarios
