#include "scenarios/import/step_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "scenarios/format/duration_text.h"

namespace scenarios::importing {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

struct Told {
  std::string operator()(const step::Log& s) const { return "log " + s.line + on(s.stream); }
  std::string operator()(const step::LogBurst& s) const {
    return "burst " + s.line + " " + std::to_string(s.lines) + "x" + duration_text(s.gap) +
           on(s.stream);
  }
  std::string operator()(const step::Write& s) const { return "write " + *s.base64 + on(s.stream); }
  std::string operator()(const step::Label& s) const { return "label " + s.text; }
  template <class T>
  std::string operator()(const T&) const {
    return "?";
  }
  static std::string on(Output stream) { return stream == Output::err ? " err" : ""; }
};

std::vector<std::string> told(const StepBuilder& builder) {
  std::vector<std::string> out;
  for (const Step& step : builder.steps())
    out.push_back(duration_text(step.at.time_since_epoch()) + " " +
                  std::visit(Told(), step.action));
  return out;
}

class Steps : public testing::Test {
 protected:
  void line(int ms, const std::string& text, Source source = Source::out) {
    builder_.add(milliseconds(ms), source, text);
  }
  StepBuilder builder_{StepLimits()};
};

TEST_F(Steps, AreLinesAndLabels) {
  line(1, "a");
  line(2, "b", Source::err);
  line(2, "SIGTERM", Source::marker);
  line(2, "", Source::marker);
  line(3, "");
  EXPECT_THAT(told(builder_),
              ElementsAre("1ms log a", "2ms log b err", "2ms label SIGTERM", "3ms log "));
}

TEST_F(Steps, JoinEqualLinesInASteadyRhythm) {
  for (const int at : {10, 20, 30, 45}) line(at, "a");
  line(45, "a", Source::err);
  line(50, "b");
  line(50, "b");
  line(50, "b");
  EXPECT_THAT(told(builder_), ElementsAre("10ms burst a 3x10ms", "45ms log a", "45ms log a err",
                                          "50ms burst b 3x0s"));
}

TEST_F(Steps, KeepTheOrderOfTheSameMoment) {
  line(10, "a");
  line(20, "a");
  line(30, "a");
  line(30, "b");
  EXPECT_THAT(told(builder_), ElementsAre("10ms burst a 2x10ms", "30ms log a", "30ms log b"));
}

TEST_F(Steps, WriteBytesThatAreNoText) {
  line(1, "hi\xff");
  line(2, std::string("nul\0x", 5));
  EXPECT_EQ(decode_base64(told(builder_)[0].substr(10)), "hi\xff\n");
  EXPECT_EQ(told(builder_)[1], std::string("2ms log nul\0x", 13));
}

TEST_F(Steps, LetTheirTextsBeChanged) {
  line(1, "a");
  line(2, "hi\xff");
  builder_.each_text([](std::string& text) { text.insert(0, "x"); });
  EXPECT_THAT(told(builder_), ElementsAre("1ms log xa", "2ms write " + encode_base64("xhi\xff\n")));
}

TEST(StepLimits, AreFelt) {
  StepBuilder few({.steps = 2});
  for (const char* text : {"a", "b"}) few.add(milliseconds(1), Source::out, text);
  EXPECT_FALSE(few.full());
  few.add(milliseconds(1), Source::out, "c");
  EXPECT_TRUE(few.full());
  StepBuilder small({.bytes = 1000});
  small.add(milliseconds(1), Source::out, std::string(200, '\x1b'));
  EXPECT_TRUE(small.too_large());
}

TEST(Base64Property, ComesBack) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("a"), "YQ==");
  EXPECT_EQ(encode_base64("ab"), "YWI=");
  EXPECT_EQ(encode_base64("abc"), "YWJj");
  EXPECT_TRUE(rc::check("decode(encode(bytes)) == bytes", [](const std::string& bytes) {
    RC_ASSERT(decode_base64(encode_base64(bytes)) == bytes);
  }));
}

// Played back, steps print the lines in their order, each at its moment.
TEST(StepsProperty, PrintTheSameLines) {
  EXPECT_TRUE(rc::check("expanding the steps gives the lines", [] {
    StepBuilder builder{StepLimits()};
    std::vector<std::pair<int, std::string>> lines;
    int at = 1;
    const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::element(0, 0, 5, 5, 5, 7));
    for (const int gap : gaps) {
      at += gap;
      lines.emplace_back(at, *rc::gen::element<std::string>("a", "a", "a", "b"));
      builder.add(milliseconds(at), Source::out, lines.back().second);
    }
    std::vector<std::pair<int, std::string>> played;
    for (const Step& step : builder.steps()) {
      const auto begin = std::chrono::floor<milliseconds>(step.at.time_since_epoch()).count();
      if (const auto* log = std::get_if<step::Log>(&step.action))
        played.emplace_back(begin, log->line);
      if (const auto* burst = std::get_if<step::LogBurst>(&step.action))
        for (std::uint64_t i = 0; i < burst->lines; ++i)
          played.emplace_back(
              begin + std::chrono::floor<milliseconds>(burst->gap).count() * static_cast<int>(i),
              burst->line);
    }
    RC_ASSERT(played == lines);
  }));
}

}  // namespace
}  // namespace scenarios::importing
