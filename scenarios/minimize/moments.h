// Durations and moments in a draft.
#pragma once

#include <optional>
#include <vector>

#include "controller/base/time.h"
#include "scenarios/format/node.h"

namespace scenarios {

// What the text of this node says when it is a duration.
std::optional<controller::Duration> duration_in(const Node& node);
Node duration_node(controller::Duration duration);

// True for a member that names a moment of the run, as steps, expectations, windows of faults and
// `calm_after` have them, or the end of the run.
bool is_moment(const Node& node);

// Durations that read more easily than this one, the easiest first: fewer characters, then closer
// to nothing.
std::vector<controller::Duration> simpler(controller::Duration duration);
std::vector<std::int64_t> simpler(std::int64_t number);

}  // namespace scenarios
