// The frame of the tests of situations.
#pragma once

#include <gtest/gtest.h>

#include <csignal>

#include "scenarios/observe/situations.h"
#include "scenarios/observe/testing.h"

namespace scenarios::testing {

class SituationsTest : public ::testing::Test {
 protected:
  std::uint64_t count(const std::string& name) { return counts(Instant(1h)).at(name); }
  // The run ends with the first call.
  const std::map<std::string, std::uint64_t>& counts(Instant end) {
    if (counts_.empty()) {
      run_.finish(end);
      counts_ = watch_.counts();
    }
    return counts_;
  }

  // A controller with a gateway (pid 1) that listens, and both kinds listed from 0 to 5 s.
  void boot(const std::vector<std::string>& channels = {"telegram"}) {
    tape_ << config(channels) << sim::ControllerStarted{} << gateway(1) << sim::GatewayListening{1};
    refresh(5s, 2);
  }
  // Lists the devices and telegram from the present instant to `end`, with the pids `pid` and the
  // next.
  void refresh(Duration end, std::int64_t pid) {
    tape_ << list_telegram(pid) << list_devices(pid + 1);
    tape_.at(end) << exits(list_telegram(pid)) << exits(list_devices(pid + 1));
  }

  seen::Narrator run_{Terms{}};
  SituationWatch watch_{Terms{}, run_};
  Tape tape_{run_};

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace scenarios::testing
