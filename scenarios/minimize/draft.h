// A scenario as the tree of its file, so that whatever the format has can be cut without knowing
// what it means: the loader refuses what makes no sense any more.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/format/node.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

// Where a value stands: the places of the children on the way from the root.
using Path = std::vector<std::size_t>;

Node draft_of(const Scenario& scenario);

// Nothing: the draft is no valid scenario. `original` is what the draft began as: recordings are
// taken from there, since their files are not read again.
std::optional<Scenario> scenario_of(const Node& draft, const Scenario& original);

// Precondition: the path is of this tree.
const Node& at(const Node& root, const Path& path);
Node& at(Node& root, const Path& path);

// All values for which `wanted` holds, the last first: what is then cut or changed leaves the paths
// that are still to come as they are. Members after what they are members of.
std::vector<Path> paths_of(const Node& root, const std::function<bool(const Node&)>& wanted);

// The tree without the value there, or with another one (its key stays).
Node without(const Node& root, const Path& path);
Node with(const Node& root, const Path& path, Node value);

// Whether it is the member of an object under one of these keys.
bool is_under(const Node& node, std::initializer_list<std::string_view> keys);

// Whether it stands within an entry of `expect`: changed, that would expect something else.
bool is_expected(const Node& root, const Path& path);

// The member's place in its object; nothing when it is not there.
std::optional<std::size_t> place_of(const Node& object, std::string_view key);

// An array with these of its items alone.
Node with_items(const Node& array, const std::vector<std::size_t>& kept);

// How many items the array under `key` has; 0 without one.
std::size_t count_of(const Node& root, std::string_view key);

}  // namespace scenarios
