#include "sim/faults/rule_file.h"

#include <algorithm>

#include "sim/faults/describe_cloud_fault.h"
#include "sim/faults/describe_fault.h"
#include "sim/faults/words.h"

namespace sim {
namespace {

bool makes_sense(const FaultRule& rule) {
  const bool gateway = rule.match.operation == Operation::gateway;
  return applies_to(rule.action, gateway ? Target::gateway : Target::cli);
}

bool makes_sense(const CloudFaultRule& rule) {
  return applies_to(rule.action, rule.match.operation);
}

template <class Rule>
void read_all(const format::Found& found, std::vector<Rule>& into) {
  for (const format::Found& element : format::elements_of(found)) {
    Rule rule;
    format::read(element, rule, {});
    const auto same = [&](const Rule& other) { return other.name == rule.name; };
    if (std::ranges::any_of(into, same))
      found.problems.add(element.path + "/name", "expected a name that no other rule has");
    if (!makes_sense(rule))
      found.problems.add(element.path + "/action", "\"" + std::string(name_of(rule.action)) +
                                                       "\" is not for what the rule matches");
    into.push_back(std::move(rule));
  }
}

}  // namespace

void read_rules(const format::Found& found, std::vector<FaultRule>& into) { read_all(found, into); }

void read_rules(const format::Found& found, std::vector<CloudFaultRule>& into) {
  read_all(found, into);
}

}  // namespace sim
