// A scenario: one idea about the controller, put to the test. Plain values: the loader fills them
// from a file and has checked them, the writer turns them back into one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "scenarios/format/cloud.h"
#include "scenarios/format/duration_range.h"
#include "scenarios/format/expectation.h"
#include "scenarios/format/step.h"
#include "sim/faults/cloud_fault.h"
#include "sim/faults/fault_rule.h"
#include "sim/gateway/recording.h"
#include "sim/world/pct_priorities.h"

namespace scenarios {

using controller::WallTime;

// The order of tasks that are ready, and of timers that are due, at the same instant.
enum class Order : std::uint8_t { fifo, seeded, pct };

// Who decides what is left to chance: the seed, or nobody, so that all is calm.
enum class Chance : std::uint8_t { seeded, calm };

// What chance decides at one point: at its `nth` draw at a site, from 1.
struct Choice {
  std::string site{};
  std::uint64_t nth = 1;
  std::uint64_t value = 0;  // the calm one is 0; more than there are: the last one

  bool operator==(const Choice&) const = default;
};

enum class CliDialect : std::uint8_t { openclaw, kilo };

struct ControllerSettings {
  CliDialect dialect = CliDialect::openclaw;
  Duration period = std::chrono::seconds(60);
  Duration debounce = std::chrono::seconds(2);
  std::size_t max_concurrent_cli = 2;
  Duration list_timeout = std::chrono::seconds(90);
  Duration approve_timeout = std::chrono::seconds(180);
  Duration stop_grace = std::chrono::seconds(10);
  std::vector<std::string> keywords = {"pairing", "pair request", "device request", "approve",
                                       "paired"};
  bool require_proxy_token = false;
  bool start = true;  // at 0; else a step starts it

  bool operator==(const ControllerSettings&) const = default;
};

enum class GatewayMode : std::uint8_t { verbose, quiet };

// A recorded log that the gateway prints, at its own times from the spawn on, instead of its
// templates.
struct Replay {
  std::string name{};   // as the scenario names it; empty: no replay
  sim::Recording rows;  // filled by load_scenario
  bool operator==(const Replay&) const = default;
};

struct GatewaySettings {
  GatewayMode mode = GatewayMode::verbose;  // as in production
  bool colours = false;
  std::optional<DurationRange> boot{};  // from spawn until it listens; absent: as recorded
  Replay replay;

  bool operator==(const GatewaySettings&) const = default;
};

struct CliSettings {
  std::optional<DurationRange> duration{};  // of one call alone; absent: as recorded
  bool cold_first = false;                  // the first call finds cold caches
  bool contention = true;                   // calls slow each other down

  bool operator==(const CliSettings&) const = default;
};

// Pending when the run begins; what is absent is drawn.
struct PendingRequest {
  std::string channel{};
  std::optional<std::string> code{};
  std::optional<std::string> id{};  // the sender's account
  std::string from{};               // the sender's name; may be empty
  Duration age{};

  bool operator==(const PendingRequest&) const = default;
};
struct PendingDevice {
  std::optional<std::string> request_id{};
  std::string device{};  // its name; may be empty
  Duration age{};

  bool operator==(const PendingDevice&) const = default;
};

// A run that goes beyond is stopped and judged as endless.
struct Limits {
  std::uint64_t events = 1'000'000;
  std::uint64_t event_bytes = 256U << 20U;
  std::optional<Duration> virtual_time{};  // absent: the runner's choice

  bool operator==(const Limits&) const = default;
};

struct Scenario {
  // Compiled once, and not in each source that has one: they go through all that a scenario holds.
  Scenario();
  Scenario(const Scenario& other);
  Scenario(Scenario&& other) noexcept;
  Scenario& operator=(const Scenario& other);
  Scenario& operator=(Scenario&& other) noexcept;
  ~Scenario();
  bool operator==(const Scenario& other) const;

  std::string schema{};  // "$schema", for editors; may be empty
  std::string about{};   // the comment that the file begins with, without its marks; may be empty
  std::string name{};
  std::vector<std::string> clauses{};
  std::vector<std::string> tags{};
  std::optional<std::uint64_t> seed{};  // at most one of the two: see seeds_of
  std::vector<std::uint64_t> seeds{};
  Duration duration{};
  Order order = Order::seeded;
  std::optional<sim::Pct> pct{};  // for Order::pct
  Chance chance = Chance::seeded;
  std::vector<Choice> choices{};  // decided whatever chance says
  WallTime wall_clock{std::chrono::milliseconds(1'795'327'200'000)};  // 2026-11-22T06:00:00Z
  ControllerSettings controller;
  GatewaySettings gateway;
  CliSettings cli;
  ConfigState config{.channels = {{"telegram"}}, .unreadable = {}};
  std::vector<PendingRequest> pending{};
  std::vector<PendingDevice> devices{};
  std::vector<sim::FaultRule> faults{};
  std::vector<InstanceSettings> instances{};  // not empty: a cloud scenario
  FlySettings fly;                            // the rest is of cloud scenarios
  std::vector<VolumeSettings> volumes{};
  std::vector<MachineSettings> machines{};
  Transport transport = Transport::json;
  std::vector<sim::CloudFaultRule> cloud_faults{};
  std::vector<Step> steps{};  // in the order of the file; those due at the same instant keep it
  std::vector<Expectation> expect{};
  std::vector<std::string> must_happen{};  // of kSituations
  std::optional<Instant> calm_after{};
  Limits limits;
};

inline bool is_cloud(const Scenario& scenario) { return !scenario.instances.empty(); }

// The seeds that the scenario asks for; 1 when it names none.
std::vector<std::uint64_t> seeds_of(const Scenario& scenario);

}  // namespace scenarios
