// The coverage as text.
#include <algorithm>

#include "scenarios/observe/coverage.h"

namespace scenarios {
namespace {

constexpr std::string_view kLegend = "x: names the clause";
constexpr std::string_view kLegendOfRuns =
    "x: names the clause · !: names it, but no run put it to the test · ·: tests it without naming "
    "it";

bool has_runs(const Coverage& coverage) {
  return std::ranges::any_of(coverage.rows, [](const CoverageRow& row) {
    return std::ranges::any_of(row.cells, [](const Cover& cover) { return cover.runs > 0; });
  });
}

std::string_view legend_of(const Coverage& coverage) {
  return has_runs(coverage) ? kLegendOfRuns : kLegend;
}

// Runs say whether a clause was tested; without runs its name must do.
std::string_view mark_of(const Cover& cover) {
  if (cover.named) return cover.runs > 0 && cover.tested_runs == 0 ? "!" : "x";
  return cover.tested_runs > 0 ? "·" : "";
}

// A table as rows of texts: the clauses, the scenarios, how many scenarios name each clause.
std::vector<std::vector<std::string>> cells_of(const Coverage& coverage) {
  std::vector<std::vector<std::string>> table;
  auto& head = table.emplace_back(1, "scenario");
  head.insert(head.end(), coverage.clauses.begin(), coverage.clauses.end());
  for (const CoverageRow& row : coverage.rows) {
    auto& line = table.emplace_back(1, row.scenario);
    for (const Cover& cover : row.cells) line.emplace_back(mark_of(cover));
  }
  auto& sums = table.emplace_back(1, "scenarios that name it");
  for (std::size_t i = 0; i < coverage.clauses.size(); ++i) {
    const std::size_t named = coverage.scenarios_that_name(i);
    sums.push_back(named > 0 ? std::to_string(named) : "-");
  }
  return table;
}

// How many columns of a terminal the text takes; every character here is one wide.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

// In words what is not covered.
std::string gaps_text(const Coverage& coverage, std::size_t at_least) {
  const auto holes = coverage.holes(at_least);
  const auto untested = coverage.untested();
  // Where one is enough, all holes are named by none.
  std::vector<std::string> clauses;
  for (const Hole& hole : holes) clauses.push_back(hole.clause);
  const std::string names = at_least == 1 ? joined(clauses) : holes_text(holes);
  const std::string number =
      at_least == 1 ? "a scenario" : std::to_string(at_least) + " scenarios or more";
  std::string text = holes.empty() ? "Every judged clause is named by " + number + '.'
                                   : "Not named by " + number + ": " + names + '.';
  if (!untested.empty()) text += "\nNamed, but never put to the test: " + joined(untested) + '.';
  return text + '\n';
}

void append_padded(std::string& out, const std::string& text, std::size_t width) {
  out += text;
  out.append(width - std::min(width, width_of(text)), ' ');
}

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

std::string holes_text(const std::vector<Hole>& holes) {
  std::vector<std::string> texts;
  for (const Hole& hole : holes)
    texts.push_back(hole.clause + " (" + std::to_string(hole.scenarios) + ")");
  return joined(texts);
}

std::string plain_table(const Coverage& coverage, std::size_t at_least) {
  const auto table = cells_of(coverage);
  std::vector<std::size_t> widths(table.front().size());
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : table) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) append_padded(line, row[i], widths[i] + 1);
    trim_end(line);
    text += line + '\n';
  }
  return text + '\n' + std::string(legend_of(coverage)) + '\n' + gaps_text(coverage, at_least);
}

std::string markdown_table(const Coverage& coverage, std::size_t at_least) {
  std::string text;
  const auto append_row = [&text](const std::vector<std::string>& row) {
    text += '|';
    for (const std::string& cell : row) text += ' ' + cell + (cell.empty() ? "|" : " |");
    text += '\n';
  };
  const auto table = cells_of(coverage);
  append_row(table.front());
  text += "|---|";
  for (std::size_t i = 0; i < coverage.clauses.size(); ++i) text += ":-:|";
  text += '\n';
  for (std::size_t i = 1; i < table.size(); ++i) append_row(table[i]);
  return text + '\n' + std::string(legend_of(coverage)) + "\n\n" + gaps_text(coverage, at_least);
}

}  // namespace scenarios
