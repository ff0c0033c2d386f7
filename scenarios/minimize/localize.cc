#include "scenarios/minimize/localize.h"

#include <algorithm>
#include <limits>

#include "scenarios/minimize/hunt.h"
#include "scenarios/runner/chance.h"

namespace scenarios {
namespace {

class Localizer {
 public:
  Localizer(const Scenario& scenario, std::uint64_t seed, const Fingerprint& wanted,
            const RunFunction& run, const LocalizeOptions& options)
      : scenario_(scenario),
        options_(options),
        hunt_(scenario, seed, wanted, run,
              {std::numeric_limits<std::uint64_t>::max(), options.stopped}) {}

  Localized run() {
    Localized found;
    if (!hunt_.begin()) {
      found.end = hunt_.stopped() ? LocalizeEnd::stopped : LocalizeEnd::no_match;
    } else {
      search(found);
      if (hunt_.stopped()) found.end = LocalizeEnd::stopped;
    }
    std::ranges::sort(tried_, {}, &Continuations::at);
    found.tried = tried_;
    return found;
  }

 private:
  // The moments at which anything was drawn before the failure showed, and one after it.
  std::vector<Instant> moments() {
    std::vector<DrawRecord> draws;
    (void)hunt_.run(scenario_, {.seed = hunt_.seed(), .draws = &draws});
    const auto* violation = first_violation(hunt_.result());
    const auto last = violation == nullptr ? Instant(scenario_.duration) : violation->at;
    std::vector<Instant> out;
    for (const DrawRecord& draw : draws)
      if (draw.bound > 1 && draw.at <= last && (out.empty() || out.back() < draw.at))
        out.push_back(draw.at);
    out.push_back(last + std::chrono::microseconds(1));
    return out;
  }

  Continuations from(Instant at) {
    Continuations tried{.at = at};
    while (tried.runs < options_.runs && !hunt_.over()) {
      ++tried.runs;
      // None of them the run's own, whose streams these must not repeat.
      const Reseed reseed{at, hunt_.seed() + tried.runs};
      const auto outcome =
          hunt_.run(scenario_, {.seed = hunt_.seed(), .steering = {.reseed = reseed}});
      if (fingerprint_of(outcome.result, outcome.remark) == hunt_.wanted()) ++tried.failing;
    }
    tried_.push_back(tried);
    if (options_.progress) options_.progress(tried);
    return tried;
  }

  void search(Localized& found) {
    const auto at = moments();
    found.before = from(at.front());
    if (found.before.all_fail()) {
      found.end = LocalizeEnd::from_the_start;
      return;
    }
    // Not all that goes on from at[low] on fails; from at[high] on it does.
    std::size_t low = 0;
    std::size_t high = at.size() - 1;
    found.after = from(at[high]);
    while (high - low > 1 && !hunt_.over()) {
      const auto middle = low + (high - low) / 2;
      const auto tried = from(at[middle]);
      (tried.all_fail() ? high : low) = middle;
      (tried.all_fail() ? found.after : found.before) = tried;
    }
    found.doomed = at[low];
  }

  const Scenario& scenario_;
  const LocalizeOptions& options_;
  Hunt hunt_;
  std::vector<Continuations> tried_;
};

}  // namespace

Localized localize(const Scenario& scenario, std::uint64_t seed, const Fingerprint& wanted,
                   const RunFunction& run, const LocalizeOptions& options) {
  return Localizer(scenario, seed, wanted, run, options).run();
}

}  // namespace scenarios
