#include "controller/fly/types.h"

#include <gtest/gtest.h>

namespace controller::fly {
namespace {

using namespace std::string_view_literals;

TEST(FlyTypes, NamesStatesBothWays) {
  for (int i = 0; i <= static_cast<int>(MachineState::unknown); ++i) {
    const auto state = static_cast<MachineState>(i);
    EXPECT_EQ(machine_state_of(name_of(state)), state);
  }
  for (int i = 0; i <= static_cast<int>(VolumeState::unknown); ++i) {
    const auto state = static_cast<VolumeState>(i);
    EXPECT_EQ(volume_state_of(name_of(state)), state);
  }
  EXPECT_EQ(name_of(MachineState::created), "created");
  EXPECT_EQ(name_of(MachineState::launch_failed), "launch_failed");
  EXPECT_EQ(name_of(MachineState::replacing), "replacing");
  EXPECT_EQ(name_of(MachineState::destroying), "destroying");
  EXPECT_EQ(name_of(VolumeState::hydrating), "hydrating");
  EXPECT_EQ(name_of(VolumeState::pending_destroy), "pending_destroy");
}

TEST(FlyTypes, OtherWordsAreUnknownStates) {
  for (const auto word : {""sv, "Started"sv, "started "sv, "settled"sv, "started\0"sv}) {
    EXPECT_EQ(machine_state_of(word), MachineState::unknown) << word;
    EXPECT_EQ(volume_state_of(word), VolumeState::unknown) << word;
  }
}

TEST(FlyTypes, IdsAreSafeInAPath) {
  for (const auto id : {"148ed21f123456"sv, "vol_4xp9k1"sv, "01J9ABC-def"sv, "x"sv}) {
    EXPECT_TRUE(valid_id(id)) << id;
  }
  EXPECT_TRUE(valid_id(std::string(64, 'a')));
  EXPECT_FALSE(valid_id(std::string(65, 'a')));
  for (const auto id : {""sv, ".."sv, "a/b"sv, "a\0"sv, "a b"sv, "a?b"sv, "a#b"sv, "a%2Fb"sv,
                        "\xC3\xA9"sv, "a\n"sv, "a.b"sv}) {
    EXPECT_FALSE(valid_id(id)) << id;
  }
}

}  // namespace
}  // namespace controller::fly
