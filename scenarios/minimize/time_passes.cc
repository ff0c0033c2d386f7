#include <algorithm>
#include <string_view>
#include <vector>

#include "scenarios/minimize/moments.h"
#include "scenarios/minimize/passes.h"

namespace scenarios {
namespace {

using controller::Duration;
using namespace std::chrono_literals;

bool is_after(const Node& node, Duration end) {
  if (is_moment(node) || (node.key == "by" && duration_in(node))) return *duration_in(node) > end;
  return std::ranges::any_of(node.children,
                             [&](const Node& child) { return is_after(child, end); });
}

// The scenario up to `end`: nothing in it lies behind.
Node cut_to(const Node& root, Duration end) {
  Node out = root;
  for (Node& child : out.children) {
    if (child.key == "duration") child.text = duration_node(end).text;
    if (child.key == "steps")
      std::erase_if(child.children, [&](const Node& step) {
        const Node* at = member(step, "at");
        return at != nullptr && is_after(*at, end);
      });
    if (child.key == "expect")
      std::erase_if(child.children, [&](const Node& item) { return is_after(item, end); });
  }
  std::erase_if(out.children, [&](const Node& child) {
    return child.key == "calm_after" && is_after(child, end);
  });
  return out;
}

// When the failure was seen, in whole seconds from below. What shows only at the end of the run
// may have been there long before.
Duration seen_at(const Hunt& hunt) {
  const auto* violation = first_violation(hunt.result());
  if (violation == nullptr || violation->event == 0) return 0s;
  return std::chrono::floor<std::chrono::seconds>(violation->at.time_since_epoch());
}

std::vector<Duration> moments_of(const Node& root) {
  std::vector<Duration> moments = {0s};
  for (const Path& path : paths_of(root, is_moment))
    if (path.size() != 2) moments.push_back(*duration_in(at(root, path)));
  std::ranges::sort(moments);
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

// Everything from `from` on comes `by` earlier.
Node brought_forward(const Node& root, Duration from, Duration by) {
  Node out = root;
  // The duration of a CLI call, say, is no moment: it stands in an object of its own.
  for (const Path& path : paths_of(root, is_moment)) {
    if (path.size() == 2) continue;
    const auto moment = *duration_in(at(root, path));
    if (moment >= from) at(out, path).text = duration_node(moment - by).text;
  }
  return out;
}

void close_gap(Hunt& hunt, Duration before, Duration after) {
  const auto gap = after - before;
  for (const auto left : {Duration(0s), Duration(1s), Duration(10s), Duration(1min), gap / 2}) {
    if (hunt.over() || left >= gap) return;
    const auto by = std::chrono::floor<std::chrono::milliseconds>(gap - left);
    if (hunt.accepts(brought_forward(hunt.draft(), after, by))) return;
  }
}

void unrepeat(Hunt& hunt, const Path& path) {
  const Node step = at(hunt.draft(), path);
  if (member(step, "every") == nullptr) return;
  Node once = step;
  std::erase_if(once.children,
                [](const Node& child) { return child.key == "every" || child.key == "count"; });
  if (hunt.accepts(with(hunt.draft(), path, once)) || member(step, "count") != nullptr) return;
  for (const std::uint64_t count : {2U, 4U, 8U, 16U, 32U}) {
    Node few = step;
    add(few, "count", unsigned_node(count));
    if (hunt.over() || hunt.accepts(with(hunt.draft(), path, few))) return;
  }
}

}  // namespace

void cut_run(Hunt& hunt) {
  const auto at_first = seen_at(hunt) + 1s;
  const auto whole = std::chrono::ceil<std::chrono::seconds>(hunt.scenario().duration);
  if (at_first < whole && hunt.accepts(cut_to(hunt.draft(), at_first))) return;
  // `low` is too short, `high` is enough.
  auto low = at_first;
  auto high = Duration(whole);
  while (high - low > 1s && !hunt.over()) {
    const Duration middle = std::chrono::floor<std::chrono::seconds>(low + (high - low) / 2);
    (hunt.accepts(cut_to(hunt.draft(), middle)) ? high : low) = middle;
  }
}

void close_gaps(Hunt& hunt) {
  const auto moments = moments_of(hunt.draft());
  for (std::size_t i = moments.size(); i-- > 1 && !hunt.over();)
    close_gap(hunt, moments[i - 1], moments[i]);
}

void unrepeat_steps(Hunt& hunt) {
  const auto place = place_of(hunt.draft(), "steps");
  for (std::size_t i = 0; place && i < count_of(hunt.draft(), "steps") && !hunt.over(); ++i)
    unrepeat(hunt, {*place, i});
}

}  // namespace scenarios
