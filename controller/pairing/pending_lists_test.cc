#include "controller/pairing/pending_lists.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNoon = 1'795'348'800'000;

WallTime wall(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

std::shared_ptr<const ChannelListing> listing(std::vector<std::string> codes,
                                              std::optional<std::int64_t> created = {}) {
  ChannelListing list;
  for (std::string& code : codes)
    list.requests.push_back({std::move(code), "1", "telegram", {}, {}, created});
  return std::make_shared<const ChannelListing>(std::move(list));
}

std::shared_ptr<const DeviceListing> devices(std::string id, std::optional<std::int64_t> ts = {}) {
  DeviceListing list;
  list.requests.push_back({std::move(id), "d", {}, {}, {}, ts});
  return std::make_shared<const DeviceListing>(std::move(list));
}

ChannelSet channels(std::vector<std::string_view> names) {
  ChannelSet set;
  for (const std::string_view name : names) set.append(name);
  return set;
}

class PendingListsTest : public ::testing::Test {
 protected:
  std::vector<std::string> codes(std::int64_t now = kNoon) {
    std::vector<std::string> shown;
    for (const ChannelRequest* request : lists.channels(wall(now)).requests)
      shown.push_back(request->code);
    return shown;
  }
  using Codes = std::vector<std::string>;
  PendingLists lists;
};

TEST_F(PendingListsTest, ShowsChannelsInAFixedOrder) {
  lists.commit_channel("slack", listing({"S"}), lists.next_moment());
  lists.commit_channel("telegram", listing({"T1", "T2"}), lists.next_moment());
  lists.commit_channel("discord", listing({"D"}), lists.next_moment());
  EXPECT_EQ(codes(), (Codes{"T1", "T2", "D", "S"}));
}

// C8
TEST_F(PendingListsTest, AChannelThatIsNoLongerEnabledIsGone) {
  lists.commit_channel("telegram", listing({"T"}), lists.next_moment());
  lists.commit_channel("discord", listing({"D"}), lists.next_moment());
  lists.keep_only(channels({"discord", "slack"}));
  EXPECT_EQ(codes(), (Codes{"D"}));
  lists.keep_only(channels({}));
  EXPECT_TRUE(codes().empty());
}

// C10
TEST_F(PendingListsTest, AnApprovedRequestIsHiddenInEitherCase) {
  lists.commit_channel("telegram", listing({"ABCD2345", "OTHER234"}), lists.next_moment());
  lists.approve_channel("telegram", "abcd2345");
  EXPECT_EQ(codes(), (Codes{"OTHER234"}));
}

// C10
TEST_F(PendingListsTest, AListThatBeganBeforeTheApprovalDoesNotBringItBack) {
  const Moment began = lists.next_moment();
  lists.approve_channel("telegram", "ABCD2345");
  lists.commit_channel("telegram", listing({"ABCD2345"}), began);
  EXPECT_TRUE(codes().empty());
}

// C10
TEST_F(PendingListsTest, AListThatBeganAfterTheApprovalShowsItAnew) {
  lists.approve_channel("telegram", "ABCD2345");
  lists.commit_channel("telegram", listing({"ABCD2345"}), lists.next_moment());
  EXPECT_EQ(codes(), (Codes{"ABCD2345"}));
}

TEST_F(PendingListsTest, TheSameCodeOfAnotherChannelIsAnotherRequest) {
  lists.commit_channel("discord", listing({"ABCD2345"}), lists.next_moment());
  lists.approve_channel("telegram", "ABCD2345");
  EXPECT_EQ(codes(), (Codes{"ABCD2345"}));
}

TEST_F(PendingListsTest, ApprovingOnAnUnknownChannelChangesNothing) {
  lists.commit_channel("telegram", listing({"ABCD2345"}), lists.next_moment());
  lists.approve_channel("whatsapp", "ABCD2345");
  EXPECT_EQ(codes(), (Codes{"ABCD2345"}));
}

// C11
TEST_F(PendingListsTest, AChannelRequestIsShownForSixtyMinutesTheLastMillisecondIncluded) {
  lists.commit_channel("telegram", listing({"T"}, kNoon), lists.next_moment());
  EXPECT_EQ(codes(kNoon + 3'600'000), (Codes{"T"}));
  EXPECT_TRUE(codes(kNoon + 3'600'001).empty());
  EXPECT_EQ(codes(kNoon), (Codes{"T"})) << "a wall clock set back brings it back";
}

// C11
TEST_F(PendingListsTest, ADeviceIsShownForFiveMinutesTheLastMillisecondIncluded) {
  lists.commit_devices(devices("r", kNoon), lists.next_moment());
  EXPECT_EQ(lists.devices(wall(kNoon + 300'000)).requests.size(), 1U);
  EXPECT_TRUE(lists.devices(wall(kNoon + 300'001)).requests.empty());
}

// C11
TEST_F(PendingListsTest, EntriesWithoutAUsableTimeAreKept) {
  lists.commit_channel("telegram", listing({"T"}), lists.next_moment());
  lists.commit_devices(devices("r"), lists.next_moment());
  EXPECT_EQ(codes(kNoon * 2).size(), 1U);
  EXPECT_EQ(lists.devices(wall(kNoon * 2)).requests.size(), 1U);
}

// C10
TEST_F(PendingListsTest, ADeviceApprovedInTheOtherCaseIsHiddenUntilALaterList) {
  const Moment before = lists.next_moment();
  lists.commit_devices(devices("abcdef01-0000-4000-8000-000000000001"), lists.next_moment());
  lists.approve_device("ABCDEF01-0000-4000-8000-000000000001");
  EXPECT_TRUE(lists.devices(wall(kNoon)).requests.empty());
  lists.commit_devices(devices("abcdef01-0000-4000-8000-000000000001"), before);
  EXPECT_TRUE(lists.devices(wall(kNoon)).requests.empty());
  lists.commit_devices(devices("abcdef01-0000-4000-8000-000000000001"), lists.next_moment());
  EXPECT_EQ(lists.devices(wall(kNoon)).requests.size(), 1U);
}

TEST_F(PendingListsTest, LastUpdatedIsToldPerKind) {
  EXPECT_FALSE(lists.channels(wall(kNoon)).last_updated);
  lists.touch(Kind::devices, wall(kNoon));
  EXPECT_FALSE(lists.channels(wall(kNoon)).last_updated);
  EXPECT_EQ(lists.devices(wall(kNoon)).last_updated, wall(kNoon));
}

}  // namespace
}  // namespace controller
