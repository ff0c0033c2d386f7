#include "lint/includes.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "lint/tokens.h"

namespace lint {
namespace {

constexpr std::array<std::string_view, 7> kLayers = {"controller", "sim",  "reports", "scenarios",
                                                     "bench",      "fuzz", "lint"};

// Each layer may include itself, and these others.
struct Edge {
  std::string_view from;
  std::string_view to;
};
constexpr std::array kEdges = {
    Edge{"sim", "controller"},    Edge{"scenarios", "controller"}, Edge{"scenarios", "sim"},
    Edge{"scenarios", "reports"}, Edge{"bench", "controller"},     Edge{"bench", "sim"},
    Edge{"bench", "reports"},     Edge{"bench", "scenarios"},      Edge{"fuzz", "controller"},
    Edge{"fuzz", "sim"},          Edge{"fuzz", "reports"},         Edge{"fuzz", "scenarios"},
};

constexpr std::array<std::string_view, 3> kPlainValues = {
    "controller/base/result.h",
    "controller/base/time.h",
    "controller/pairing/types.h",
};

constexpr std::array<std::string_view, 6> kHeavy = {
    "boost/", "httplib.h", "nlohmann/json.hpp", "simdjson.h", "CLI/", "sqlite3.h",
};

struct Include {
  int line;
  bool quoted;
  std::string path;
};

std::vector<Include> includes(std::string_view text) {
  std::vector<Include> found;
  const auto tokens = tokenise(text);
  for (std::size_t i = 2; i < tokens.size(); ++i) {
    if (!(tokens[i - 2] == "#") || !(tokens[i - 1] == "include")) continue;
    if (is_string(tokens[i])) {
      const auto literal = tokens[i].text;
      found.push_back({tokens[i].line, true, std::string(literal.substr(1, literal.size() - 2))});
      continue;
    }
    std::string path;
    for (auto j = i + 1; j < tokens.size() && !(tokens[j] == ">"); ++j) path += tokens[j].text;
    found.push_back({tokens[i].line, false, path});
  }
  return found;
}

std::string_view layer_of(std::string_view path) { return path.substr(0, path.find('/')); }

bool may_include(std::string_view from, std::string_view to) {
  return from == to || std::ranges::any_of(kEdges, [&](const Edge& edge) {
           return edge.from == from && edge.to == to;
         });
}

bool is_adapter(std::string_view path) {
  return path.starts_with("controller/posix/") || path.find("/apps/") != std::string_view::npos;
}

bool is_plain_value(std::string_view path) {
  return std::ranges::find(kPlainValues, path) != kPlainValues.end();
}

}  // namespace

bool is_pure(std::string_view path) {
  return (path.starts_with("controller/") || path.starts_with("sim/")) && !is_adapter(path);
}

Findings lint_layers(std::string_view path, std::string_view text) {
  const auto layer = layer_of(path);
  if (std::ranges::find(kLayers, layer) == kLayers.end()) return {};
  Findings findings;
  for (const auto& include : includes(text)) {
    if (!include.quoted) continue;
    if (!may_include(layer, layer_of(include.path))) {
      findings.push_back(
          {include.line, std::string(layer) + "/ may not include \"" + include.path +
                             "\": dependencies run one way, controller <- sim <- scenarios <- "
                             "bench, fuzz, and include paths start at the root. "
                             "Move what is needed down a layer"});
    } else if (is_pure(path) && is_adapter(include.path)) {
      findings.push_back({include.line, "\"" + include.path +
                                            "\" touches the real world: name an interface of "
                                            "controller/base instead"});
    }
  }
  return findings;
}

Findings lint_judges(std::string_view path, std::string_view text) {
  const bool judge =
      path.starts_with("scenarios/invariants/") || path.starts_with("scenarios/reference/");
  if (!judge && !is_plain_value(path)) return {};
  Findings findings;
  for (const auto& include : includes(text)) {
    if (!include.path.starts_with("controller/") || is_plain_value(include.path)) continue;
    findings.push_back({include.line,
                        "a judge shares nothing with the code it judges: of "
                        "controller/ it may include base/result.h, base/time.h and "
                        "pairing/types.h alone (and these each other)"});
  }
  return findings;
}

Findings lint_heavy_headers(std::string_view path, std::string_view text) {
  if (!path.ends_with(".h")) return {};
  Findings findings;
  for (const auto& include : includes(text)) {
    const auto begins_it = [&](auto heavy) { return include.path.starts_with(heavy); };
    if (include.quoted || std::ranges::none_of(kHeavy, begins_it)) continue;
    findings.push_back({include.line, "<" + include.path +
                                          "> costs seconds in every file that includes this "
                                          "header: include it in the .cc"});
  }
  return findings;
}

}  // namespace lint
