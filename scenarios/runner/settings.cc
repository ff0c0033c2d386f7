#include "scenarios/runner/settings.h"

#include <utility>

namespace scenarios {
namespace {

controller::Dialect dialect_of(CliDialect dialect) {
  return controller::Dialect(dialect == CliDialect::kilo ? controller::Dialect::Name::kilo
                                                         : controller::Dialect::Name::openclaw);
}

controller::LogTrigger trigger_of(const std::vector<std::string>& keywords) {
  const std::vector<std::string_view> views(keywords.begin(), keywords.end());
  auto trigger = controller::LogTrigger::make(views);
  return trigger ? std::move(trigger.value()) : controller::LogTrigger();
}

// As in production: verbose is an argument of the gateway, and argv is never logged.
controller::SpawnSpec gateway_command(GatewayMode mode) {
  controller::SpawnSpec spec;
  spec.argv = {"/usr/local/bin/openclaw", "gateway", "--port",   "3001",
               "--allow-unconfigured",    "--bind",  "loopback", "--token",
               std::string(kToken)};
  if (mode == GatewayMode::verbose) spec.argv.emplace_back("--verbose");
  spec.environment = {"HOME=/root"};
  return spec;
}

controller::ControllerConfig controller_config_of(const Scenario& scenario) {
  const ControllerSettings& settings = scenario.controller;
  controller::ControllerConfig config;
  config.supervisor.gateway = gateway_command(scenario.gateway.mode);
  config.supervisor.stop_grace = settings.stop_grace;
  config.cli.dialect = dialect_of(settings.dialect);
  config.max_concurrent_cli = settings.max_concurrent_cli;
  config.cli.token = kToken;
  config.cli.list_timeout = settings.list_timeout;
  config.cli.approve_timeout = settings.approve_timeout;
  config.cache.times.period = settings.period;
  config.cache.times.debounce = settings.debounce;
  config.cache.trigger = trigger_of(settings.keywords);
  return config;
}

sim::ReadyOrder ready_order_of(Order order) {
  switch (order) {
    case Order::fifo:
      break;
    case Order::seeded:
      return sim::ReadyOrder::seeded;
    case Order::pct:
      return sim::ReadyOrder::pct;
  }
  return sim::ReadyOrder::fifo;
}

std::optional<sim::DurationBounds> bounds_of(const std::optional<DurationRange>& range) {
  if (!range) return std::nullopt;
  return sim::DurationBounds{range->min, range->max};
}

}  // namespace

sim::Config gateway_config_of(const ConfigState& state) {
  sim::Config config;
  if (state.channels) config.enabled_channels = *state.channels;
  if (!state.unreadable) return config;
  switch (*state.unreadable) {
    case Unreadable::missing:
      config.file = sim::ConfigFile::absent;
      break;
    case Unreadable::truncated:
      config.file = sim::ConfigFile::truncated;
      break;
    case Unreadable::invalid:
      config.file = sim::ConfigFile::invalid;
      break;
  }
  return config;
}

sim::WorldConfig world_config_of(const Scenario& scenario) {
  sim::WorldConfig config;
  config.order = ready_order_of(scenario.order);
  config.pct = scenario.pct.value_or(sim::Pct{});
  config.wall_start = scenario.wall_clock;
  config.controller = controller_config_of(scenario);
  config.http.token = kToken;
  config.http.require_proxy_token = scenario.controller.require_proxy_token;
  config.host.boot = bounds_of(scenario.gateway.boot);
  config.host.cli_duration = bounds_of(scenario.cli.duration);
  config.host.cli_contention = scenario.cli.contention;
  if (!scenario.gateway.replay.name.empty()) config.host.replay = &scenario.gateway.replay.rows;
  config.machine.config = gateway_config_of(scenario.config);
  config.machine.log.verbose = scenario.gateway.mode == GatewayMode::verbose;
  config.machine.log.color = scenario.gateway.colours;
  config.machine.cold_caches = scenario.cli.cold_first;
  config.faults = scenario.faults;
  return config;
}

Terms terms_of(const Scenario& scenario) {
  const ControllerSettings& settings = scenario.controller;
  Terms terms;
  terms.debounce = settings.debounce;
  terms.period = settings.period;
  terms.dialect = settings.dialect == CliDialect::kilo ? DialectName::kilo : DialectName::openclaw;
  terms.max_concurrent_cli = settings.max_concurrent_cli;
  terms.list_timeout = settings.list_timeout;
  terms.approve_timeout = settings.approve_timeout;
  terms.stop_grace = settings.stop_grace;
  terms.keywords = settings.keywords;
  terms.token = kToken;
  terms.require_proxy_token = settings.require_proxy_token;
  return terms;
}

}  // namespace scenarios
