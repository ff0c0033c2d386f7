#include <gtest/gtest.h>

#include "scenarios/format/testing.h"

namespace scenarios {
namespace {

// A cloud scenario of alice's instance, with these keys added.
std::string cloud(const std::string& keys) {
  return top(R"("instances": [{"user": "alice"}], )" + keys);
}
std::string with_cloud_step(const std::string& keys) {
  return cloud(R"("steps": [{"at": "1s", )" + keys + "}]");
}
std::string with_cloud_fault(const std::string& match, const std::string& action) {
  return cloud(R"("cloud_faults": [{"name": "f", "match": {)" + match + R"(}, "action": {)" +
               action + "}}]");
}

TEST(CloudScenarioErrors, Kinds) {
  expect_errors({
      {cloud(R"("transport": "json")"), "ok"},
      {top(R"("fly": {})"), R"(t.json:2:9: "fly" is for scenarios with "instances")"},
      {cloud(R"("clauses": ["C10"])"),
       R"(t.json:2:48: "C10" is for scenarios without "instances")"},
      {top(R"("clauses": ["F1"])"), R"(t.json:2:14: "F1" is for scenarios with "instances")"},
      {cloud(R"("pending": [])"), R"(t.json:2:47: "pending" is for scenarios without "instances")"},
      {with_step(R"("do": "start")"), R"(t.json:2:31: "start" is for scenarios with "instances")"},
      {with_cloud_step(R"("do": "refresh", "list": "devices")"),
       R"(t.json:2:65: "refresh" is for scenarios without "instances")"},
      {with_expectation(R"("volumes": "alice", "count": 1, "at": "1s")"),
       R"(t.json:2:25: "volumes" is for scenarios with "instances")"},
      {with_expectation(R"("metric": "fly_calls", "max": 1)"),
       R"(t.json:2:24: "fly_calls" is for scenarios with "instances")"},
      {cloud(R"("must_happen": ["line_cut"])"),
       R"(t.json:2:52: "line_cut" is for scenarios without "instances")"},
  });
}

// The scenario with a volume and a machine, and what alice's store holds.
std::string stored(const std::string& keys) {
  return top(R"("volumes": [{"name": "data", "of": "alice"}], )"
             R"("machines": [{"name": "box", "of": "alice"}], )"
             R"("instances": [{"user": "alice", "stored": {)" +
             keys + "}}]");
}

TEST(CloudScenarioErrors, WhatAStoreHolds) {
  expect_errors({
      {stored(R"("machine": "@box", "volume": "@data", "volumes_to_delete": ["@data", "vol_1"])"),
       "ok"},
      {stored(R"("machine": "a/b")"), "ok"},
      {stored(R"("status": "erased")"), R"(t.json:2:147: unknown instance state "erased": )"
                                        R"(expected "provisioned", "starting", "running", )"
                                        R"("stopped" or "destroying")"},
      {stored(R"("machine": "@bax")"),
       R"(t.json:2:148: unknown machine "bax": did you mean "box"?)"},
      {stored(R"("volume": "@box")"), R"(t.json:2:147: unknown volume "box": expected "data")"},
      {stored(R"("region": "dwf")"), R"(t.json:2:147: unknown region "dwf": did you mean "dfw"?)"},
      {stored(R"("fork_was_used": true)"),
       R"(t.json:2:137: "fork_was_used" needs "sources" beside it)"},
      {stored(R"("fork_was_used": true, "sources": [])"),
       R"(t.json:2:137: "fork_was_used" needs "sources" beside it)"},
      {stored(R"("sources": ["@data", "@date"])"),
       R"(t.json:2:158: unknown volume "date": did you mean "data"?)"},
      {stored(R"("machine_create": {})"), R"(t.json:2:155: missing key "region")"},
      {stored(R"("machine_create": {"region": "dfw", "mounts": ["@x"]})"),
       R"(t.json:2:184: unknown volume "x": expected "data")"},
      {stored(R"("volume_create": {"region": "dfw", "fork_of": "@x"})"),
       R"(t.json:2:183: unknown volume "x": expected "data")"},
      {stored(R"("volum": "@data")"),
       R"(t.json:2:137: unknown key "volum": did you mean "volume"?)"},
      {top(R"("instances": [{"user": "alice", "has": "volume", "stored": {}}])"),
       R"(t.json:2:51: "stored" cannot stand beside "has")"},
      {top(R"("instances": [{"user": "alice", "stored": {}, "count": 2}])"),
       R"(t.json:2:48: "count" cannot stand beside "stored")"},
  });
}

TEST(CloudScenarioErrors, Forks) {
  const auto volumes = [](const std::string& more) {
    return cloud(R"("volumes": [{"name": "a", "of": "alice", "data": 3}, {"name": "b", "of": )"
                 R"("alice", )" +
                 more + "}]");
  };
  expect_errors({
      {volumes(R"("fork_of": "a", "data": 3)"), "ok"},
      {volumes(R"("fork_of": "c")"), R"(t.json:2:129: unknown volume "c": expected "a" or "b")"},
      {volumes(R"("fork_of": "b")"), R"(t.json:2:129: a volume is no fork of itself)"},
      {volumes(R"("fork_of": "a", "data": 2)"),
       R"(t.json:2:129: a fork has all data of its source, which is 3)"},
  });
}

TEST(CloudScenarioErrors, Names) {
  expect_errors({
      {top(R"("instances": [{"user": "a", "count": 2}, {"user": "a-2"}])"),
       R"(t.json:2:52: a second user named "a-2")"},
      {with_cloud_step(R"("do": "start", "instance": "alcie")"),
       R"(t.json:2:86: unknown user "alcie": did you mean "alice"?)"},
      {with_cloud_step(R"("do": "message", "channel": "slack", "from": "bob")"),
       R"(t.json:2:46: missing key "instance")"},
      {cloud(R"("volumes": [{"name": "v", "of": "bob"}])"),
       R"(t.json:2:68: unknown user "bob": expected "alice")"},
      {cloud(R"("volumes": [{"name": "v", "of": "alice", "region": "dwf"}])"),
       R"(t.json:2:87: unknown region "dwf": did you mean "dfw"?)"},
      {cloud(R"("machines": [{"name": "m", "of": "alice", "volume": "v"}])"),
       R"(t.json:2:88: unknown volume "v": there is none)"},
      {cloud(R"("machines": [{"name": "m", "of": "alice", "marked_for": "bob"}])"),
       R"(t.json:2:92: unknown user "bob": expected "alice")"},
      {cloud(
           R"("machines": [{"name": "m", "of": "alice", "marked": false, "marked_for": "alice"}])"),
       R"(t.json:2:109: a machine that is not marked has no metadata)"},
      {cloud(R"("fly": {"regions": ["dfw"], "full": ["lax"]})"),
       R"(t.json:2:73: unknown region "lax": expected "dfw")"},
  });
}

TEST(CloudScenarioErrors, Faults) {
  expect_errors({
      {with_cloud_fault(R"("operation": "fly.wait")", R"("do": "hang")"), "ok"},
      {with_cloud_fault(R"("operation": "fly.wiat")", R"("do": "hang")"),
       R"(t.json:2:90: unknown operation "fly.wiat": did you mean "fly.wait"?)"},
      {with_cloud_fault(R"("operation": "fly.wait", "machine": "m")", R"("do": "hang")"),
       R"(t.json:2:113: unknown machine "m": there is none)"},
      {with_cloud_fault(R"("operation": "kv.get", "machine": "m")", R"("do": "hang")"),
       R"(t.json:2:111: a call of the key-value store is about no machine)"},
      {with_cloud_fault(R"("operation": "controller.list", "region": "dfw")", R"("do": "hang")"),
       R"(t.json:2:119: only a call of Fly is about a region)"},
      {with_cloud_fault(R"("operation": "kv.get")", R"("do": "html_page")"),
       R"(t.json:2:118: "html_page" cannot befall kv.get)"},
      {with_cloud_fault(R"("operation": "fly.any")", R"("do": "refuse", "refusal": "capasity")"),
       R"(t.json:2:140: unknown refusal "capasity": did you mean "capacity"?)"},
      {with_cloud_fault(R"("operation": "fly.any")", R"("do": "reply", "retry_after": "1.5s")"),
       R"(t.json:2:143: expected whole seconds, not "1.5s")"},
  });
}

TEST(CloudScenarioErrors, Interventions) {
  expect_errors({
      {with_cloud_step(R"("do": "fly", "event": "region_full", "instance": "alice")"),
       R"(t.json:2:81: this event is about a "region")"},
      {with_cloud_step(R"("do": "fly", "event": "volume_vanishes", "region": "dfw")"),
       R"(t.json:2:81: this event is about a "volume", or that of an "instance")"},
      {with_cloud_step(R"("do": "fly", "event": "machine_moves", "instance": "alice")"),
       R"(t.json:2:46: missing key "to")"},
      {with_cloud_step(R"("do": "fly", "event": "machine_dies", "instance": "alice", "for": "1s")"),
       R"(t.json:2:125: only a lease lasts for a time)"},
      {with_cloud_step(R"("do": "kv", "event": "slow", "value": "x")"),
       R"(t.json:2:97: only a poisoned store holds a value)"},
  });
}

}  // namespace
}  // namespace scenarios
