// The parser over everything that the real CLI printed when it was recorded, and over damaged
// copies of that.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "controller/pairing/list_parser.h"
#include "controller/pairing/testing/random_json.h"
#include "controller/pairing/validate.h"

namespace controller {
namespace {

struct Recording {
  std::string name;
  std::int64_t exit_code = -1;
  std::string out;
};

std::vector<Recording> read_recordings() {
  std::vector<Recording> recordings;
  simdjson::dom::parser parser;
  for (const auto& file : std::filesystem::directory_iterator(
           PAIRBENCH_SOURCE_DIR "/sim/recordings/openclaw-2026.3.13")) {
    if (file.path().extension() != ".json") continue;
    const auto json = parser.load(file.path().string());
    std::string_view out;
    Recording recording{file.path().stem().string(), -1, ""};
    if (json["stdout"].get(out) || json["exit_code"].get(recording.exit_code)) continue;
    recording.out = out;
    recordings.push_back(recording);
  }
  std::sort(recordings.begin(), recordings.end(),
            [](const Recording& a, const Recording& b) { return a.name < b.name; });
  return recordings;
}

const std::vector<Recording>& recordings() {
  static const std::vector<Recording> all = read_recordings();
  return all;
}

const std::string& recorded(std::string_view name) {
  const auto found = std::find_if(recordings().begin(), recordings().end(),
                                  [&](const Recording& r) { return r.name == name; });
  if (found == recordings().end()) throw std::runtime_error("no such recording");
  return found->out;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(RecordedLists, AreReadWhole) {
  ListParser parser;
  int channel_lists = 0;
  int device_lists = 0;
  for (const auto& [name, exit_code, out] : recordings()) {
    if (exit_code != 0) continue;
    if (name.starts_with("pairing-list-")) {
      const auto listing = parser.channels(out, "telegram");
      ASSERT_TRUE(listing) << name << ": " << listing.error().detail;
      EXPECT_EQ(listing->requests.size(), occurrences(out, "\"code\":")) << name;
      EXPECT_EQ(listing->dropped + listing->duplicates, 0U) << name;
      ++channel_lists;
    } else if (name.starts_with("devices-list-")) {
      const auto listing = parser.devices(out);
      ASSERT_TRUE(listing) << name << ": " << listing.error().detail;
      EXPECT_EQ(listing->requests.size() + listing->dropped, occurrences(out, "\"requestId\":"));
      EXPECT_EQ(listing->dropped, name == "devices-list-corrupt-wrong-types2" ? 2U : 0U) << name;
      ++device_lists;
    }
  }
  EXPECT_GE(channel_lists, 20);
  EXPECT_GE(device_lists, 10);
}

TEST(RecordedLists, AllElseIsAnError) {
  ListParser parser;
  for (const auto& [name, exit_code, out] : recordings()) {
    const bool channels = exit_code == 0 && name.starts_with("pairing-list-");
    const bool devices = exit_code == 0 && name.starts_with("devices-list-");
    EXPECT_EQ(parser.channels(out, "telegram").ok(), channels) << name;
    EXPECT_EQ(parser.devices(out).ok(), devices) << name;
  }
}

TEST(RecordedLists, FieldsOfAChannelEntry) {
  const auto listing = ListParser().channels(recorded("pairing-list-telegram-3"), "telegram");
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->requests.size(), 3U);
  EXPECT_EQ(listing->requests[0],
            (ChannelRequest{"ZZZZC5QW", "700002222", "telegram",
                            R"({"username":"user2","firstName":"First2","lastName":"Last2",)"
                            R"("accountId":"default"})",
                            "2026-11-22T05:45:54.244Z", 1795326354244}));
}

TEST(RecordedLists, FieldsOfADeviceEntry) {
  const auto listing = ListParser().devices(recorded("devices-list-seeded-3"));
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->requests.size(), 3U);
  EXPECT_EQ(listing->requests[0],
            (DeviceRequest{"00000001-0000-4000-8000-000000000001", std::string(63, '0') + "1",
                           "operator", "ios", "openclaw-ios", 1795326928696}));
}

// A banner as the real `approve` prints it, in front of a list and behind it.
TEST(RecordedLists, SurviveARecordedBanner) {
  const std::string& banner = recorded("pairing-approve-telegram-good-notify");
  const std::string& list = recorded("pairing-list-telegram-3");
  ListParser parser;
  const auto plain = parser.channels(list, "telegram");
  const auto framed = parser.channels(banner + list + banner, "telegram");
  ASSERT_TRUE(plain && framed);
  EXPECT_EQ(*plain, *framed);
}

void expect_sound(const Result<ChannelListing, ParseError>& result) {
  if (!result) return;
  for (const auto& request : result->requests) {
    RC_ASSERT(valid_code(request.code));
    RC_ASSERT(!request.id.empty());
    RC_ASSERT(simdjson::validate_utf8(request.id + request.meta + request.created_at));
    simdjson::dom::parser parser;
    if (!request.meta.empty()) RC_ASSERT(!parser.parse(request.meta).error());
  }
}
void expect_sound(const Result<DeviceListing, ParseError>& result) {
  if (!result) return;
  for (const auto& request : result->requests) {
    RC_ASSERT(valid_request_id(request.request_id));
    RC_ASSERT(!request.device_id.empty());
  }
}

constexpr int kOutputsPerSeed = 50;

RC_GTEST_PROP(RecordedListsProperty, DamagedCopiesAreHarmless, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  ListParser parser;
  for (int i = 0; i < kOutputsPerSeed; ++i) {
    const Recording& recording = recordings()[random.below(recordings().size())];
    if (recording.out.size() > 5000) continue;
    const std::string text = random.mutated(recording.out, 5);
    expect_sound(parser.channels(text, "telegram"));
    expect_sound(parser.devices(text));
  }
}

RC_GTEST_PROP(RecordedListsProperty, AnyBytesAreHarmless, (const std::string& text)) {
  ListParser parser;
  expect_sound(parser.channels(text, "telegram"));
  expect_sound(parser.devices("{\"pending\":[" + text + "]}"));
}

// The fast path (one object, nothing else) and the search give the same. A banner forces the
// search; a lone surrogate outside the list forces the parsing of each entry on its own.
RC_GTEST_PROP(RecordedListsProperty, AllPathsGiveTheSame, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  ListParser parser;
  for (int i = 0; i < kOutputsPerSeed; ++i) {
    std::string entries;
    for (std::size_t n = random.below(5); n > 0; --n) {
      if (!entries.empty()) entries += ",";
      const std::string fields = R"("id":"1","code":"C)" + std::to_string(random.below(9)) +
                                 R"(","meta":)" + random.value(3);
      entries += random.below(3) == 0 ? random.value(3) : "{" + fields + "}";
    }
    const std::string members = "\"requests\":[" + entries + "]}";
    const auto fast = parser.channels("{" + members, "c");
    const auto searched = parser.channels("x\n{" + members, "c");
    const auto sliced = parser.channels("{\"x\":\"\\ud800\"," + members, "c");
    if (!fast || !searched || !sliced || !(*fast == *searched) || !(*fast == *sliced)) {
      RC_FAIL(members);
    }
  }
}

}  // namespace
}  // namespace controller
