#include "sim/gateway/recording.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "sim/gateway/testing.h"

namespace sim {

std::string gateway_test::contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

namespace {

std::string error_of(std::string_view text) {
  const auto result = parse_recording("a.jsonl", text);
  return result.ok() ? "none" : result.error().message;
}

const std::string kRow = "{\"t_ms\": 5, \"stream\": \"stdout\", \"line\": \"x\"}\n";

TEST(Recording, ReadsEveryRecordedGatewayLog) {
  const std::pair<const char*, std::size_t> files[] = {{"gateway-verbose.jsonl", 273},
                                                       {"gateway-verbose-term-xterm.jsonl", 22},
                                                       {"gateway-telegram-verbose.jsonl", 68},
                                                       {"gateway-telegram-quiet.jsonl", 33}};
  for (const auto& [name, rows] : files) {
    const auto result =
        parse_recording(name, gateway_test::contents(gateway_test::kRecordings + name));
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->size(), rows) << name;
  }
}

TEST(Recording, KeepsTimeStreamAndLine) {
  const auto result =
      parse_recording("a",
                      "{\"t_ms\": 7, \"stream\": \"stderr\", \"line\": \"│ \\u001b[90mé\"}\n"
                      "{\"line\": \"SIGTERM\", \"stream\": \"marker\", \"t_ms\": 7}");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->at(0),
            (RecordingRow{std::chrono::milliseconds(7), RecordingStream::err, "│ \x1b[90mé"}));
  EXPECT_EQ(result->at(1).stream, RecordingStream::marker);
}

TEST(Recording, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(error_of(kRow), "none");
  EXPECT_EQ(error_of(""), "a.jsonl:1: expected at least one row");
  const std::string object = "expected one JSON object, {\"t_ms\": …, \"stream\": …, \"line\": …}";
  EXPECT_EQ(error_of(kRow + "\n"), "a.jsonl:2: " + object);
  EXPECT_EQ(error_of(kRow + "{\"t_ms\": 5"), "a.jsonl:2: " + object);
  EXPECT_EQ(error_of("[1]\n"), "a.jsonl:1: " + object);
  EXPECT_EQ(error_of("{\"t_ms\":5,\"stream\":\"stdout\",\"line\":\"x\",\"y\":1}\n"),
            "a.jsonl:1: expected no other keys than t_ms, stream and line");
  EXPECT_EQ(error_of("{\"t_ms\":5,\"stream\":\"x\",\"line\":\"x\"}\n"),
            "a.jsonl:1: expected stream to be \"stdout\", \"stderr\" or \"marker\"");
  for (const char* t_ms : {"-1", "1.5", "\"5\"", "null", "99999999999999", "18446744073709551615"})
    EXPECT_EQ(error_of(std::string("{\"t_ms\":") + t_ms + ",\"stream\":\"stdout\",\"line\":\"\"}"),
              "a.jsonl:1: expected t_ms to be a whole number from 0 to 366 days");
  for (const char* line : {"5", "\"a\\nb\""})
    EXPECT_EQ(error_of(std::string("{\"t_ms\":5,\"stream\":\"stdout\",\"line\":") + line + "}"),
              "a.jsonl:1: expected line to be a string without line ends");
  EXPECT_EQ(error_of(kRow + "{\"t_ms\":4,\"stream\":\"stdout\",\"line\":\"\"}"),
            "a.jsonl:2: expected t_ms not to be less than in the line before");
  EXPECT_EQ(error_of(std::string(kRecordingMaxLineBytes + 1, ' ')),
            "a.jsonl:1: expected at most 1 MiB a line");
  EXPECT_EQ(error_of(std::string(kRecordingMaxBytes + 1, '\n')),
            "a.jsonl:1: expected at most 64 MiB");
}

TEST(Recording, SurvivesDeepNesting) {
  EXPECT_NE(error_of(std::string(1 << 20, '[')), "none");
  EXPECT_NE(error_of(std::string(1 << 19, '[') + std::string(1 << 19, ']')), "none");
}

}  // namespace
}  // namespace sim
