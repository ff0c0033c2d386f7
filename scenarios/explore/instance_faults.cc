#include "scenarios/explore/instance_faults.h"

#include <algorithm>
#include <string>

#include "scenarios/explore/cloud_rules.h"
#include "scenarios/explore/cloud_trouble.h"
#include "scenarios/explore/instance_workload.h"
#include "scenarios/explore/swarm.h"

namespace scenarios {
namespace {

void draw_cloud_rule(const Sketch& sketch, CloudRule make) {
  constexpr std::uint64_t kOfOne = 20;
  sim::CloudFaultRule rule = make(sketch);
  rule.name = std::string(sim::name_of(rule.action)) + '-' +
              std::to_string(sketch.scenario.cloud_faults.size() + 1);
  std::ranges::replace(rule.name, '_', '-');
  if (sketch.draws.chance(kOfOne))
    rule.match.instance = sketch.draws.one_of(all_users(sketch.scenario));
  sketch.scenario.cloud_faults.push_back(std::move(rule));
}

}  // namespace

void draw_instance_faults(const Sketch& sketch) {
  constexpr std::size_t kKindsMost = 10;  // five on average
  Draws& draws = sketch.draws;
  const auto& rules = cloud_rules();
  const auto& troubles = cloud_troubles();
  const Swarm swarm(draws, rules.size() + troubles.size(), kKindsMost);
  for (const std::size_t kind : swarm.kinds()) {
    if (kind < rules.size()) {
      draw_cloud_rule(sketch, rules[kind]);
    } else {
      for (std::uint64_t n = draws.between(1, 2); n > 0; --n) troubles[kind - rules.size()](sketch);
    }
  }
  mend_cloud(sketch);
}

}  // namespace scenarios
