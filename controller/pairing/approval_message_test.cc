#include "controller/pairing/approval_message.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

std::string shown(std::string_view err, std::string_view out) {
  return approval_message(err, out, "s3cret");
}

TEST(ApprovalMessageTest, IsTheFirstLineOfStderrWithoutTheStack) {
  EXPECT_EQ(
      shown("[openclaw] Failed to start CLI: Error: No pending pairing request found "
            "for code: ZZZZZZZZ\n"
            "    at Command.<anonymous> (file:///usr/local/lib/x.js:128:24)\n",
            "Doctor warnings"),
      "[openclaw] Failed to start CLI: Error: No pending pairing request found for code: ZZZZZZZZ");
}

TEST(ApprovalMessageTest, FallsBackToStdoutAndThenToAWord) {
  EXPECT_EQ(shown(" \n\t\n", "\nsomething on stdout\nmore"), "something on stdout");
  EXPECT_EQ(shown("", "\n"), "unknown error");
}

TEST(ApprovalMessageTest, ShowsNoPath) {
  EXPECT_EQ(
      shown("Error: EACCES: permission denied, open '/root/.openclaw/credentials/x.json'", ""),
      "Error: EACCES: permission denied, open '<path>'");
  EXPECT_EQ(shown("Failed to read config at /root/.openclaw/openclaw.json SyntaxError", ""),
            "Failed to read config at <path> SyntaxError");
  EXPECT_EQ(shown("at the end of /usr/lib", ""), "at the end of <path>");
  EXPECT_EQ(shown("cannot open ../state or C:/x", ""), "cannot open <path> or <path>");
}

TEST(ApprovalMessageTest, ShowsNoStackAndNoCommandLine) {
  EXPECT_EQ(shown("    at run (file:///usr/lib/cli.js:3:1)\n", ""), "unknown error");
  EXPECT_EQ(shown("    at Object.openSync (node:fs:601:3)\nError: no", ""), "Error: no");
  EXPECT_EQ(shown("at bar.js:1:2\n", "on stdout"), "on stdout");
  EXPECT_EQ(shown("Error: x    at foo (bar.js:1:2)", ""), "Error: x");
  EXPECT_EQ(shown("Error: Command failed: /usr/local/bin/openclaw pairing approve telegram "
                  "ABCD2345 --notify",
                  ""),
            "Error: Command failed");
  EXPECT_EQ(shown("unknown option --token made-up", ""), "unknown option");
  EXPECT_EQ(shown("wait -- what", ""), "wait -- what");
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

TEST(ApprovalMessageTest, ShowsWordsThatAreNoCommand) {
  const std::string argv[] = {"/bin/openclaw", "pairing", "approve", "telegram"};
  for (const std::string fine : {"pairing approved already", "pairing approve-all is off",
                                 "unpairing approve", "pairing approve_x"})
    EXPECT_EQ(without_command(fine, argv), fine);
  EXPECT_EQ(without_command("pairing approved already by pairing approve telegram", argv),
            "pairing approved already by");
}

TEST(ApprovalMessageTest, ShowsNoTokenWhateverStandsInIt) {
  EXPECT_EQ(shown("token S3CRET refused", ""), "token <token> refused");
  EXPECT_EQ(shown("", "token s3cret refused"), "token <token> refused");
  EXPECT_EQ(shown("token s3\x01"
                  "cret refused",
                  ""),
            "token <token> refused");
  EXPECT_EQ(shown("token s3\x7f\rcret refused", ""), "token <token> refused");
  EXPECT_EQ(shown("token \x1b[31ms3c\x1b[0mret refused", ""), "token <token> refused");
}

TEST(ApprovalMessageTest, ShowsNoColoursOrControlCharacters) {
  EXPECT_EQ(shown("\x1b[31mError:\x1b[39m bad\x07 code\r\n", ""), "Error: bad code");
  EXPECT_EQ(shown("odd end \x1b", ""), "odd end");
  EXPECT_EQ(shown("odd end \x1b[3", ""), "odd end");
}

TEST(ApprovalMessageTest, IsCutAtTwoHundredCharactersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ä";
  EXPECT_EQ(shown(umlauts, "").size(), 2 * kApprovalMessageMax);
  EXPECT_EQ(shown(std::string(200, 'x'), ""), std::string(200, 'x'));
  EXPECT_EQ(shown(std::string(201, 'x'), ""), std::string(200, 'x'));
}

}  // namespace
}  // namespace controller
