// What the contract's clauses F and M promise, in figures. Durations in microseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "controller/base/time.h"

namespace scenarios {

struct CloudTerms {
  using Duration = controller::Duration;

  Duration list_deadline = std::chrono::seconds(30);      // F2
  Duration refresh_deadline = std::chrono::seconds(110);  // F2
  Duration approve_deadline = std::chrono::seconds(190);  // F2
  Duration cache_life = std::chrono::seconds(120);        // F5
  std::size_t logged_body_max = 1024;                     // F4
  std::size_t tries_per_call = 8;                         // M10
  std::size_t calls_per_start = 60;                       // M10
  Duration start_max = std::chrono::minutes(5);           // M10
  Duration poll_gap = std::chrono::seconds(3);            // M12
  Duration poll_max = std::chrono::seconds(60);           // M12
  Duration check_running = std::chrono::minutes(5);       // M13
  Duration check_idle = std::chrono::minutes(30);         // M13
  Duration check_busy = std::chrono::minutes(1);          // M13
  Duration starting_max = std::chrono::minutes(5);        // M13
  std::int64_t failed_checks_max = 5;                     // M13
  std::size_t starts_to_converge = 5;                     // M9
  Duration time_to_converge = std::chrono::minutes(65);  // M1, M9, M13: two idle checks, and jitter
  std::vector<std::string> regions = {"dfw", "ewr", "iad", "lax", "sjc", "eu"};  // M8
  controller::Instant calm{};        // M9: what a scenario does to Fly is over
  std::vector<std::string> secrets;  // F8: what no text may show
};

}  // namespace scenarios
