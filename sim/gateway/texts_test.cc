#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "sim/gateway/identifiers.h"
#include "sim/gateway/json_text.h"
#include "sim/gateway/json_value.h"
#include "sim/gateway/machine.h"
#include "sim/gateway/testing.h"
#include "sim/gateway/time_text.h"

namespace sim {
namespace {

using gateway_test::Calm;
using gateway_test::Wild;

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesAsJavaScriptDoes) {
  EXPECT_EQ(json_string("a\"b\\c/\x7f"), "\"a\\\"b\\\\c/\x7f\"");
  EXPECT_EQ(json_string("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(json_string(std::string_view("\0\x1f", 2)), "\"\\u0000\\u001f\"");
  EXPECT_EQ(json_string("é │ 😀"), "\"é │ 😀\"");
  EXPECT_EQ(json_string(""), "\"\"");
}

TEST(JsonText, WritesWhatTheLibraryWrites) {
  const std::string pretty_text = pretty(
      parse_json(R"({"a":[],"b":{},"c":[1,-2,[true,false]],"d":{"e":{"f":"g"}},"h":{"x":[{}]}})"));
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("a");
  writer.begin_array();
  writer.end_array();
  writer.key("b");
  writer.begin_object();
  writer.end_object();
  writer.key("c");
  writer.begin_array();
  writer.number(1);
  writer.number(-2);
  writer.begin_array();
  writer.boolean(true);
  writer.boolean(false);
  writer.end_array();
  writer.end_array();
  writer.key("d");
  writer.begin_object();
  writer.key("e");
  writer.begin_object();
  writer.key("f");
  writer.string("g");
  writer.end_object();
  writer.end_object();
  writer.key("h");
  writer.raw("{\n  \"x\": [\n    {}\n  ]\n}");
  writer.end_object();
  EXPECT_EQ(out, pretty_text);
}

TEST(TimeText, ReadsWhatItWrites) {
  for (const char* text : {"2026-11-22T05:46:12.196Z", "1970-01-01T00:00:00.000Z",
                           "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.001Z"}) {
    const auto time = parse_iso_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(iso_time(*time), text);
  }
  EXPECT_EQ(parse_iso_time("2026-11-22T05:54:50.292Z")->time_since_epoch().count(),
            1795326890292);  // both forms of one moment in the recordings
}

TEST(TimeText, RefusesEverythingElse) {
  for (const char* text :
       {"", "now", "2026-11-22", "2026-11-22T05:46:12Z", "2026-11-22T05:46:12.196+00:00",
        "2026-13-22T05:46:12.196Z", "2026-02-30T05:46:12.196Z", "2026-11-22T24:46:12.196Z",
        "2026-11-22T05:60:12.196Z", "2026-11-22T05:46:60.196Z", "2026-11-22 05:46:12.196Z"})
    EXPECT_FALSE(parse_iso_time(text)) << text;
}

TEST(Identifiers, HaveTheVendorsForm) {
  Wild wild;
  IdSource ids;
  const std::string code = ids.code(wild);
  EXPECT_EQ(code.size(), 8u);
  EXPECT_EQ(code.find_first_not_of(kCodeAlphabet), std::string::npos);
  const std::string uuid = ids.uuid(wild);
  ASSERT_EQ(uuid.size(), 36u);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  for (const std::size_t dash : {8, 13, 18, 23}) EXPECT_EQ(uuid[dash], '-');
  EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
  const std::string device = ids.device_id(wild);
  EXPECT_EQ(device.size(), 64u);
  EXPECT_EQ(device.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(ids.public_key(wild).size(), 43u);
}

TEST(Identifiers, DifferEvenWhenEveryChoiceIsCalm) {
  Calm calm;
  IdSource ids;
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(ids.code(calm));
  EXPECT_EQ(seen.size(), 10000u);
}

TEST(Identifiers, AreTheSameEverywhere) {
  Calm calm;
  IdSource ids;
  EXPECT_EQ(ids.code(calm), "27XXRAWG");
}

TEST(ConfigText, SaysWhatTheControllerNeeds) {
  Config config;
  config.enabled_channels = {"telegram", "discord", "slack"};
  const Json json = parse_json(config_text(config));
  EXPECT_EQ(json.at("channels").at("telegram").at("enabled"), true);
  EXPECT_TRUE(json.at("channels").at("telegram").contains("botToken"));
  EXPECT_TRUE(json.at("channels").at("discord").contains("token"));
  EXPECT_TRUE(json.at("channels").at("slack").contains("botToken"));
  config.file = ConfigFile::truncated;
  EXPECT_EQ(config_text(config).size(), 31u);  // pairing-list-config-truncated.json
  EXPECT_TRUE(parse_json(config_text(config)).is_discarded());
}

}  // namespace
}  // namespace sim
