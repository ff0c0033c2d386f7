#include "controller/gateway/line_splitter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace controller {
namespace {

using Lines = std::vector<std::string>;

void push(LineSplitter& splitter, std::string_view chunk, Lines& lines) {
  splitter.push(chunk, [&](std::string_view line) { lines.emplace_back(line); });
}
void finish(LineSplitter& splitter, Lines& lines) {
  if (const auto line = splitter.finish()) lines.emplace_back(*line);
}
Lines lines_of(const std::vector<std::string>& chunks, std::size_t limit = kMaxLineBytes) {
  LineSplitter splitter(limit);
  Lines lines;
  for (const std::string& chunk : chunks) push(splitter, chunk, lines);
  finish(splitter, lines);
  return lines;
}

TEST(LineSplitter, SplitsAtLineFeeds) {
  EXPECT_EQ(lines_of({"a\nb\n"}), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of({"\n\na"}), (Lines{"", "", "a"}));
  EXPECT_EQ(lines_of({}), Lines{});
  EXPECT_EQ(lines_of({"", ""}), Lines{});
}

TEST(LineSplitter, DropsOneCarriageReturn) {
  EXPECT_EQ(lines_of({"a\r\nb\r\r\nc\rd\n\r\n"}), (Lines{"a", "b\r", "c\rd", ""}));
  EXPECT_EQ(lines_of({"a\r", "\nb"}), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of({"a\r", "b\n"}), (Lines{"a\rb"}));
}

TEST(LineSplitter, DeliversAnUnfinishedLastLine) {
  EXPECT_EQ(lines_of({"a\nb"}), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of({"a\nb\r"}), (Lines{"a", "b"}));
  EXPECT_EQ(lines_of({"a", "b"}), (Lines{"ab"}));
}

TEST(LineSplitter, JoinsCharactersSplitByChunks) {
  EXPECT_EQ(lines_of({"\xE2", "\x94", "\x82\n\xE2\x94", "\x82"}),
            (Lines{"\xE2\x94\x82", "\xE2\x94\x82"}));
}

TEST(LineSplitter, NothingOfAStreamJoinsTheNext) {
  LineSplitter splitter(4);
  Lines lines;
  push(splitter, "old", lines);
  finish(splitter, lines);
  push(splitter, "new\ntoo long", lines);
  finish(splitter, lines);
  push(splitter, "x\n", lines);
  finish(splitter, lines);
  EXPECT_EQ(lines, (Lines{"old", "new", "too ", "x"}));
}

TEST(LineSplitter, WholeLinesAreNotCopied) {
  LineSplitter splitter;
  const std::string chunk = "one\ntwo\r\nthr";
  std::string_view rest = chunk;
  EXPECT_EQ(splitter.next(rest)->data(), chunk.data());
  EXPECT_EQ(splitter.next(rest)->data(), chunk.data() + 4);
  EXPECT_EQ(splitter.next(rest), std::nullopt);
  EXPECT_TRUE(rest.empty());
}

TEST(LineSplitter, CutsLongLinesOnce) {
  LineSplitter splitter(4);
  Lines lines;
  push(splitter, "1234\n12345\n", lines);
  push(splitter, "12345", lines);
  push(splitter, "6789", lines);
  push(splitter, "\nab", lines);
  push(splitter, "cdefgh\nnext\n", lines);
  EXPECT_EQ(lines, (Lines{"1234", "1234", "1234", "abcd", "next"}));
  EXPECT_EQ(splitter.cut_lines(), 3U);
}

TEST(LineSplitter, TheLineEndDoesNotCount) {
  LineSplitter splitter(4);
  Lines lines;
  push(splitter, "1234\r\n", lines);
  push(splitter, "1234\r", lines);
  push(splitter, "\n1234\r", lines);
  finish(splitter, lines);
  EXPECT_EQ(lines, (Lines{"1234", "1234", "1234"}));
  EXPECT_EQ(splitter.cut_lines(), 0U);
  push(splitter, "1234\r", lines);
  push(splitter, "5\n12345\r\n", lines);
  EXPECT_EQ(lines, (Lines{"1234", "1234", "1234", "1234", "1234"}));
  EXPECT_EQ(splitter.cut_lines(), 2U);
}

TEST(LineSplitter, CutsBetweenCharacters) {
  const auto cut = [](std::string_view line) { return lines_of({std::string(line)}, 8).at(0); };
  EXPECT_EQ(cut("1234567\xC3\xA4z"), "1234567");
  EXPECT_EQ(cut("123456\xC3\xA4z"), "123456\xC3\xA4");
  EXPECT_EQ(cut("123456\xE2\x94\x82z"), "123456");
  EXPECT_EQ(cut("1234567\xE2\x94\x82z"), "1234567");
  EXPECT_EQ(cut("12345\xF0\x9F\x98\x80z"), "12345");
  EXPECT_EQ(cut("1234\xF0\x9F\x98\x80z"), "1234\xF0\x9F\x98\x80");
}

TEST(LineSplitter, CutsBytesThatAreNoUtf8Anywhere) {
  const auto size = [](std::string_view line) {
    return lines_of({std::string(line)}, 8).at(0).size();
  };
  EXPECT_EQ(size(std::string(20, '\x80')), 8U);
  EXPECT_EQ(size("12345\xC3\x80\x80\x80\x80\x80"), 8U);
  EXPECT_EQ(size("1234567\xFF\xFF"), 8U);
  EXPECT_EQ(size("\xF0\x80\x80\x80\x80\x80\x80\x80\x80\x80"), 8U);
}

TEST(LineSplitter, LimitIs64KiB) {
  const std::string longest(std::size_t{64} << 10, 'x');
  const Lines lines = lines_of({longest + "\r\n" + longest + "y\n" + longest + longest});
  EXPECT_EQ(lines, (Lines{longest, longest, longest}));
}

TEST(LineSplitter, AThrowingCallbackCostsItsLineOnly) {
  for (const std::string_view before : {"", "o"}) {
    LineSplitter splitter(4);
    Lines lines;
    push(splitter, before, lines);
    std::string_view rest = "ne\nbad\ntoo long\nx\ny";
    const auto hook = [&](std::string_view line) {
      if (line == "bad" || line == "too ") throw std::runtime_error("hook");
      lines.emplace_back(line);
    };
    int thrown = 0;
    while (!rest.empty()) {
      try {
        splitter.push(rest, hook);
      } catch (const std::runtime_error&) {
        ++thrown;
      }
    }
    finish(splitter, lines);
    EXPECT_EQ(lines, (Lines{std::string(before) + "ne", "x", "y"}));
    EXPECT_EQ(thrown, 2);
  }
}

std::string random_stream() {
  const auto piece =
      rc::gen::element<std::string>("\n", "\r\n", "\r", "a", "bc", "\xC3\xA4", "\xE2\x94\x82",
                                    "\xF0\x9F\x98\x80", "\x80", "long long");
  std::string stream;
  for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) stream += part;
  return stream;
}

std::vector<std::string> random_chunks(std::string_view stream) {
  std::vector<std::string> chunks{""};
  while (!stream.empty()) {
    // Never 0 alone: rapidcheck begins with the smallest, and the loop would not end.
    const auto size =
        *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(stream.size(), 9) + 1);
    chunks.emplace_back(stream.substr(0, size));
    stream.remove_prefix(size);
    if (*rc::gen::arbitrary<bool>()) chunks.emplace_back();
  }
  return chunks;
}

// What the rules say, without chunks, limit or buffer.
Lines plain_lines(std::string_view stream) {
  Lines lines;
  while (!stream.empty()) {
    const std::size_t end = std::min(stream.find('\n'), stream.size());
    std::string line(stream.substr(0, end));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
    stream.remove_prefix(std::min(end + 1, stream.size()));
  }
  return lines;
}

RC_GTEST_PROP(LineSplitterProperty, ChunksDoNotMatter, ()) {
  const std::string stream = random_stream();
  const auto limit = *rc::gen::inRange<std::size_t>(4, 20);
  RC_ASSERT(lines_of(random_chunks(stream), limit) == lines_of({stream}, limit));
}

RC_GTEST_PROP(LineSplitterProperty, LinesAreThoseOfTheStreamOrTheirBeginning, ()) {
  const std::string stream = random_stream();
  const auto limit = *rc::gen::inRange<std::size_t>(4, 20);
  const Lines expected = plain_lines(stream);
  const Lines lines = lines_of(random_chunks(stream), limit);
  RC_ASSERT(lines.size() == expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    RC_ASSERT(expected[i].starts_with(lines[i]));
    RC_ASSERT(lines[i].size() <= limit);
    RC_ASSERT(lines[i].size() + 3 >= std::min(limit, expected[i].size()));
    if (expected[i].size() <= limit) RC_ASSERT(lines[i] == expected[i]);
  }
}

}  // namespace
}  // namespace controller
