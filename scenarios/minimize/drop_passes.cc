#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "scenarios/minimize/ddmin.h"
#include "scenarios/minimize/passes.h"

namespace scenarios {
namespace {

bool starts_with(const Path& path, const Path& prefix) {
  return path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

// `user-3` is one of the instances of `user`.
bool is_named(std::string_view text, const std::string& name) {
  return text == name || (text.starts_with(name + '-') &&
                          text.find_first_not_of("0123456789", name.size() + 1) == text.npos);
}

bool mentions(const Node& node, const std::string& name) {
  if (node.type == Node::Type::text && is_named(node.text, name)) return true;
  return std::ranges::any_of(node.children,
                             [&](const Node& child) { return mentions(child, name); });
}

// Without the items of the scenario's own lists that mention the name, nor the name itself in a
// list of names.
Node without_name(const Node& root, const std::string& name) {
  Node out = root;
  for (Node& child : out.children) {
    if (child.type == Node::Type::array)
      std::erase_if(child.children, [&](const Node& item) { return mentions(item, name); });
    for (Node& inner : child.children)
      if (inner.type == Node::Type::array)
        std::erase_if(inner.children, [&](const Node& item) { return mentions(item, name); });
  }
  return out;
}

std::set<std::string> names_in(const Node& root) {
  const auto is_name = [](const Node& node) {
    return node.type == Node::Type::text &&
           is_under(node, {"user", "instance", "from", "channel", "device", "of"});
  };
  std::set<std::string> names;
  for (const Path& path : paths_of(root, is_name)) names.insert(at(root, path).text);
  return names;
}

// Without them a step or fault would do more than before, or chance decide, however much shorter it
// looks.
bool is_bound(const Node& node) {
  if (node.key == "when") return std::ranges::any_of(node.children, is_bound);
  return is_under(node,
                  {"count", "nth", "first", "until", "match", "operation", "chance", "order"});
}

// The rule for the n-th call alone, within the window that it has.
Node striking_once(const Node& rule, std::uint64_t nth) {
  Node when = object_node();
  if (const Node* old = member(rule, "when"))
    for (const Node& child : old->children)
      if (child.key == "from" || child.key == "until") when.children.push_back(child);
  add(when, "nth", unsigned_node(nth));
  Node out = rule;
  if (const auto place = place_of(out, "when")) return with(out, {*place}, when);
  add(out, "when", when);
  return out;
}

// The first few, and those that a choice says are struck.
std::set<std::uint64_t> calls_to_try(const Hunt& hunt, const Node& rule_name) {
  std::set<std::uint64_t> calls = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  for (const Choice& choice : hunt.scenario().choices)
    if (choice.site == rule_name.text) calls.insert(choice.nth);
  return calls;
}

bool is_array(const Node& node) { return node.type == Node::Type::array; }

}  // namespace

void reduce_array(Hunt& hunt, const Path& path) {
  const Node array = at(hunt.draft(), path);
  (void)ddmin(
      array.children.size(),
      [&](const std::vector<std::size_t>& kept) {
        return hunt.accepts(with(hunt.draft(), path, with_items(array, kept)));
      },
      [&] { return hunt.over(); });
}

void drop_names(Hunt& hunt) {
  for (const std::string& name : names_in(hunt.draft())) {
    if (hunt.over()) return;
    (void)hunt.accepts(without_name(hunt.draft(), name));
  }
}

void drop_items(Hunt& hunt) {
  // What cannot matter goes first, then what matters most.
  constexpr std::array<std::string_view, 12> kOrder = {
      "expect", "must_happen",  "tags",    "seeds",     "clauses", "steps",
      "faults", "cloud_faults", "pending", "instances", "volumes", "machines"};
  for (const auto key : kOrder)
    if (const auto place = place_of(hunt.draft(), key)) reduce_array(hunt, {*place});
  for (std::size_t i = hunt.draft().children.size(); i-- > 0;) {
    const Node& child = hunt.draft().children[i];
    if (is_array(child) && std::ranges::find(kOrder, child.key) == kOrder.end())
      reduce_array(hunt, {i});
  }
}

void drop_inner_items(Hunt& hunt) {
  for (const Path& path : paths_of(hunt.draft(), is_array))
    if (path.size() > 1 && !hunt.over()) reduce_array(hunt, path);
}

void drop_keys(Hunt& hunt) {
  Path gone;
  for (const Path& path : paths_of(hunt.draft(), [](const Node&) { return true; })) {
    if (path.empty() || (!gone.empty() && starts_with(path, gone)) || hunt.over()) continue;
    const Node& node = at(hunt.draft(), path);
    if (node.key.empty() || is_bound(node) || is_expected(hunt.draft(), path)) continue;
    if (hunt.accepts(without(hunt.draft(), path))) gone = path;
  }
}

void narrow_faults(Hunt& hunt) {
  for (const char* list : {"faults", "cloud_faults"}) {
    const auto place = place_of(hunt.draft(), list);
    for (std::size_t i = 0; place && i < count_of(hunt.draft(), list); ++i) {
      const Node rule = at(hunt.draft(), {*place, i});
      const Node* when = member(rule, "when");
      if (when != nullptr && member(*when, "nth") != nullptr) continue;
      for (const auto nth : calls_to_try(hunt, *member(rule, "name")))
        if (hunt.over() || hunt.accepts(with(hunt.draft(), {*place, i}, striking_once(rule, nth))))
          break;
    }
  }
}

}  // namespace scenarios
