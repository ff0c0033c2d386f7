#include "scenarios/import/line_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace scenarios::importing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// "moment source text", a line each; or the error.
std::vector<std::string> read(Format format, std::string_view raw) {
  LineReader reader;
  std::vector<LogLine> lines;
  if (const auto error = reader.read(format, raw, 2026, lines); !error.empty()) return {error};
  std::vector<std::string> out;
  for (const auto& line : lines) {
    constexpr const char* kSources[] = {"out", "err", "marker"};
    out.push_back((line.time ? std::to_string(*line.time) : "-") + " " +
                  kSources[static_cast<std::size_t>(line.source)] + " " + std::string(line.text) +
                  (line.continues ? "…" : ""));
  }
  return out;
}

TEST(LineFormats, ReadsPlainText) {
  EXPECT_THAT(read(Format::plain, "1970-01-01T00:00:02Z x"),
              ElementsAre("2000000 out 1970-01-01T00:00:02Z x"));
  EXPECT_THAT(read(Format::plain, "    at Object.x"), ElementsAre("- out     at Object.x"));
  EXPECT_THAT(read(Format::plain, ""), ElementsAre("- out "));
}

TEST(LineFormats, ReadsJournald) {
  const auto entry = [](const std::string& more) {
    return read(Format::journald, R"({"__REALTIME_TIMESTAMP":"1795327132018042",)" + more + "}");
  };
  EXPECT_THAT(entry(R"("MESSAGE":"paired","PRIORITY":"6")"),
              ElementsAre("1795327132018042 out paired"));
  EXPECT_THAT(entry(R"("MESSAGE":"paired","PRIORITY":"4")"),
              ElementsAre("1795327132018042 err paired"));
  EXPECT_THAT(entry(R"("MESSAGE":"a\nb")"),
              ElementsAre("1795327132018042 out a", "1795327132018042 out b"));
  EXPECT_THAT(entry(R"("MESSAGE":[104,105,255])"), ElementsAre("1795327132018042 out hi\xff"));
  EXPECT_THAT(entry(R"("MESSAGE":["a","b"])"),
              ElementsAre("1795327132018042 out a", "1795327132018042 out b"));
  EXPECT_THAT(entry(R"("MESSAGE":null)"), ElementsAre("1795327132018042 out "));
  EXPECT_THAT(entry(R"("UNIT":"x")"), ElementsAre());
  EXPECT_THAT(entry(R"("MESSAGE":[256])"), ElementsAre(HasSubstr("expected a line of journalctl")));
  EXPECT_THAT(read(Format::journald, R"({"MESSAGE":"x"})"), ElementsAre(HasSubstr("expected ")));
}

TEST(LineFormats, ReadsDocker) {
  EXPECT_THAT(
      read(Format::docker, R"({"log":"x\n","stream":"stderr","time":"1970-01-01T00:00:02.5Z"})"),
      ElementsAre("2500000 err x"));
  EXPECT_THAT(
      read(Format::docker, R"({"log":"x","stream":"stdout","time":"1970-01-01T00:00:02.5Z"})"),
      ElementsAre("2500000 out x…"));
  EXPECT_THAT(read(Format::docker, R"({"log":"x\n","stream":"stdout","time":"noon"})"),
              ElementsAre(HasSubstr("expected a line of docker")));
}

TEST(LineFormats, ReadsRecordings) {
  EXPECT_THAT(read(Format::recording, R"({"t_ms": 12, "stream": "stdout", "line": "x"})"),
              ElementsAre("12000 out x"));
  EXPECT_THAT(read(Format::recording, R"({"t_ms": 12, "stream": "marker", "line": "SIGTERM"})"),
              ElementsAre("12000 marker SIGTERM"));
  for (const char* row : {R"({"t_ms": -1, "stream": "stdout", "line": "x"})",
                          R"({"t_ms": 1, "stream": "stdin", "line": "x"})",
                          R"({"t_ms": 1, "stream": "stdout"})", R"({"t_ms": 1, "str)", "x"})
    EXPECT_THAT(read(Format::recording, row), ElementsAre(HasSubstr("expected a row")));
}

TEST(LineFormats, TellsThemApart) {
  LineReader reader;
  EXPECT_EQ(reader.json_format_of(R"({"t_ms": 1, "stream": "stdout", "line": ""})"),
            Format::recording);
  EXPECT_EQ(reader.json_format_of(R"({"MESSAGE": "", "__REALTIME_TIMESTAMP": "1"})"),
            Format::journald);
  EXPECT_EQ(reader.json_format_of(R"({"log": "", "stream": "stdout", "time": ""})"),
            Format::docker);
  for (const char* other : {"", "x", "{", R"({"time": "x"})", R"(["log", "time"])"})
    EXPECT_EQ(reader.json_format_of(other), std::nullopt) << other;
}

TEST(LineFormatsProperty, TakesAnyBytes) {
  EXPECT_TRUE(rc::check("no crash, and every line ends in a value or an error", [] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    const auto begin = *rc::gen::element<std::string>(
        "", "{", R"({"log":")", R"({"t_ms":1,"stream":"stdout","line":")",
        R"({"__REALTIME_TIMESTAMP":"1","MESSAGE":)", "2026-11-22T06:00:01Z ");
    const auto end = *rc::gen::element<std::string>("", "}", R"("})", "]}");
    LineReader reader;
    std::vector<LogLine> lines;
    const std::string raw = begin + bytes + end;
    reader.json_format_of(raw);
    for (const auto format : {Format::plain, Format::journald, Format::docker, Format::recording})
      if (reader.read(format, raw, 2026, lines).empty() && format == Format::plain)
        RC_ASSERT(lines.size() == 1U);
  }));
}

}  // namespace
}  // namespace scenarios::importing
