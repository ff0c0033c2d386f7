#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "scenarios/format/loader.h"
#include "scenarios/format/testing.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

class LoadFile : public testing::Test {
 protected:
  LoadFile() : folder_(fs::temp_directory_path() / ("load_file_test." + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~LoadFile() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string put(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  // "ok", or the error without the folder.
  std::string verdict_on(const std::string& file, const LoadOptions& options = {}) const {
    const auto loaded = load_scenario(file, options);
    std::string text = loaded ? "ok" : to_string(loaded.error());
    const std::string prefix = folder_.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }

  fs::path folder_;
};

const std::string kShortest = R"({"version": 1, "name": "t", "duration": "1s"})";
const std::string kRecordings = std::string(PAIRBENCH_SOURCE_DIR) + "/sim/recordings";

TEST_F(LoadFile, TakesAGoodOne) { EXPECT_EQ(verdict_on(put("t.json", kShortest)), "ok"); }

TEST_F(LoadFile, NamesWhatIsWrongWithTheFile) {
  EXPECT_EQ(verdict_on(path("none.json")), "none.json: no such file");
  EXPECT_EQ(verdict_on(put("t.json", "") + "/x"), "t.json/x: no such file");
  EXPECT_EQ(verdict_on(path("t.json")), "t.json: the file is empty: expected an object");
  EXPECT_EQ(verdict_on(folder_.string() + "/."), ".: is a folder: expected a file");
  EXPECT_EQ(verdict_on(""), ": no such file");
  EXPECT_EQ(verdict_on("/proc/self/mem"), "/proc/self/mem: cannot be read: Input/output error");
}

TEST_F(LoadFile, OpensNoPipe) {
  ASSERT_EQ(mkfifo(path("pipe.json").c_str(), 0600), 0);
  EXPECT_EQ(verdict_on(path("pipe.json")), "pipe.json: is no regular file");
  EXPECT_EQ(verdict_on("/dev/zero"), "/dev/zero: is no regular file");
}

TEST_F(LoadFile, NamesAFileThatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  fs::permissions(put("t.json", kShortest), fs::perms::none);
  EXPECT_EQ(verdict_on(path("t.json")), "t.json: cannot be read: Permission denied");
}

TEST_F(LoadFile, RefusesAHugeFileUnread) {
  fs::resize_file(put("huge.json", ""), 100'000'000);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(verdict_on(path("huge.json")), "huge.json: larger than 16 MiB");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
}

TEST_F(LoadFile, TakesSixteenMebibytes) {
  const std::string text = kShortest + std::string(kScenarioMaxBytes - kShortest.size(), ' ');
  EXPECT_EQ(verdict_on(put("t.json", text)), "ok");
  EXPECT_EQ(verdict_on(put("t.json", text + ' ')), "t.json: larger than 16 MiB");
}

TEST_F(LoadFile, RefusesDeepNestingFast) {
  const std::string deep =
      R"({"steps": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(verdict_on(put("t.json", deep)), "t.json:1:74: nested deeper than 64 levels");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
}

// Sixteen mebibytes of trouble must not cost minutes.
TEST_F(LoadFile, IsQuickToRefuseManyMistakes) {
  std::string keys = "{\"version\": 1";
  for (int i = 0; i < 500'000; ++i) keys += ", \"nmae" + std::to_string(i) + "\": 1";
  EXPECT_EQ(verdict_on(put("t.json", keys + "}")),
            "t.json:1:3476: more than 256 keys in one object");

  std::string words = top("\"tags\": [\"x\"], \"clauses\": [\"X1\"");
  words.pop_back();
  for (int i = 0; i < 500'000; ++i) words += ", \"X" + std::to_string(i) + '"';
  EXPECT_EQ(verdict_on(put("t.json", words + "]}")).substr(0, 34),
            "t.json:2:29: unknown clause \"X1\": ");
}

TEST_F(LoadFile, TheNameIsTheFilesUnlessToldOtherwise) {
  EXPECT_EQ(verdict_on(put("minimized.json", kShortest)),
            R"(minimized.json:1:24: expected the name of the file, "minimized", not "t")");
  EXPECT_EQ(verdict_on(path("minimized.json"), {.name_is_file_name = false}), "ok");
}

TEST_F(LoadFile, ReadsRecordings) {
  const std::string text = top(R"("gateway": {"replay": "openclaw-2026.3.13/gateway-verbose"},
 "faults": [{"name": "f", "action":
   {"do": "stdout_file", "file": "openclaw-2026.3.13/pairing-list-telegram-3"}}])");
  const auto loaded = load_scenario(put("t.json", text), {.recordings = kRecordings});
  ASSERT_TRUE(loaded.ok()) << to_string(loaded.error());
  EXPECT_GT(loaded->gateway.replay.rows.size(), 10U);
  const auto& action = std::get<sim::fault::StdoutFile>(loaded->faults.at(0).action);
  EXPECT_EQ(action.text.substr(0, 3), "{\n ");
}

TEST_F(LoadFile, FindsRecordingsAboveAndBeside) {
  put("sim/recordings/v1/call.json", R"({"stdout": "shelf"})");
  put("library/deep/own.json", R"({"stdout": "beside"})");
  const auto text_of = [&](const std::string& name) {
    const std::string file =
        put("library/deep/t.json",
            with_fault(R"("action": {"do": "stdout_file", "file": ")" + name + "\"}"));
    const auto loaded = load_scenario(file);
    return loaded ? std::get<sim::fault::StdoutFile>(loaded->faults.at(0).action).text
                  : to_string(loaded.error());
  };
  EXPECT_EQ(text_of("v1/call"), "shelf");
  EXPECT_EQ(text_of("v1/call.json"), "shelf");
  EXPECT_EQ(text_of("own.json"), "beside");
  EXPECT_EQ(text_of("../../sim/recordings/v1/call"), "shelf");
  EXPECT_EQ(text_of("v1/cal"), path("library/deep/t.json") +
                                   ":2:67: no recording \"v1/cal\": did you mean \"v1/call\"?");
}

TEST_F(LoadFile, NamesBadRecordings) {
  const auto with_call = [&](const std::string& recording) {
    put("call.json", recording);
    return verdict_on(
        put("t.json", with_fault(R"("action": {"do": "stdout_file", "file": "call"})")),
        {.recordings = folder_.string()});
  };
  EXPECT_EQ(with_call(R"({"stdout": "x"})"), "ok");
  EXPECT_EQ(with_call("{"),
            "t.json:2:67: bad recording: call.json:1:2: invalid JSON: unexpected end of input; "
            "expected string literal");
  EXPECT_EQ(
      with_call(R"({"stdout": 1})"),
      "t.json:2:67: bad recording: call.json: expected an object with a string under \"stdout\"");
  put("log.jsonl", "{\"t_ms\": 1}\n");
  const std::string replay = put("t.json", top(R"("gateway": {"replay": "log"})"));
  EXPECT_EQ(verdict_on(replay, {.recordings = folder_.string()}).substr(0, 39),
            "t.json:2:24: bad recording: log.jsonl:1");
  const std::string nowhere = put("t.json", top(R"("gateway": {"replay": "lgo"})"));
  EXPECT_EQ(verdict_on(nowhere, {.recordings = folder_.string()}),
            "t.json:2:24: no recording \"lgo\": did you mean \"log\"?");
}

}  // namespace
}  // namespace scenarios
