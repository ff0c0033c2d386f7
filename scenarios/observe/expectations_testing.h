// The frame of the tests of expectations.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "scenarios/observe/expectations.h"
#include "scenarios/observe/testing.h"

namespace scenarios::testing {

class ExpectationsTest : public ::testing::Test {
 protected:
  // What is said about the entry; empty when it is met.
  std::string judge(ExpectedSight sight, Duration end = 100s) const {
    Scenario scenario;
    scenario.expect.push_back({std::move(sight)});
    const auto unmet = sink_.unmet(scenario, {{"cli_calls", 12}}, Instant(end));
    return unmet.empty() ? "" : unmet.front().text;
  }
  static expect::Served served_by(RequestKey key, Duration by) {
    return {std::move(key), Instant(by), {}};
  }
  static expect::Served served_at(RequestKey key, Duration at) {
    return {std::move(key), {}, Instant(at)};
  }
  static expect::Absent absent_at(RequestKey key, Duration at) {
    return {std::move(key), Instant(at), {}};
  }
  static expect::Absent absent_from(RequestKey key, Duration from) {
    return {std::move(key), {}, Instant(from)};
  }
  Tape& channels(Duration at, std::vector<std::string> keys) {
    return tape_.at(at) << shows(Kind::channels, std::move(keys), 1);
  }

  ExpectationSink sink_;
  Tape tape_{sink_};
};

}  // namespace scenarios::testing
