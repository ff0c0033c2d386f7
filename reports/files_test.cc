#include "reports/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace reports {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = testing::TempDir() + "pairbench-files-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Files() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }
  [[nodiscard]] std::string contents(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path(name), std::ios::binary).rdbuf();
    return out.str();
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  // All names below the folder, temporary ones too.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      out.push_back(entry.path().lexically_relative(folder_).string());
    std::ranges::sort(out);
    return out;
  }

  fs::path folder_;
};

TEST_F(Files, WritesAndMakesFolders) {
  const std::string text("a\0b\n", 4);
  EXPECT_EQ(write_file(path("x/y/z.txt"), text), std::nullopt);
  EXPECT_EQ(contents("x/y/z.txt"), text);
  EXPECT_EQ(names(), (std::vector<std::string>{"x", "x/y", "x/y/z.txt"}));
}

TEST_F(Files, ReplacesWhole) {
  put("f", "long old text");
  EXPECT_EQ(write_file(path("f"), "new"), std::nullopt);
  EXPECT_EQ(contents("f"), "new");
}

// Whoever has the old file open keeps it: it was replaced, not written into.
TEST_F(Files, ReplacesByRenaming) {
  put("f", "old");
  std::ifstream reader(path("f"));
  ASSERT_EQ(write_file(path("f"), "new"), std::nullopt);
  std::string seen;
  reader >> seen;
  EXPECT_EQ(seen, "old");
}

TEST_F(Files, OfSeveralWritesAllOrTouchesNone) {
  EXPECT_EQ(write_files({{path("d/a"), "1"}, {path("d/b"), "2"}}), std::nullopt);
  fs::create_directory(path("folder"));
  EXPECT_THAT(write_files({{path("d/a"), "new"}, {path("folder"), "new"}}).value_or("no error"),
              HasSubstr("folder: Is a directory"));
  EXPECT_EQ(contents("d/a"), "1");
  EXPECT_EQ(names(), (std::vector<std::string>{"d", "d/a", "d/b", "folder"}));
}

TEST_F(Files, ANameOfTheGreatestLengthIsFine) {
  const std::string name(255, 'n');
  EXPECT_EQ(write_file(path(name), "x"), std::nullopt);
  EXPECT_EQ(contents(name), "x");
}

TEST_F(Files, SaysWhatIsWrongAndLeavesNothing) {
  fs::create_directory(path("folder"));
  put("file", "");
  const auto wrong = [&](const std::string& where) {
    return write_file(where, "x").value_or("no error");
  };
  EXPECT_EQ(wrong(path("folder")),
            "cannot write " + path("folder") +
                ": Is a directory; remove the folder or choose another name");
  EXPECT_THAT(wrong(path("file/x")), HasSubstr("a part of the path is a file"));
  EXPECT_THAT(wrong(path(std::string(256, 'n'))), HasSubstr("choose a shorter path"));
  EXPECT_THAT(wrong("/proc/no-such-folder/x"), HasSubstr("cannot write /proc/no-such-folder"));
  EXPECT_EQ(names(), (std::vector<std::string>{"file", "folder"}));
}

// Root may write anywhere, so it becomes somebody else for a moment.
class AsNobody {
 public:
  AsNobody() : is_root_(::geteuid() == 0) {
    EXPECT_EQ(::seteuid(is_root_ ? 65534 : ::geteuid()), 0);
  }
  ~AsNobody() { EXPECT_EQ(::seteuid(is_root_ ? 0 : ::geteuid()), 0); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool is_root_;
};

TEST_F(Files, NeedsPermission) {
  fs::create_directory(path("closed"));
  fs::permissions(path("closed"), fs::perms::owner_read | fs::perms::owner_exec);
  const AsNobody nobody;
  EXPECT_THAT(write_file(path("closed/x"), "x").value_or("no error"),
              HasSubstr("Permission denied; allow writing there or write elsewhere"));
  EXPECT_THAT(check_writable_folder(path("closed")).value_or("no error"),
              HasSubstr("Permission denied"));
}

// As when the disk is full: the write fails half way.
TEST_F(Files, AWriteThatFailsHalfWayLeavesTheOldFile) {
  put("f", "old");
  struct rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, SIG_IGN);
  auto small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto error = write_file(path("f"), std::string(5000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, SIG_DFL);
  EXPECT_THAT(error.value_or("no error"), HasSubstr("File too large"));
  EXPECT_EQ(contents("f"), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
}

// All in the test's own folder, links and pipe: should the rule break, root must not replace a
// device in /dev.
TEST_F(Files, ADeviceIsWrittenInPlace) {
  fs::create_symlink("/dev/full", path("full"));
  EXPECT_THAT(write_file(path("full"), "x").value_or("no error"),
              HasSubstr("free some space or write elsewhere"));
  EXPECT_TRUE(fs::is_symlink(path("full")));
}

TEST_F(Files, APipeIsWrittenInPlace) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  EXPECT_EQ(write_file(path("pipe"), "text"), std::nullopt);
  char seen[8] = {};
  EXPECT_EQ(::read(reader, seen, sizeof seen), 4);
  EXPECT_STREQ(seen, "text");
  ::close(reader);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(Files, ALinkStaysALink) {
  put("target", "old");
  fs::create_symlink(path("target"), path("link"));
  EXPECT_EQ(write_file(path("link"), "new"), std::nullopt);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(contents("target"), "new");
}

TEST_F(Files, CheckingLeavesNoTrace) {
  put("old", "text");
  EXPECT_EQ(check_writable_file(path("old")), std::nullopt);
  EXPECT_EQ(check_writable_file(path("new")), std::nullopt);
  EXPECT_EQ(check_writable_folder(path("f")), std::nullopt);
  EXPECT_EQ(contents("old"), "text");
  EXPECT_EQ(names(), (std::vector<std::string>{"f", "old"}));
}

TEST_F(Files, CheckingFindsWhatWritingWould) {
  fs::create_directory(path("folder"));
  put("file", "");
  EXPECT_THAT(check_writable_file(path("folder")).value_or(""), HasSubstr("Is a directory"));
  EXPECT_THAT(check_writable_file(path("no/")).value_or(""), HasSubstr("Is a directory"));
  EXPECT_THAT(check_writable_file(path("file/x")).value_or(""), HasSubstr("Not a directory"));
  EXPECT_THAT(check_writable_file("").value_or(""), HasSubstr("No such file"));
  EXPECT_THAT(check_writable_folder(path("file")).value_or(""), HasSubstr("Not a directory"));
  EXPECT_TRUE(check_writable_folder("/proc").has_value());
}

TEST_F(Files, ManyWritersOfOneFileLeaveOneWholeText) {
  std::vector<std::thread> writers;
  for (char c = 'a'; c < 'e'; ++c)
    writers.emplace_back([&, c] {
      for (int i = 0; i < 50; ++i)
        EXPECT_EQ(write_file(path("f"), std::string(10'000, c)), std::nullopt);
    });
  for (auto& writer : writers) writer.join();
  const auto text = contents("f");
  EXPECT_EQ(text, std::string(10'000, text.at(0)));
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
}

}  // namespace
}  // namespace reports
