#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/minimize/ddmin.h"
#include "scenarios/minimize/moments.h"
#include "scenarios/minimize/passes.h"

namespace scenarios {
namespace {

// What tells which draw it is, rather than how much, and what is no quantity.
bool is_fixed(const Node& node) {
  return is_under(node, {"version", "seed", "seeds", "status", "name"});
}

bool is_quantity(const Node& node) {
  if (is_fixed(node)) return false;
  return node.type == Node::Type::integer || duration_in(node);
}

std::vector<Node> simpler_values(const Node& node) {
  std::vector<Node> out;
  if (const auto duration = duration_in(node)) {
    for (const auto value : simpler(*duration)) out.push_back(duration_node(value));
    return out;
  }
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62U;
  const auto size = static_cast<std::int64_t>(std::min(node.magnitude, kMost));
  for (const auto value : simpler(node.negative ? -size : size)) out.push_back(integer_node(value));
  return out;
}

// One value, until nothing simpler is as good.
void lower_value(Hunt& hunt, const Path& path) {
  constexpr int kTimes = 8;
  for (int i = 0; i < kTimes; ++i) {
    const auto values = simpler_values(at(hunt.draft(), path));
    const bool lowered = std::ranges::any_of(values, [&](const Node& value) {
      return !hunt.over() && hunt.accepts(with(hunt.draft(), path, value));
    });
    if (!lowered) return;
  }
}

// ---- texts ----

bool is_free_text(const Node& node) {
  return node.type == Node::Type::text && !duration_in(node) &&
         is_under(node,
                  {"line", "text", "body", "stderr", "stdout", "error", "value", "code", "target"});
}

// Cut between characters, not within.
std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> out;
  for (const char c : text) {
    if (out.empty() || (static_cast<unsigned char>(c) & 0xC0U) != 0x80) out.emplace_back();
    out.back() += c;
  }
  return out;
}

std::string joined(const std::vector<std::string>& pieces, const std::vector<std::size_t>& kept) {
  std::string out;
  for (const auto place : kept) out += pieces[place];
  return out;
}

void shorten_text(Hunt& hunt, const Path& path) {
  const auto original = at(hunt.draft(), path).text;
  if (original.empty()) return;
  const auto try_text = [&](std::string_view text) {
    return text.size() < original.size() && hunt.accepts(with(hunt.draft(), path, text_node(text)));
  };
  if (try_text("") || try_text("x")) return;
  // A long text is worth no thousand runs.
  constexpr std::size_t kPiecesMax = 64;
  auto pieces = characters_of(original);
  const auto grain = (pieces.size() + kPiecesMax - 1) / kPiecesMax;
  std::vector<std::string> coarse((pieces.size() + grain - 1) / grain);
  for (std::size_t i = 0; i < pieces.size(); ++i) coarse[i / grain] += pieces[i];
  (void)ddmin(
      coarse.size(),
      [&](const std::vector<std::size_t>& kept) { return try_text(joined(coarse, kept)); },
      [&] { return hunt.over(); });
}

// ---- names ----

using Names = std::vector<std::string>;

Names names_under(const Node& root, std::initializer_list<std::string_view> keys) {
  std::set<std::string> seen;
  auto paths = paths_of(root, [&](const Node& node) {
    return node.type == Node::Type::text && is_under(node, keys) && !duration_in(node);
  });
  std::ranges::reverse(paths);
  Names names;
  for (const Path& path : paths)
    if (seen.insert(at(root, path).text).second) names.push_back(at(root, path).text);
  return names;
}

Node renamed(const Node& root, const std::string& from, const std::string& to) {
  Node out = root;
  for (const Path& path : paths_of(root, [&](const Node& node) {
         return node.type == Node::Type::text && node.text == from;
       }))
    at(out, path).text = to;
  return out;
}

}  // namespace

void lower_values(Hunt& hunt) {
  for (const Path& path : paths_of(hunt.draft(), is_quantity))
    if (!hunt.over() && !is_expected(hunt.draft(), path)) lower_value(hunt, path);
}

void shorten_texts(Hunt& hunt) {
  for (const Path& path : paths_of(hunt.draft(), is_free_text))
    if (!hunt.over() && !is_expected(hunt.draft(), path)) shorten_text(hunt, path);
}

void merge_names(Hunt& hunt) {
  for (const auto keys :
       {std::initializer_list<std::string_view>{"from"}, {"device"}, {"channel"}}) {
    const auto names = names_under(hunt.draft(), keys);
    for (std::size_t i = names.size(); i-- > 1;)
      for (std::size_t j = 0; j < i && !hunt.over(); ++j)
        if (hunt.accepts(renamed(hunt.draft(), names[i], names[j]))) break;
  }
}

}  // namespace scenarios
