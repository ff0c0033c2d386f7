#include "scenarios/import/importer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>
#include <sstream>

#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"

namespace scenarios::importing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ImportOptions options() {
  ImportOptions options;
  options.source = "gw.log";
  options.name = "t";
  options.year = 2026;
  return options;
}

controller::Result<Imported, std::string> import_pieces(const std::string& log, std::size_t piece,
                                                        ImportOptions with) {
  Importer importer(std::move(with));
  for (std::size_t at = 0; at < log.size(); at += piece)
    if (!importer.feed(std::string_view(log).substr(at, piece))) break;
  return importer.finish();
}
Imported imported(const std::string& log, ImportOptions with = options()) {
  auto result = import_pieces(log, log.size() + 1, std::move(with));
  if (result) return std::move(*result);
  ADD_FAILURE() << result.error();
  return {};
}
std::string error(const std::string& log, ImportOptions with = options()) {
  const auto result = import_pieces(log, log.size() + 1, std::move(with));
  return result ? "none" : result.error();
}

// "at_ms text" of each step.
std::vector<std::string> steps(const Scenario& scenario) {
  std::vector<std::string> out;
  for (const Step& step : scenario.steps) {
    std::string text = "…";
    if (const auto* log = std::get_if<step::Log>(&step.action)) text = log->line;
    if (const auto* label = std::get_if<step::Label>(&step.action)) text = "# " + label->text;
    const auto at = std::chrono::floor<milliseconds>(step.at.time_since_epoch());
    out.push_back(std::to_string(at.count()) + " " + text);
  }
  return out;
}

TEST(Importer, MakesOffsetsOfTimes) {
  const auto result = imported(
      "Registered plugin\n"
      "2026-11-22T06:00:01.000Z a\r\n"
      "  at stack\n"
      "2026-11-22T06:00:03.500Z paired");
  EXPECT_THAT(steps(result.scenario),
              ElementsAre("1 Registered plugin", "1 2026-11-22T06:00:01.000Z a", "1   at stack",
                          "2500 2026-11-22T06:00:03.500Z paired"));
  EXPECT_EQ(
      moment_text(std::chrono::microseconds(result.scenario.wall_clock.time_since_epoch()).count()),
      "2026-11-22T06:00:01Z");
  EXPECT_EQ(result.scenario.duration, milliseconds(62'500));
  EXPECT_EQ(result.report.lines, 4U);
  EXPECT_EQ(result.report.triggers, 1U);
  EXPECT_THAT(result.report.notes, IsEmpty());
}

TEST(Importer, IsTheSameInPiecesOfAnySize) {
  const std::string log =
      "\xEF\xBB\xBF{\"log\":\"one \",\"stream\":\"stdout\",\"time\":\"2026-11-22T06:00:01Z\"}\n"
      "{\"log\":\"err\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-22T06:00:02Z\"}\n"
      "{\"log\":\"line\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-22T06:00:03Z\"}\n"
      "{\"log\":\"open\",\"stream\":\"stdout\",\"time\":\"2026-11-22T06:00:04Z\"}\n";
  const auto whole = imported(log);
  EXPECT_THAT(steps(whole.scenario), ElementsAre("1000 err", "2000 one line", "3000 open"));
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const auto pieces = import_pieces(log, piece, options());
    ASSERT_TRUE(pieces);
    EXPECT_EQ(pieces->scenario, whole.scenario) << piece;
  }
}

TEST(Importer, ClampsTimesThatGoBack) {
  const auto result = imported(
      "2026-11-22T06:00:10Z a\n2026-11-22T06:00:05Z b\n2026-11-22T06:00:08Z c\n"
      "2026-11-22T06:00:11Z d\n");
  EXPECT_THAT(steps(result.scenario),
              ElementsAre(HasSubstr("1 "), HasSubstr("1 "), HasSubstr("1 "), HasSubstr("1000 ")));
  EXPECT_THAT(result.report.notes, ElementsAre(HasSubstr("2 lines out of order, by up to 5 s")));
}

TEST(Importer, FollowsSyslogIntoTheNewYear) {
  const auto result =
      imported("Dec 31 23:59:59 box gw[1]: a\nJan  1 00:00:01 box gw[1]: b\nJan  1 00:00:02 x\n");
  EXPECT_THAT(steps(result.scenario), ElementsAre("1 a", "2000 b", "3000 Jan  1 00:00:02 x"));
  EXPECT_THAT(result.report.notes, ElementsAre(HasSubstr("they end in 2027 (--year)")));
}

TEST(Importer, ReadsRecordings) {
  const auto result =
      imported(R"({"t_ms": 500, "stream": "stdout", "line": "box"})"
               "\n"
               R"({"t_ms": 1500, "stream": "stderr", "line": "2026-11-22T06:00:01.500Z x"})"
               "\n"
               R"({"t_ms": 1600, "stream": "marker", "line": "SIGTERM"})");
  EXPECT_THAT(steps(result.scenario),
              ElementsAre("500 box", "1500 2026-11-22T06:00:01.500Z x", "1600 # SIGTERM"));
  EXPECT_EQ(result.scenario.wall_clock.time_since_epoch() % seconds(60), milliseconds(0));
}

TEST(Importer, TakesAPart) {
  std::string log;
  for (int second = 10; second < 60; ++second)
    log += "2026-11-22T06:00:" + std::to_string(second) + "Z line\n";
  auto with = options();
  with.from = seconds(5);
  with.to = seconds(7);
  const auto result = imported(log, with);
  EXPECT_THAT(steps(result.scenario),
              ElementsAre("1 2026-11-22T06:00:15Z line", "1000 2026-11-22T06:00:16Z line"));
  EXPECT_EQ(moment_text(*result.report.first), "2026-11-22T06:00:15Z");
  EXPECT_EQ(result.scenario.duration, seconds(61));
  EXPECT_THAT(result.report.notes, ElementsAre("read up to line 8, where --to is"));
}

TEST(Importer, KeepsTriggersOnly) {
  auto with = options();
  with.only = controller::LogTrigger();
  const auto result = imported(
      "2026-11-22T06:00:01Z a\n2026-11-22T06:00:02Z PAIRED\n2026-11-22T06:00:03Z b\n", with);
  EXPECT_THAT(steps(result.scenario), ElementsAre("1000 2026-11-22T06:00:02Z PAIRED"));
  EXPECT_EQ(result.report.left_out, 2U);
}

TEST(Importer, MasksASecretInAllLines) {
  const std::string log =
      "2026-11-22T06:00:01Z got hunter22hunter\n2026-11-22T06:00:02Z gw --token hunter22hunter\n";
  const auto result = imported(log);
  EXPECT_THAT(steps(result.scenario), ElementsAre("1 2026-11-22T06:00:01Z got xxxxxxxxxxxxx1",
                                                  "1000 2026-11-22T06:00:02Z gw --token "
                                                  "xxxxxxxxxxxxx1"));
  EXPECT_THAT(result.scenario.about, HasSubstr("Secrets: masked 1 token."));
  auto keep = options();
  keep.keep_secrets = true;
  EXPECT_THAT(write_scenario(imported(log, keep).scenario), HasSubstr("hunter22hunter"));
}

TEST(Importer, NotesWhatIsOdd) {
  const auto result =
      imported("2026-11-22T06:00:01Z bad \xff\n2026-11-22T06:00:02Z " + std::string(70'000, 'x') +
               "\n2026-11-22T06:00:03Z " + std::string(1'100'000, 'y') + "\nnul " +
               std::string(1, '\0') + "\n2026-11-22T06:00:04Z --token approved\n");
  EXPECT_THAT(result.report.notes,
              ElementsAre("1 line cut at 1 MiB",
                          "2 lines longer than 64 KiB: the controller sees the beginning",
                          "1 line without valid UTF-8: written as bytes",
                          HasSubstr("1 line less that speak of pairing")));
  EXPECT_TRUE(parse_scenario(write_scenario(result.scenario), "t.json"));
}

TEST(Importer, IsToldTheFormatByTheFirstWholeLine) {
  const auto row = [](const std::string& text) {
    return R"({"log":")" + text + R"(\n","stream":"stdout","time":"2026-11-22T06:00:01Z"})" + "\n";
  };
  const auto result = imported(row(std::string(kRawLineMax, 'x')) + row("hello"));
  EXPECT_EQ(result.report.format, Format::docker);
  EXPECT_EQ(result.report.kept, 1U);
  EXPECT_THAT(result.report.notes, ElementsAre("1 line longer than 8 MiB: left out"));
  const auto text = imported(std::string(kRawLineMax + 1, 'x') + "\n2026-11-22T06:00:01Z a\n");
  EXPECT_EQ(text.report.kept, 2U);
}

TEST(Importer, LeavesOutAnEndThatIsCutOff) {
  const std::string row = R"({"t_ms": 1, "stream": "stdout", "line": "x"})";
  const auto result = imported(row + "\n" + R"({"t_ms": 2, "stre)");
  EXPECT_THAT(result.report.notes, testing::Contains("the last line is cut off: left out"));
  EXPECT_EQ(result.report.kept, 1U);
  EXPECT_THAT(error(row + "\n" + R"({"t_ms": 2, "stre)" + "\n" + row),
              "gw.log:2: expected a row of a recording: {\"t_ms\": …, \"stream\": \"stdout\", "
              "\"line\": \"…\"}; the format was told by the first line, --format names another");
}

TEST(Importer, RefusesWhatItCannotUse) {
  EXPECT_EQ(error(""), "gw.log: the log is empty");
  EXPECT_THAT(error("hello\nworld\n"), HasSubstr("gw.log: no line begins with a time"));
  EXPECT_THAT(error("\n\n"), HasSubstr("gw.log: no line begins with a time"));
  EXPECT_THAT(error("2026-11-22T06:00:01Z a\n"
                    R"({"log":"x\n","stream":"stdout","time":"2026-11-22T06:00:01Z"})"
                    "\n"),
              HasSubstr("gw.log:2: a line of format docker after lines of plain text"));
  EXPECT_THAT(error("1970-01-01T00:00:00Z a\n2026-11-22T06:00:01Z b\n"),
              HasSubstr("lasts longer than a scenario may, 400 days"));
  auto nothing = options();
  nothing.only = controller::LogTrigger();
  EXPECT_THAT(error("2026-11-22T06:00:01Z a\n", nothing),
              HasSubstr("none of its 1 line is to be imported"));
}

TEST(Importer, EndsAtItsLimits) {
  std::string log;
  for (int i = 0; i < 30; ++i)
    log += "2026-11-22T06:00:" + std::to_string(10 + i) + "Z line " + std::to_string(i) + "\n";
  auto few = options();
  few.limits.steps = 10;
  EXPECT_THAT(error(log, few),
              "gw.log:11: the scenario would have more than 10 steps, 10 s after the first line: "
              "import less of it with --triggers-only, --only TEXT, --from and --to");
  auto small = options();
  small.limits.bytes = 500;
  EXPECT_THAT(error(log, small), HasSubstr("the scenario would be larger than 16 MiB"));
  EXPECT_THAT(error(std::string(30, '\n') + "x\ny\n", few),
              HasSubstr("no line begins with a time"));
}

// What the loader reads back is what was meant, for every recorded log.
TEST(Importer, TakesTheRecordedLogs) {
  for (const std::string name : {"gateway-verbose", "gateway-verbose-term-xterm",
                                 "gateway-telegram-verbose", "gateway-telegram-quiet"}) {
    std::ostringstream log;
    log << std::ifstream(PAIRBENCH_SOURCE_DIR "/sim/recordings/openclaw-2026.3.13/" + name +
                         ".jsonl")
               .rdbuf();
    const auto result = imported(log.str());
    const auto loaded = parse_scenario(write_scenario(result.scenario), "t.json");
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    EXPECT_EQ(*loaded, result.scenario) << name;
    EXPECT_EQ(result.report.lines, result.report.kept) << name;
    EXPECT_THAT(result.report.masked, testing::Each(0U)) << name;
  }
}

TEST(ImporterProperty, TakesAnyBytes) {
  EXPECT_TRUE(rc::check("a scenario that loads, or one line of complaint", [] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
        rc::gen::arbitrary<std::string>(),
        rc::gen::element<std::string>(
            "\n", "2026-11-22T06:00:01Z ", "Nov 22 06:00:01 box gw: ", "--token abcdef", "paired",
            R"({"t_ms": 1, "stream": "stderr", "line": "x"})",
            R"({"log":"x\n","stream":"stdout","time":"2026-11-22T06:00:01Z"})",
            R"({"__REALTIME_TIMESTAMP":"1795327132018042","MESSAGE":[200]})")));
    std::string log;
    for (const auto& part : parts) log += part;
    const auto result = import_pieces(log, *rc::gen::inRange<std::size_t>(1, 100), options());
    if (!result) {
      RC_ASSERT(!result.error().empty());
      RC_ASSERT(result.error().find('\n') == std::string::npos);
      return;
    }
    const auto loaded = parse_scenario(write_scenario(result->scenario), "t.json");
    if (!loaded) RC_FAIL(to_string(loaded.error()));
    RC_ASSERT(*loaded == result->scenario);
  }));
}

}  // namespace
}  // namespace scenarios::importing
