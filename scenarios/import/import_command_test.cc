// `pairbench import-log` as its users see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/testing/program.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kLog =
    "2026-11-22T06:00:01Z [gateway] started --token 0a1b2c3d4e5f\n"
    "2026-11-22T06:00:31Z [ws] closed before connect code=1008 reason=pairing required\n";

class ImportLog : public testing::Test {
 protected:
  ImportLog() { folder_.put("gw.log", kLog); }

  [[nodiscard]] Ended run(std::vector<std::string> arguments) const {
    return Program(folder_, arguments).wait();
  }
  [[nodiscard]] Ended import_log(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "import-log");
    return run(std::move(arguments));
  }
  [[nodiscard]] std::vector<std::string> files() const {
    auto out = folder_.files();
    std::erase_if(out, [](const auto& name) { return name.starts_with("std"); });
    return out;
  }
  // One complaint, exit code 2, and no file more than there was.
  void expect_refused(const std::vector<std::string>& arguments, const std::string& why) const {
    const auto before = files();
    const auto ended = import_log(arguments);
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, StartsWith("pairbench: "));
    EXPECT_THAT(ended.err, HasSubstr(why));
    EXPECT_EQ(std::ranges::count(ended.err, '\n'), 1);
    EXPECT_EQ(files(), before);
  }

  TemporaryFolder folder_;
};

TEST_F(ImportLog, WritesAScenarioThatRuns) {
  const auto ended = import_log({"gw.log", "-o", "monday.json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out,
            "monday.json: 2 steps from 2 of 2 lines (plain, 30 s, 1 trigger); masked 1 token. "
            "Next: pairbench run monday.json\n");
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(files(), ElementsAre("gw.log", "monday.json"));
  EXPECT_THAT(folder_.contents("monday.json"), Not(HasSubstr("0a1b2c3d4e5f")));
  EXPECT_EQ(run({"check", "monday.json"}).code, 0);
  const auto passed = run({"run", "monday.json", "--seeds", "1..5", "--out", "out"});
  EXPECT_EQ(passed.code, 0) << passed.out << passed.err;
}

// Even what comes at the very beginning, when the gateway has only just been spawned.
TEST_F(ImportLog, PrintsEveryLine) {
  ASSERT_EQ(import_log({"gw.log", "-o", "all.json", "--keep-secrets"}).code, 0);
  for (const char* seed : {"1", "2", "3"}) {
    const auto trace = run({"replay", "all.json", "--seed", seed}).out;
    for (const std::string line : {"started --token 0a1b2c3d4e5f", "closed before connect"})
      EXPECT_THAT(trace, testing::ContainsRegex("\"event\":\"hook.line\".*" + line)) << seed;
  }
}

TEST_F(ImportLog, ExplainsItself) {
  const auto ended = import_log({"--help"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("Examples:\n  pairbench import-log"));
}

TEST_F(ImportLog, TellsProgramsWhatWasDone) {
  const auto ended = import_log({"gw.log", "-o", "a.json", "--json", "--triggers-only"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("{\n  \"scenario\": \"a.json\",\n  \"source\": \"gw.log\""));
  EXPECT_THAT(ended.out, HasSubstr("\"left_out\": 1,"));
}

TEST_F(ImportLog, ReplacesOnlyWhenForced) {
  folder_.put("a.json", "mine");
  expect_refused({"gw.log", "-o", "a.json"}, "a.json is there already: --force replaces it");
  EXPECT_EQ(folder_.contents("a.json"), "mine");
  EXPECT_EQ(import_log({"gw.log", "-o", "a.json", "--force"}).code, 0);
  EXPECT_THAT(folder_.contents("a.json"), StartsWith("// Imported by pairbench import-log"));
  folder_.put("log.json", kLog);
  expect_refused({"log.json", "-o", "log.json", "--force"}, "log.json is the log itself");
  EXPECT_EQ(folder_.contents("log.json"), kLog);
}

TEST_F(ImportLog, NeverReplacesTheLogThatComesOnStandardInput) {
  folder_.put("log.json", kLog);
  const Program::Settings from = {.in_from = "log.json"};
  const auto ended =
      Program(folder_, {"import-log", "-", "-o", "log.json", "--force"}, from).wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("log.json is the log itself"));
  EXPECT_EQ(folder_.contents("log.json"), kLog);
  EXPECT_EQ(Program(folder_, {"import-log", "-", "-o", "other.json"}, from).wait().code, 0);
}

TEST_F(ImportLog, NamesTheScenarioAsItsFile) {
  std::filesystem::create_directory(folder_.path("in"));
  EXPECT_EQ(import_log({"gw.log", "-o", "in", "--name", "storm"}).code, 0);
  EXPECT_THAT(files(), ElementsAre("gw.log", "in/storm.json"));
  EXPECT_EQ(run({"check", "in/storm.json"}).code, 0);
  for (const std::string folder : {"in", "in/", ".", "./"})
    expect_refused({"gw.log", "-o", folder},
                   "-o: " + folder + " is a folder: name the file, or give --name NAME for ");
  expect_refused({"gw.log", "-o", "a.json", "--name", "b"}, "expected -o b.json, not a.json");
  expect_refused({"gw.log", "-o", "My Log.json"}, "kebab-case");
  expect_refused({"gw.log", "-o", "a.txt"}, "expected -o a.json, not a.txt");
}

TEST_F(ImportLog, WritesToStandardOutput) {
  const auto ended = import_log({"gw.log", "-o", "-", "--name", "piped"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("\"name\": \"piped\""));
  EXPECT_THAT(ended.err, HasSubstr("2 steps from 2 of 2 lines"));
}

TEST_F(ImportLog, RefusesBadUsage) {
  expect_refused({"gw.log"}, "--out is required");
  expect_refused({"gw.log", "-o", "a.json", "--format", "xml"}, "xml");
  expect_refused({"gw.log", "-o", "a.json", "--from", "5 min"}, "--from: expected a duration");
  expect_refused({"gw.log", "-o", "a.json", "--from", "2m", "--to", "1m"},
                 "--to: expected a moment after --from");
  expect_refused({"gw.log", "-o", "a.json", "--only", ""}, "an empty argument after --only");
  expect_refused({"gw.log", "-o", "a.json", "--only", "x", "--triggers-only"}, "excludes");
}

TEST_F(ImportLog, RefusesWhatItCannotReadOrWrite) {
  folder_.put("empty.log", "");
  folder_.put("text.log", "hello\n");
  folder_.put("file", "");
  expect_refused({"nowhere.log", "-o", "a.json"}, "cannot read nowhere.log: No such file");
  expect_refused({".", "-o", "a.json"}, "cannot read .: Is a directory");
  expect_refused({"empty.log", "-o", "a.json"}, "empty.log: the log is empty");
  expect_refused({"text.log", "-o", "a.json"}, "no line begins with a time");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("new")));
  expect_refused({"gw.log", "-o", "new/a.json"},
                 "cannot write new/a.json: there is no folder new; make it (mkdir -p)");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("new")));
  expect_refused({"gw.log", "-o", "file/a.json"}, "cannot write file: Not a directory");
  expect_refused({"gw.log", "-o", "/proc/a.json"}, "cannot write /proc/a.json: ");
}

TEST_F(ImportLog, LeavesNothingHalfWritten) {
  const Program::Settings little = {.out_to = "stdout.txt", .file_size_max = 300};
  const auto ended = Program(folder_, {"import-log", "gw.log", "-o", "a.json"}, little).wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("cannot write a.json: File too large"));
  EXPECT_THAT(files(), ElementsAre("gw.log"));
}

}  // namespace
}  // namespace scenarios
