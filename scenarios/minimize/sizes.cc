#include "reports/text.h"
#include "scenarios/format/writer.h"
#include "scenarios/minimize/minimize.h"

namespace scenarios {

Sizes sizes_of(const Scenario& scenario) {
  auto plain = scenario;
  plain.about.clear();
  Sizes sizes;
  sizes.steps = scenario.steps.size();
  sizes.faults = scenario.faults.size() + scenario.cloud_faults.size();
  sizes.choices = scenario.choices.size();
  sizes.chance = scenario.chance == Chance::seeded;
  sizes.bytes = write_scenario(plain).size();
  sizes.duration = scenario.duration;
  return sizes;
}

std::string text_of(const Sizes& sizes) {
  return reports::counted(sizes.steps, "step") + ", " + reports::counted(sizes.faults, "fault") +
         ", " + (sizes.chance ? "drawn from a seed" : reports::counted(sizes.choices, "choice")) +
         ", " + reports::time_text(sizes.duration.count()) + ", " +
         reports::counted(sizes.bytes, "byte");
}

}  // namespace scenarios
