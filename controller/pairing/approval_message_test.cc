#include "controller/pairing/approval_message.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

TEST(ApprovalMessageTest, IsTheFirstLineOfStderrWithoutTheStack) {
  EXPECT_EQ(
      approval_message("[openclaw] Failed to start CLI: Error: No pending pairing request found "
                       "for code: ZZZZZZZZ\n"
                       "    at Command.<anonymous> (file:///usr/local/lib/x.js:128:24)\n",
                       "Doctor warnings"),
      "[openclaw] Failed to start CLI: Error: No pending pairing request found for code: ZZZZZZZZ");
}

TEST(ApprovalMessageTest, FallsBackToStdoutAndThenToAWord) {
  EXPECT_EQ(approval_message(" \n\t\n", "\nsomething on stdout\nmore"), "something on stdout");
  EXPECT_EQ(approval_message("", "\n"), "unknown error");
}

TEST(ApprovalMessageTest, ShowsNoPath) {
  EXPECT_EQ(approval_message(
                "Error: EACCES: permission denied, open '/root/.openclaw/credentials/x.json'", ""),
            "Error: EACCES: permission denied, open '<path>'");
  EXPECT_EQ(
      approval_message("Failed to read config at /root/.openclaw/openclaw.json SyntaxError", ""),
      "Failed to read config at <path> SyntaxError");
  EXPECT_EQ(approval_message("at the end of /usr/lib", ""), "at the end of <path>");
  EXPECT_EQ(approval_message("cannot open ../state or C:/x", ""), "cannot open <path> or <path>");
}

TEST(ApprovalMessageTest, ShowsNoStackAndNoCommandLine) {
  EXPECT_EQ(approval_message("    at run (file:///usr/lib/cli.js:3:1)\n", ""), "unknown error");
  EXPECT_EQ(approval_message("    at Object.openSync (node:fs:601:3)\nError: no", ""), "Error: no");
  EXPECT_EQ(approval_message("at bar.js:1:2\n", "on stdout"), "on stdout");
  EXPECT_EQ(approval_message("Error: x    at foo (bar.js:1:2)", ""), "Error: x");
  EXPECT_EQ(
      approval_message("Error: Command failed: /usr/local/bin/openclaw pairing approve telegram "
                       "ABCD2345 --notify",
                       ""),
      "Error: Command failed");
  EXPECT_EQ(approval_message("unknown option --token made-up", ""), "unknown option");
  EXPECT_EQ(approval_message("wait -- what", ""), "wait -- what");
}

TEST(ApprovalMessageTest, ShowsNotTheCommandThatWasRun) {
  const std::string argv[] = {"/bin/openclaw", "devices", "approve", "1"};
  EXPECT_EQ(without_command("could not run openclaw devices approve 1", argv),
            "could not run openclaw");
  EXPECT_EQ(without_command("spawn failed: ['devices', \"approve\", '1']", argv), "spawn failed:");
  EXPECT_EQ(without_command("devices approve 1", argv), "unknown error");
  EXPECT_EQ(without_command("('devices approve", argv), "unknown error");
  for (const std::string fine : {"", "no devices to approve", "devices", "devicesapprove",
                                 "approve devices", "some devices; approve others"})
    EXPECT_EQ(without_command(fine, argv), fine);
  EXPECT_EQ(without_command("devices approve", {}), "devices approve");
}

TEST(ApprovalMessageTest, ShowsNoColoursOrControlCharacters) {
  EXPECT_EQ(approval_message("\x1b[31mError:\x1b[39m bad\x07 code\r\n", ""), "Error: bad code");
  EXPECT_EQ(approval_message("odd end \x1b", ""), "odd end");
  EXPECT_EQ(approval_message("odd end \x1b[3", ""), "odd end");
}

TEST(ApprovalMessageTest, IsCutAtTwoHundredCharactersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ä";
  EXPECT_EQ(approval_message(umlauts, "").size(), 2 * kApprovalMessageMax);
  EXPECT_EQ(approval_message(std::string(200, 'x'), ""), std::string(200, 'x'));
  EXPECT_EQ(approval_message(std::string(201, 'x'), ""), std::string(200, 'x'));
}

}  // namespace
}  // namespace controller
