// What a cloud scenario says, in the terms of those who need it: the world that is simulated, and
// the judges. See settings.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/invariants/invariant.h"
#include "sim/cloud/cloud_world.h"

namespace scenarios {

// What proves a client of the platform routes; scenarios may spell it out.
inline constexpr std::string_view kPlatformKey = "internal-key";

inline constexpr std::string_view kImage = "registry.fly.io/pairbench:latest";

// The scenario's rules, with each user's name replaced by the sandbox id that calls are told by.
std::vector<sim::CloudFaultRule> cloud_faults_of(const Scenario& scenario);
// `scenario` and `faults` must outlive the world that is made from it.
sim::CloudConfig cloud_config_of(const Scenario& scenario,
                                 const std::vector<sim::CloudFaultRule>& faults);
Terms cloud_terms_of(const Scenario& scenario, const sim::CloudConfig& config);

sim::FlyQuirks fly_quirks_of(const QuirkSettings& settings);
// `usual`: the guest of today.
sim::GuestConfig guest_of(GuestKind kind, const sim::GuestConfig& usual);

}  // namespace scenarios
