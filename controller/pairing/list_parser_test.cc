#include "controller/pairing/list_parser.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "controller/base/testing/allocation_counter.h"

namespace controller {
namespace {

using Error = ParseError::Kind;

constexpr std::string_view kA = R"({"id":"1","code":"AAAA"})";
constexpr std::string_view kB = R"({"id":"2","code":"BBBB"})";
constexpr std::string_view kRequestId = "00000001-0000-4000-8000-00000000000a";

std::string requests(std::string_view entries) {
  return R"({"channel":"telegram","requests":[)" + std::string(entries) + "]}";
}
std::string list_of(std::initializer_list<std::string_view> entries) {
  std::string text;
  for (const auto entry : entries) text += (text.empty() ? "" : ",") + std::string(entry);
  return requests(text);
}
std::string pending(std::string_view entries) {
  return R"({"pending":[)" + std::string(entries) + R"(],"paired":[]})";
}
std::string device(std::string_view more) {
  return pending(R"({"requestId":")" + std::string(kRequestId) + R"(","deviceId":"d")" +
                 std::string(more) + "}");
}

Result<ChannelListing, ParseError> read_channels(std::string_view text) {
  return ListParser().channels(text, "telegram");
}
Result<DeviceListing, ParseError> read_devices(std::string_view text) {
  return ListParser().devices(text);
}

// "codes/dropped/duplicates", or "error".
std::string summary(std::string_view text) {
  const auto result = read_channels(text);
  if (!result) return "error";
  std::string codes;
  for (const auto& request : result->requests) codes += (codes.empty() ? "" : " ") + request.code;
  return codes + "/" + std::to_string(result->dropped) + "/" + std::to_string(result->duplicates);
}
std::optional<Error> error_kind(std::string_view text) {
  const auto result = read_channels(text);
  if (result) return std::nullopt;
  return result.error().kind;
}

TEST(ListParser, ReadsAChannelEntry) {
  const auto result = read_channels(requests(R"({
    "id": "700002222", "code": "ZZZZC5QW", "createdAt": "2026-11-22T05:50:01.416Z",
    "lastSeenAt": "x", "meta": { "username" : "us\u00e9r\n", "n": [1, -2.5, true, null, {}] } })"));
  ASSERT_TRUE(result);
  const ChannelRequest expected{"ZZZZC5QW",
                                "700002222",
                                "telegram",
                                "{\"username\":\"us\xC3\xA9r\\n\",\"n\":[1,-2.5,true,null,{}]}",
                                "2026-11-22T05:50:01.416Z",
                                1795326601416};
  EXPECT_EQ(*result, (ChannelListing{{expected}, 0, 0}));
}

TEST(ListParser, ReadsADeviceEntryWithoutItsKey) {
  const auto result = read_devices(device(
      R"(,"publicKey":"AAAA","role":"operator","platform":"ios","clientId":"c","ts":1795326928696)"));
  ASSERT_TRUE(result);
  const DeviceRequest expected{std::string(kRequestId), "d", "operator", "ios", "c", 1795326928696};
  EXPECT_EQ(*result, (DeviceListing{{expected}, 0, 0}));
}

TEST(ListParser, AnEmptyListIsAList) {
  EXPECT_EQ(summary(R"({"requests":[]})"), "/0/0");
  EXPECT_EQ(summary("\n {\n}\n{ \"requests\" : [ ] }\n"), "/0/0");
  EXPECT_TRUE(read_devices(R"({"pending":[]})"));
}

TEST(ListParser, SkipsBannerLines) {
  const std::string list = list_of({kA});
  EXPECT_EQ(summary("[plugins] loaded {x}\n" + list), "AAAA/0/0");
  EXPECT_EQ(summary(list + "\nbye \xE2\x94\x82 {\n"), "AAAA/0/0");
  EXPECT_EQ(summary(list + "\nbye \xE2\x94\x82\n"), "AAAA/0/0");
  EXPECT_EQ(summary("\xEF\xBB\xBF" + list), "AAAA/0/0");
  EXPECT_EQ(summary("{\"version\":1}\n" + list + "\n{\"done\":true}"), "AAAA/0/0");
}

// C6
TEST(ListParser, TheLastListCounts) {
  EXPECT_EQ(summary(list_of({kA}) + list_of({kB})), "BBBB/0/0");
  EXPECT_EQ(summary(list_of({kA}) + R"({"requests":7})"), "AAAA/0/0");
  EXPECT_EQ(summary(list_of({kA}) + R"({"x":{"requests":[]}})"), "AAAA/0/0") << "not top-level";
  EXPECT_EQ(summary(list_of({kA}) + "\n{\"requests\":[" + std::string(kB)), "AAAA/0/0")
      << "the second is not complete";
}

TEST(ListParser, OfEqualKeysTheLastCounts) {
  EXPECT_EQ(summary(R"({"requests":[],"requests":[)" + std::string(kA) + "]}"), "AAAA/0/0");
  EXPECT_EQ(summary(R"({"requests":[],"\u0072equests":[)" + std::string(kA) + "]}"), "AAAA/0/0");
  EXPECT_EQ(summary(R"(x{"requests":[],"\u0072equests":[)" + std::string(kA) + "]}"), "AAAA/0/0");
  EXPECT_EQ(error_kind(R"({"requests":[],"requests":7})"), Error::no_list);
  EXPECT_EQ(summary(list_of({R"({"id":"1","code":"X","code":"AAAA"})"})), "AAAA/0/0");
  EXPECT_EQ(summary(list_of({R"({"id":"1","code":"X","code":7})"})), "/1/0");
}

// C6
TEST(ListParser, WithoutAListTheCallHasFailed) {
  EXPECT_EQ(error_kind(""), Error::empty);
  EXPECT_EQ(error_kind(" \n"), Error::empty);
  EXPECT_EQ(error_kind("No pending requests"), Error::no_list);
  EXPECT_EQ(error_kind("{}"), Error::no_list);
  EXPECT_EQ(error_kind(pending("")), Error::no_list);
  EXPECT_EQ(error_kind(R"({"requests":{}})"), Error::no_list);
  EXPECT_EQ(error_kind("null"), Error::no_list);
  EXPECT_EQ(error_kind(R"({"requests":[)"), Error::truncated);
  EXPECT_EQ(error_kind(R"({"requests":[}})"), Error::broken);
  EXPECT_EQ(error_kind(R"({'requests':[]})"), Error::broken);
  EXPECT_EQ(error_kind(list_of({kA, ""})), Error::no_list) << "only the entry is well formed";
  EXPECT_EQ(error_kind(std::string(kMaxListBytes, ' ') + "x"), Error::no_list);
  EXPECT_EQ(error_kind("x" + std::string(kMaxListBytes, '{') + "x"), Error::too_large);
}

// C7
TEST(ListParser, InvalidUtf8OutsideStringsIsAnError) {
  const std::string list = list_of({kA});
  EXPECT_EQ(error_kind("\xFF" + list), Error::invalid_utf8);
  EXPECT_EQ(error_kind(list + "\xE2\x94"), Error::invalid_utf8);
  EXPECT_EQ(error_kind(list + "\xFF" + list), Error::invalid_utf8);
  EXPECT_EQ(error_kind(R"({"requests":[)"
                       "\xFF"
                       "]}"),
            Error::invalid_utf8);
}

// Nested in a member that nobody reads: even so.
// C7
TEST(ListParser, NestingDeeperThan64IsAnError) {
  for (const std::string_view content : {"", "1"}) {
    const auto nested = [&](std::size_t depth) {
      return R"({"requests":[],"x":)" + std::string(depth - 1, '[') + std::string(content) +
             std::string(depth - 1, ']') + "}";
    };
    EXPECT_EQ(summary(nested(63)), "/0/0");
    EXPECT_EQ(summary(nested(64)), "/0/0");
    EXPECT_EQ(error_kind(nested(65)), Error::too_deep);
    EXPECT_EQ(error_kind("banner\n" + nested(65)), Error::too_deep);
  }
}

// C7
TEST(ListParser, TheLimitHoldsForMetaToo) {
  const auto list = [](std::size_t arrays) {  // inside root, list, entry and meta
    return list_of({R"({"id":"1","code":"A","meta":{"x":)" + std::string(arrays, '[') + "1" +
                    std::string(arrays, ']') + "}}"});
  };
  EXPECT_EQ(summary(list(60)), "A/0/0");
  EXPECT_EQ(read_channels(list(60))->requests[0].meta.size(), 6 + 2 * 60 + 1);
  EXPECT_EQ(error_kind(list(61)), Error::too_deep);
}

// C6
TEST(ListParser, DropsUnusableEntriesOneByOne) {
  for (const std::string_view bad :
       {"null", "7", "\"x\"", "[]", "{}", R"({"id":"1"})", R"({"code":"X"})",
        R"({"id":"","code":"X"})", R"({"id":"1","code":""})", R"({"id":1,"code":"X"})",
        R"({"id":"1","code":17})", R"({"id":"1","code":null})", R"({"id":"1","code":"--json"})",
        R"({"id":"1","code":"A B"})", R"({"id":"1","code":"A\u0000"})",
        R"({"id":"1","code":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})"}) {
    EXPECT_EQ(summary(list_of({kA, bad, kB})), "AAAA BBBB/1/0") << bad;
  }
}

TEST(ListParser, ABadValueCostsItsEntryOnly) {
  for (const std::string_view bad :
       {R"({"id":"1","code":"X","meta":{"n":"\ud800"}})", R"({"id":"\udc00","code":"X"})",
        R"({"id":"1","code":"X","x":1e999})", "{\"id\":\"\xFF\",\"code\":\"X\"}",
        R"({"id":"1","code":"X","x":[123456789012345678901234567890]})",
        "{\"id\":\"\xED\xA0\x80\",\"code\":\"X\"}", "1e999", R"("\ud800")",
        R"({"id":"1","code":"X","\ud800":1})"}) {
    EXPECT_EQ(summary(list_of({kA, bad, kB})), "AAAA BBBB/1/0") << bad;
    EXPECT_EQ(summary("banner {\n" + list_of({kA, bad, kB})), "AAAA BBBB/1/0") << bad;
  }
}

TEST(ListParser, ABadValueOutsideTheListCostsNothing) {
  EXPECT_EQ(summary(R"({"channel":"\ud800","n":1e999,"requests":[)" + std::string(kA) + "]}"),
            "AAAA/0/0");
  EXPECT_EQ(summary("{\"channel\":\"\xFF\",\"\xFF\":0,\"requests\":[" + std::string(kA) + "]}"),
            "AAAA/0/0");
}

// C6
TEST(ListParser, DropsWrongTypedOptionalFieldsAlone) {
  const auto channel =
      read_channels(list_of({R"({"id":"1","code":"A","createdAt":5,"meta":"str"})"}));
  ASSERT_TRUE(channel);
  EXPECT_EQ(channel->requests, (std::vector<ChannelRequest>{{"A", "1", "telegram", "", "", {}}}));
  const auto odd = read_devices(device(R"(,"role":1,"platform":null,"clientId":[],"ts":"now")"));
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->requests,
            (std::vector<DeviceRequest>{{std::string(kRequestId), "d", {}, {}, {}, {}}}));
}

TEST(ListParser, KeepsACreationTimeThatItCannotRead) {
  const auto result = read_channels(list_of({R"({"id":"1","code":"A","createdAt":"yesterday"})"}));
  EXPECT_EQ(result->requests[0].created_at, "yesterday");
  EXPECT_EQ(result->requests[0].created_at_ms, std::nullopt);
}

TEST(ListParser, ReadsMomentsInTheRangeOfAJavaScriptDate) {
  const auto ts = [](std::string_view number) {
    return read_devices(device(R"(,"ts":)" + std::string(number)))->requests.at(0).ts;
  };
  EXPECT_EQ(ts("0"), 0);
  EXPECT_EQ(ts("-5"), -5);
  EXPECT_EQ(ts("1795326928696.75"), 1795326928696);
  EXPECT_EQ(ts("1.795326928696e12"), 1795326928696);
  EXPECT_EQ(ts("8640000000000000"), 8640000000000000);
  EXPECT_EQ(ts("8640000000000001"), std::nullopt);
  EXPECT_EQ(ts("-8640000000000001"), std::nullopt);
  EXPECT_EQ(ts("18446744073709551615"), std::nullopt);
  EXPECT_EQ(ts("1e300"), std::nullopt);
}

TEST(ListParser, DropsUnusableDevices) {
  const auto result = read_devices(pending(
      R"({"requestId":"zzz","deviceId":"d"},{"requestId":7,"deviceId":"d"},{"deviceId":"d"},)"
      R"({"requestId":"00000001-0000-4000-8000-000000000001"},null,)"
      R"({"requestId":"00000001-0000-4000-8000-000000000001","deviceId":""},)"
      R"({"requestId":"00000001-0000-4000-8000-000000000001","deviceId":5})"));
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->requests.empty());
  EXPECT_EQ(result->dropped, 7U);
}

TEST(ListParser, ListsDuplicatesOnce) {
  EXPECT_EQ(summary(list_of({kA, kB, R"({"id":"3","code":"aaaa"})", kB, kA})), "AAAA BBBB/0/3");
  EXPECT_EQ(read_channels(list_of({R"({"id":"3","code":"aaaa"})", kA}))->requests[0].id, "3");
  const auto result = read_devices(
      pending(R"({"requestId":"00000001-0000-4000-8000-00000000000a","deviceId":"first"},)"
              R"({"requestId":"00000001-0000-4000-8000-00000000000A","deviceId":"second"})"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->requests.size(), 1U);
  EXPECT_EQ(result->requests[0].device_id, "first");
  EXPECT_EQ(result->duplicates, 1U);
}

TEST(ListParser, ErrorsHoldNothingOfTheText) {
  for (const std::string_view text : {"secret", "{\"secret\":[", "{secret}", "secret\xFF"}) {
    EXPECT_EQ(read_channels(text).error().detail.find("secret"), std::string::npos);
    EXPECT_LE(read_channels(text).error().detail.size(), 60U);
  }
}

TEST(ListParser, ReusesWhatTheCallerHas) {
  ListParser parser;
  const std::string meta(50, 'm');
  const auto text = [&](char code) {
    return list_of(
        {R"({"id":"1","code":")" + std::string(20, code) + R"(","meta":{"a":")" + meta + "\"}}"});
  };
  ChannelListing listing;
  ASSERT_FALSE(parser.parse_channels(text('A'), "telegram", listing));
  const ChannelRequest* entry = listing.requests.data();
  const char* meta_bytes = entry->meta.data();
  const char* code_bytes = entry->code.data();
  ASSERT_FALSE(parser.parse_channels(text('B'), "telegram", listing));
  EXPECT_EQ(listing.requests.data(), entry);
  EXPECT_EQ(entry->meta.data(), meta_bytes);
  EXPECT_EQ(entry->code.data(), code_bytes);
  EXPECT_EQ(entry->code, std::string(20, 'B'));
}

TEST(ListParser, AllocatesNothingForInputOfTheSameSize) {
  if (!testing::kAllocationsAreCounted) GTEST_SKIP() << "allocations are not counted";
  ListParser parser;
  ChannelListing channel_listing;
  DeviceListing device_listing;
  const std::string channel_text =
      list_of({kA, R"({"id":"3","code":"C","meta":{"a":"0123456789"}})"});
  const std::string device_text = device(R"(,"role":"a role longer than sixteen","ts":1)");
  const auto failed = [&] {
    return parser.parse_channels(channel_text, "telegram", channel_listing).has_value() ||
           parser.parse_devices(device_text, device_listing).has_value();
  };
  ASSERT_FALSE(failed());
  const std::size_t before = testing::allocations();
  ASSERT_FALSE(failed());
  EXPECT_EQ(testing::allocations(), before);
}

TEST(ListParser, NothingOfTheListBeforeIsLeft) {
  ListParser parser;
  ChannelListing listing;
  ASSERT_FALSE(parser.parse_channels(
      list_of(
          {R"({"id":"1","code":"A","createdAt":"2026-11-22T05:50:01Z","meta":{}})", kA, kA, "7"}),
      "telegram", listing));
  ASSERT_FALSE(parser.parse_channels(list_of({kB}), "slack", listing));
  EXPECT_EQ(listing, (ChannelListing{{{"BBBB", "2", "slack", "", "", {}}}, 0, 0}));
  ASSERT_TRUE(parser.parse_channels("{", "slack", listing));
  ASSERT_FALSE(parser.parse_channels(list_of({kA}), "slack", listing));
  EXPECT_EQ(listing.requests.size(), 1U);
}

TEST(ListParser, CanBeMoved) {
  ListParser first;
  ListParser second = std::move(first);
  EXPECT_TRUE(second.channels(list_of({kA}), "telegram"));
}

TEST(ListParser, ReadsTheMergedChannelsOfTheScript) {
  const auto result = ListParser().script_channels(
      "banner\n"
      R"({"requests":[{"id":"1","code":"AAAA","channel":"slack"},)"
      R"({"id":"2","code":"aaaa","channel":"slack"},{"id":"3","code":"AAAA","channel":"discord"},)"
      R"({"id":"4","code":"BBBB"},{"id":"5","code":"CCCC","channel":"No"},7]})");
  ASSERT_TRUE(result);
  ASSERT_EQ(result->requests.size(), 2U);
  EXPECT_EQ(result->requests[0].channel, "slack");
  EXPECT_EQ(result->requests[1].channel, "discord");
  EXPECT_EQ(result->dropped, 3U);
  EXPECT_EQ(result->duplicates, 1U);
  EXPECT_FALSE(ListParser().script_channels(pending("")));
}

TEST(ListParser, ReadsTheDevicesOfTheScript) {
  std::string text = device("");
  text.replace(text.find("pending"), 7, "requests");
  const auto result = ListParser().script_devices(text);
  ASSERT_TRUE(result);
  ASSERT_EQ(result->requests.size(), 1U);
  EXPECT_EQ(result->requests[0].request_id, kRequestId);
  EXPECT_FALSE(ListParser().script_devices(device("")));
}

}  // namespace
}  // namespace controller
