// A small cloud for unit tests: one user, calm choices, and what was seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/cloud/cloud_world.h"

namespace sim::cloud_test {

// Keeps all events.
class EventLog final : public EventSink {
 public:
  void on_event(const Event& event) override { events.push_back(event); }

  template <class Body>
  [[nodiscard]] std::vector<Body> all() const {
    std::vector<Body> found;
    for (const Event& event : events)
      if (const auto* body = std::get_if<Body>(&event.body)) found.push_back(*body);
    return found;
  }

  std::vector<Event> events;
};

inline CloudConfig small_cloud() {
  CloudConfig config;
  config.wall_start = WallTime(std::chrono::milliseconds(1'795'327'200'000));
  config.instance.app = "pairbench";
  config.instance.secret = "the-secret";
  config.instance.image = "registry.fly.io/gateway:1";
  config.guest.controller.supervisor.gateway.argv = {"/usr/local/bin/openclaw", "gateway"};
  config.files.enabled_channels = {"telegram"};
  return config;
}

class CloudBed {
 public:
  explicit CloudBed(CloudConfig config = small_cloud(), std::uint64_t seed = 1)
      : choices(seed), world(std::move(config), choices) {
    world.add_sink(log);
    world.add_instance(user);
  }

  void run_for(Duration span) { world.time().run_until(world.time().now() + span); }
  // The answer of `operation` within an hour; status -1: none.
  InstanceAnswered ask(InstanceOperation operation) {
    return answer_of(world.ask(user, operation).value_or(0));
  }
  InstanceAnswered answer_of(std::int64_t call) {
    for (int minutes = 0; minutes < 60; ++minutes) {
      for (const InstanceAnswered& answer : log.all<InstanceAnswered>())
        if (answer.call == call) return answer;
      run_for(std::chrono::minutes(1));
    }
    InstanceAnswered none;
    none.status = -1;
    return none;
  }
  InstanceStored stored() {
    const auto states = log.all<InstanceStored>();
    return states.empty() ? InstanceStored{} : states.back();
  }
  [[nodiscard]] std::size_t calls(std::string_view operation) const {
    std::size_t count = 0;
    for (const FlyCalled& call : log.all<FlyCalled>())
      count += call.operation == operation ? 1U : 0U;
    return count;
  }

  std::string user = "alice";
  EventLog log;
  SeededChoices choices;
  CloudWorld world;
};

}  // namespace sim::cloud_test
