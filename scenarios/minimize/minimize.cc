#include "scenarios/minimize/minimize.h"

#include <array>
#include <sstream>
#include <utility>

#include "reports/text.h"
#include "scenarios/minimize/hunt.h"
#include "scenarios/minimize/passes.h"

namespace scenarios {
namespace {

// Chance goes first: as long as a seed decides, a step less changes all that comes after it, and
// most of what could go seems to matter. Then what is cheap and far-reaching: what is gone need not
// be lowered.
constexpr std::array kPasses = {calm_down,        cut_run,        narrow_faults,    calm_down,
                                spell_out_chance, settle_choices, drop_names,       drop_items,
                                drop_keys,        merge_names,    drop_inner_items, close_gaps,
                                lower_values,     unrepeat_steps, shorten_texts,    cut_run};

void search(Hunt& hunt, const MinimizeOptions& options) {
  // Each round makes it smaller, but two passes might undo each other's work.
  constexpr int kRoundsMax = 20;
  std::uint64_t accepted = 0;
  for (int round = 0; round < kRoundsMax && !hunt.over(); ++round) {
    for (const auto pass : kPasses) {
      pass(hunt);
      if (options.progress) options.progress({hunt.runs(), sizes_of(hunt.scenario())});
      if (hunt.over()) return;
    }
    if (hunt.accepted() == accepted) return;
    accepted = hunt.accepted();
  }
}

// The scenario to keep.
Scenario concluded(const Hunt& hunt) {
  auto scenario = hunt.scenario();
  scenario.clauses.clear();
  if (!hunt.wanted().clause.empty()) scenario.clauses = {hunt.wanted().clause};
  scenario.seeds.clear();
  scenario.seed.reset();
  if (scenario.chance == Chance::seeded) scenario.seed = hunt.seed();
  return scenario;
}

// Broken between words, as comments are.
std::string wrapped(const std::string& text) {
  constexpr std::size_t kWidth = 96;
  std::string out;
  std::size_t column = 0;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool fits = column + 1 + word.size() <= kWidth;
    if (!out.empty()) out += fits ? ' ' : '\n';
    column = fits ? column + 1 + word.size() : word.size();
    out += word;
  }
  return out;
}

std::string about(const Minimized& found) {
  return wrapped(found.finding) + "\n" +
         wrapped("Minimised in " + reports::counted(found.runs, "run") + ": from " +
                 text_of(found.before) + " to " + text_of(found.after) + ".");
}

}  // namespace

Minimized minimize(const Scenario& scenario, std::uint64_t seed, const Fingerprint& wanted,
                   const RunFunction& run, const MinimizeOptions& options) {
  Minimized found;
  found.fingerprint = wanted;
  found.scenario = scenario;
  found.before = found.after = sizes_of(scenario);
  Hunt hunt(scenario, seed, wanted, run, {options.runs_max, options.stopped});
  if (!hunt.begin()) {
    found.runs = hunt.runs();
    found.end = hunt.stopped() ? MinimizeEnd::stopped : MinimizeEnd::no_match;
    return found;
  }
  search(hunt, options);
  found.runs = hunt.runs();
  found.end = hunt.stopped() ? MinimizeEnd::stopped
              : hunt.over()  ? MinimizeEnd::runs_max
                             : MinimizeEnd::done;
  found.finding = finding_of(hunt.result(), wanted);
  found.scenario = concluded(hunt);
  found.after = sizes_of(found.scenario);
  found.scenario.about = about(found);
  return found;
}

}  // namespace scenarios
