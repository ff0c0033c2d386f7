#include "scenarios/runner/cloud_settings.h"

#include <chrono>

#include "controller/instance/identity.h"
#include "scenarios/runner/settings.h"

namespace scenarios {
namespace {

constexpr std::string_view kSecret = "made-up-secret";
constexpr std::string_view kFlyToken = "made-up-fly-token";

sim::FlySpan span_of(const std::optional<DurationRange>& range, const sim::FlySpan& usual) {
  return range ? sim::FlySpan{range->min, range->max} : usual;
}

std::optional<std::int64_t> limit_of(const std::optional<std::uint64_t>& limit) {
  if (!limit) return std::nullopt;
  return static_cast<std::int64_t>(*limit);
}

sim::FlyConfig fly_config_of(const Scenario& scenario) {
  const FlySettings& settings = scenario.fly;
  sim::FlyConfig config;
  config.token = kFlyToken;
  config.regions = settings.regions;
  config.machine_limit = limit_of(settings.machine_limit);
  config.memory_quota_mb = limit_of(settings.memory_quota_mb);
  config.limits.enabled = settings.rate_limits;
  config.latency = span_of(settings.latency, config.latency);
  config.timing.starting = span_of(settings.starting, config.timing.starting);
  config.timing.stopping = span_of(settings.stopping, config.timing.stopping);
  config.timing.hydrating = span_of(settings.hydrating, config.timing.hydrating);
  config.timing.writes_every = settings.writes_every;
  config.quirks = fly_quirks_of(settings.quirks);
  return config;
}

int status_of(ProxyAnswer answer) {
  switch (answer) {
    case ProxyAnswer::bad_gateway:
      return 502;
    case ProxyAnswer::unavailable:
      return 503;
    case ProxyAnswer::not_found:
      return 404;
  }
  return 502;
}

}  // namespace

sim::FlyQuirks fly_quirks_of(const QuirkSettings& settings) {
  sim::FlyQuirks quirks;
  quirks.lists_lag = settings.lists_lag;
  quirks.lists_empty = settings.lists_empty;
  quirks.hidden_after_create = settings.hidden_after_create;
  quirks.claims_linger = settings.claims_linger;
  quirks.names_linger = settings.names_linger;
  quirks.destroyed_shows = settings.destroyed_shows == ShownDestroyed::destroyed
                               ? sim::DestroyedShows::destroyed
                               : sim::DestroyedShows::not_found;
  quirks.released_is_detached = settings.released_is_detached;
  quirks.forks_restore = settings.forks_restore;
  quirks.hosts_hide_mounts = settings.hosts_hide_mounts;
  quirks.abandoned_late = settings.abandoned_late;
  return quirks;
}

sim::GuestConfig guest_of(GuestKind kind, const sim::GuestConfig& usual) {
  sim::GuestConfig guest = usual;
  switch (kind) {
    case GuestKind::current:
      guest.kind = sim::GuestKind::current;
      break;
    case GuestKind::old_401:
      guest.kind = sim::GuestKind::old_guarded;
      break;
    case GuestKind::old_404:
      guest.kind = sim::GuestKind::old_open;
      break;
    case GuestKind::old_502:
      guest.kind = sim::GuestKind::old_open;
      guest.old_boot = std::chrono::hours(24 * 365);  // its gateway never comes up
      break;
    case GuestKind::none:
      guest.kind = sim::GuestKind::none;
      break;
  }
  return guest;
}

std::vector<sim::CloudFaultRule> cloud_faults_of(const Scenario& scenario) {
  std::vector<sim::CloudFaultRule> rules = scenario.cloud_faults;
  for (sim::CloudFaultRule& rule : rules)
    if (rule.match.instance)
      rule.match.instance =
          controller::instance::sandbox_id_of(*rule.match.instance).value_or(std::string());
  return rules;
}

sim::CloudConfig cloud_config_of(const Scenario& scenario,
                                 const std::vector<sim::CloudFaultRule>& faults) {
  // What is on a machine is told as for a scenario of one machine.
  const sim::WorldConfig machine = world_config_of(scenario);
  sim::CloudConfig config;
  config.order = machine.order;
  config.pct = machine.pct;
  config.wall_start = machine.wall_start;
  config.fly = fly_config_of(scenario);
  config.proxy.status_without_machine = status_of(scenario.fly.proxy);
  config.instance.app = "pairbench";
  config.instance.secret = kSecret;
  config.instance.image = kImage;
  config.instance.regions = scenario.fly.regions;
  config.platform_key = kPlatformKey;
  config.way = scenario.transport == Transport::json ? sim::FlyWay::json : sim::FlyWay::typed;
  config.guest.controller = machine.controller;
  config.guest.http = machine.http;
  config.guest.host = machine.host;
  config.files = machine.machine.config;
  config.faults = faults;
  return config;
}

Terms cloud_terms_of(const Scenario& scenario, const sim::CloudConfig& config) {
  Terms terms = terms_of(scenario);
  terms.cloud.regions = config.instance.regions;
  terms.cloud.calm = scenario.calm_after.value_or(controller::Instant{});
  terms.cloud.secrets = {config.instance.secret, config.fly.token, config.platform_key};
  for (const InstanceSettings& instance : scenario.instances) {
    for (const std::string& user : users_of(instance)) {
      const auto sandbox = controller::instance::sandbox_id_of(user);
      if (sandbox)
        terms.cloud.secrets.push_back(
            controller::instance::controller_token(config.instance.secret, *sandbox));
    }
  }
  return terms;
}

}  // namespace scenarios
