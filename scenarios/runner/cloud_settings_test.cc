#include "scenarios/runner/cloud_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/instance/identity.h"

namespace scenarios {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using namespace std::chrono_literals;

Scenario of_alice() {
  Scenario scenario;
  InstanceSettings alice;
  alice.user = "alice";
  scenario.instances = {alice};
  return scenario;
}

sim::CloudConfig config_of(const Scenario& scenario) { return cloud_config_of(scenario, {}); }

TEST(CloudSettings, WhatIsAbsentIsAsTheFakeHasIt) {
  const sim::FlyConfig usual;
  const sim::CloudConfig config = config_of(of_alice());
  EXPECT_EQ(config.fly.latency.most, usual.latency.most);
  EXPECT_EQ(config.fly.timing.starting.least, usual.timing.starting.least);
  EXPECT_EQ(config.fly.timing.hydrating.most, usual.timing.hydrating.most);
  EXPECT_FALSE(config.fly.timing.writes_every);
  EXPECT_FALSE(config.fly.machine_limit);
  EXPECT_FALSE(config.fly.memory_quota_mb);
  EXPECT_FALSE(config.fly.limits.enabled);
  EXPECT_EQ(config.proxy.status_without_machine, 502);
  EXPECT_EQ(config.way, sim::FlyWay::json);
}

TEST(CloudSettings, WhatIsSaidIsPassedOn) {
  Scenario scenario = of_alice();
  scenario.transport = Transport::typed;
  scenario.controller.require_proxy_token = true;
  scenario.fly.regions = {"dfw", "lax"};
  scenario.fly.machine_limit = 3;
  scenario.fly.memory_quota_mb = 4096;
  scenario.fly.rate_limits = true;
  scenario.fly.latency = DurationRange{1s, 2s};
  scenario.fly.starting = DurationRange{3s, 4s};
  scenario.fly.stopping = DurationRange{5s, 6s};
  scenario.fly.hydrating = DurationRange{5s, 6s};
  scenario.fly.writes_every = 7s;
  const sim::CloudConfig config = config_of(scenario);
  EXPECT_EQ(config.way, sim::FlyWay::typed);
  EXPECT_TRUE(config.guest.http.require_proxy_token);
  EXPECT_THAT(config.fly.regions, ElementsAre("dfw", "lax"));
  EXPECT_THAT(config.instance.regions, ElementsAre("dfw", "lax"));
  EXPECT_EQ(config.fly.machine_limit, 3);
  EXPECT_EQ(config.fly.memory_quota_mb, 4096);
  EXPECT_TRUE(config.fly.limits.enabled);
  EXPECT_EQ(config.fly.latency.least, 1s);
  EXPECT_EQ(config.fly.latency.most, 2s);
  EXPECT_EQ(config.fly.timing.starting.most, 4s);
  EXPECT_EQ(config.fly.timing.stopping.least, 5s);
  EXPECT_EQ(config.fly.timing.stopping.most, 6s);
  EXPECT_EQ(config.fly.timing.hydrating.least, 5s);
  EXPECT_EQ(config.fly.timing.writes_every, Duration(7s));
}

TEST(CloudSettings, EachProxyHasItsStatus) {
  Scenario scenario = of_alice();
  for (const auto& [proxy, status] : {std::pair(ProxyAnswer::bad_gateway, 502),
                                      {ProxyAnswer::unavailable, 503},
                                      {ProxyAnswer::not_found, 404}}) {
    scenario.fly.proxy = proxy;
    EXPECT_EQ(config_of(scenario).proxy.status_without_machine, status);
  }
}

TEST(CloudSettings, EachQuirkIsTheFakes) {
  QuirkSettings settings{1s, true, 2s, 3s, 4s, ShownDestroyed::not_found, true, true, true, 5s};
  const sim::FlyQuirks quirks = fly_quirks_of(settings);
  EXPECT_EQ(quirks.lists_lag, 1s);
  EXPECT_TRUE(quirks.lists_empty);
  EXPECT_EQ(quirks.hidden_after_create, 2s);
  EXPECT_EQ(quirks.claims_linger, 3s);
  EXPECT_EQ(quirks.names_linger, 4s);
  EXPECT_EQ(quirks.destroyed_shows, sim::DestroyedShows::not_found);
  EXPECT_TRUE(quirks.released_is_detached);
  EXPECT_TRUE(quirks.forks_restore);
  EXPECT_TRUE(quirks.hosts_hide_mounts);
  EXPECT_EQ(quirks.abandoned_late, 5s);
  EXPECT_EQ(fly_quirks_of({}).destroyed_shows, sim::DestroyedShows::destroyed);
}

TEST(CloudSettings, AGatewayThatNeverComesUpIsOneOfAnOldController) {
  const sim::GuestConfig usual;
  EXPECT_EQ(guest_of(GuestKind::current, usual).kind, sim::GuestKind::current);
  EXPECT_EQ(guest_of(GuestKind::old_401, usual).kind, sim::GuestKind::old_guarded);
  EXPECT_EQ(guest_of(GuestKind::old_404, usual).kind, sim::GuestKind::old_open);
  EXPECT_EQ(guest_of(GuestKind::old_404, usual).old_boot, usual.old_boot);
  EXPECT_EQ(guest_of(GuestKind::old_502, usual).kind, sim::GuestKind::old_open);
  EXPECT_GT(guest_of(GuestKind::old_502, usual).old_boot, 24h);
  EXPECT_EQ(guest_of(GuestKind::none, usual).kind, sim::GuestKind::none);
}

TEST(CloudSettings, FaultsNameSandboxes) {
  Scenario scenario = of_alice();
  sim::CloudFaultRule of_one;
  of_one.match.instance = "alice";
  scenario.cloud_faults = {of_one, sim::CloudFaultRule()};
  const auto rules = cloud_faults_of(scenario);
  EXPECT_EQ(rules.at(0).match.instance, controller::instance::sandbox_id_of("alice"));
  EXPECT_FALSE(rules.at(1).match.instance);
}

TEST(CloudSettings, TheTokenOfEachSandboxIsASecret) {
  Scenario scenario = of_alice();
  scenario.instances[0].count = 2;
  const sim::CloudConfig config = config_of(scenario);
  const Terms terms = cloud_terms_of(scenario, config);
  EXPECT_THAT(terms.cloud.secrets, Contains(config.fly.token));
  EXPECT_THAT(terms.cloud.secrets, Contains(config.instance.secret));
  EXPECT_THAT(terms.cloud.secrets, Contains(config.platform_key));
  for (const char* user : {"alice-1", "alice-2"}) {
    const auto sandbox = controller::instance::sandbox_id_of(user);
    EXPECT_THAT(terms.cloud.secrets,
                Contains(controller::instance::controller_token(config.instance.secret, *sandbox)));
  }
}

}  // namespace
}  // namespace scenarios
