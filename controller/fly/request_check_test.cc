#include "controller/fly/request_check.h"

#include <gtest/gtest.h>

#include <string>

namespace controller::fly {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;

MachineSpec good_spec() {
  return {"registry.fly.io/x:1",
          {{"K", "v"}, {"EMPTY", ""}},
          {{"m", "\xC3\xA9"}},
          {},
          {{"vol_1", "/root"}}};
}

TEST(RequestCheck, GoodValuesHaveNoFlaw) {
  EXPECT_EQ(flaw_of(MachineFilter{}), "");
  EXPECT_EQ(flaw_of(MachineFilter{"k", "v w/\xC3\xA9"}), "");
  EXPECT_EQ(flaw_of(good_spec()), "");
  EXPECT_EQ(flaw_of(CreateMachine{"Ab_-9", "dfw", good_spec()}), "");
  EXPECT_EQ(flaw_of(CreateVolume{"kiloclaw_ab_9", "eu", 10, ""}), "");
  EXPECT_EQ(flaw_of(CreateVolume{"kiloclaw_ab_9", "eu", 0, "vol_1"}), "");
  EXPECT_EQ(flaw_of_exec({"ls", ""}, seconds(1)), "");
  EXPECT_EQ(flaw_of_wait(MachineState::started, ""), "");
  EXPECT_EQ(flaw_of_wait(MachineState::destroyed, "01J"), "");
  EXPECT_EQ(flaw_of_wait(MachineState::suspended, ""), "");
  EXPECT_EQ(flaw_of_wait(MachineState::stopped, "01J"), "");
}

TEST(RequestCheck, Filters) {
  EXPECT_EQ(flaw_of(MachineFilter{"k", ""}), "no metadata value to list by");
  EXPECT_EQ(flaw_of(MachineFilter{"k\0"s, "v"}), "bad metadata key");
  EXPECT_EQ(flaw_of(MachineFilter{"k", "\xFF"}), "bad metadata value");
}

TEST(RequestCheck, Specs) {
  const auto flaw = [](auto change) {
    MachineSpec spec = good_spec();
    change(spec);
    return flaw_of(spec);
  };
  for (const std::string& image : {""s, "a b"s, "a\n"s, "\xC3\xA9"s, std::string(1025, 'a')}) {
    EXPECT_EQ(flaw([&image](MachineSpec& spec) { spec.image = image; }), "bad image") << image;
  }
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.env = {{"", "v"}}; }), "bad environment");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.env = {{"k", "\xFF"}}; }), "bad environment");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.env = {{"k", "\0"s}}; }), "bad environment");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.metadata = {{"k\xFF", ""}}; }), "bad metadata");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.guest.cpus = 0; }), "bad machine size");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.guest.memory_mb = -1; }), "bad machine size");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.guest.cpu_kind = ""; }), "bad machine size");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.mounts[0].volume = "../vol"; }), "bad mount");
  EXPECT_EQ(flaw([](MachineSpec& spec) { spec.mounts[0].path = "root"; }), "bad mount");
}

TEST(RequestCheck, Creations) {
  for (const std::string& name : {""s, "a b"s, "a/b"s, "\xC3\xA9"s, std::string(256, 'a')}) {
    EXPECT_EQ(flaw_of(CreateMachine{name, "dfw", good_spec()}), "bad machine name") << name;
  }
  for (const std::string& region : {""s, "DFW"s, "d w"s, "dfw\""s, std::string(17, 'a')}) {
    EXPECT_EQ(flaw_of(CreateMachine{"n", region, good_spec()}), "bad region") << region;
    EXPECT_EQ(flaw_of(CreateVolume{"n", region, 10, ""}), "bad region") << region;
  }
  EXPECT_EQ(flaw_of(CreateMachine{"n", "dfw", {}}), "bad image");
  for (const std::string& name : {""s, "A"s, "a-b"s, std::string(31, 'a')}) {
    EXPECT_EQ(flaw_of(CreateVolume{name, "dfw", 10, ""}), "bad volume name") << name;
  }
  EXPECT_EQ(flaw_of(CreateVolume{"n", "dfw", 0, ""}), "bad volume size");
  EXPECT_EQ(flaw_of(CreateVolume{"n", "dfw", 10, "a/b"}), "bad volume id");
}

TEST(RequestCheck, Commands) {
  EXPECT_EQ(flaw_of_exec({}, seconds(1)), "no command");
  EXPECT_EQ(flaw_of_exec({"ls", "\xFF"}, seconds(1)), "bad command");
  EXPECT_EQ(flaw_of_exec({"l\0s"s}, seconds(1)), "bad command");
  EXPECT_EQ(flaw_of_exec({"ls"}, seconds(0)), "no time for the command");
}

TEST(RequestCheck, Waits) {
  EXPECT_EQ(flaw_of_wait(MachineState::starting, "01J"), "no state to wait for");
  EXPECT_EQ(flaw_of_wait(MachineState::unknown, "01J"), "no state to wait for");
  EXPECT_EQ(flaw_of_wait(MachineState::stopped, ""), "bad instance id");
  EXPECT_EQ(flaw_of_wait(MachineState::started, "a&b"), "bad instance id");
}

}  // namespace
}  // namespace controller::fly
