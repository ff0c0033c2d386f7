#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "controller/pairing/json_slice.h"
#include "controller/pairing/testing/random_json.h"

namespace controller {
namespace {

using Objects = std::vector<std::string_view>;

Objects all_objects(ObjectFinder& finder) {
  Objects objects;
  while (const auto object = finder.next()) objects.push_back(*object);
  return objects;
}

Objects objects_of(std::string_view text) {
  ObjectFinder finder(text);
  return all_objects(finder);
}

TEST(ObjectFinder, FindsObjectsBetweenNoise) {
  EXPECT_EQ(objects_of("[plugins] ok\n{\"a\":1}\nbye {} }{\"b\":{}}"),
            (Objects{"{\"a\":1}", "{}", "{\"b\":{}}"}));
  EXPECT_EQ(objects_of(""), Objects{});
  EXPECT_EQ(objects_of("no braces"), Objects{});
}

TEST(ObjectFinder, GoesOnBehindABrokenObject) {
  EXPECT_EQ(objects_of("{{\"a\":1}"), (Objects{"{\"a\":1}"}));
  EXPECT_EQ(objects_of("{oops {\"a\":1}"), (Objects{"{\"a\":1}"}));
  EXPECT_EQ(objects_of("{\"x\":[{\"a\":1},{\"b\":2},]} {}"),
            (Objects{"{\"a\":1}", "{\"b\":2}", "{}"}));
  EXPECT_EQ(objects_of("{\"x\": {\"y\": {\"z\":1} ! {\"a\":1}"),
            (Objects{"{\"z\":1}", "{\"a\":1}"}));
}

TEST(ObjectFinder, StopsAtATruncatedObject) {
  ObjectFinder finder("{\"a\":1} {\"b\":[{\"c\":1}");
  EXPECT_EQ(all_objects(finder), (Objects{"{\"a\":1}"}));
  EXPECT_EQ(finder.end(), SkipOutcome::truncated);
  EXPECT_EQ(finder.end_position(), 8U);
  EXPECT_EQ(finder.next(), std::nullopt);
}

TEST(ObjectFinder, StopsAtADeepObject) {
  std::string deep = "{\"a\":1} {\"b\":";
  deep.append(64, '[').append(64, ']').append("} {}");
  ObjectFinder finder(deep);
  EXPECT_EQ(all_objects(finder), (Objects{"{\"a\":1}"}));
  EXPECT_EQ(finder.end(), SkipOutcome::too_deep);
}

// The rules again, without regard for time: every `{` outside an accepted object is tried.
Objects objects_by_trying_everything(std::string_view text) {
  Objects objects;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '{') {
      ++at;
      continue;
    }
    const SkipResult result = skip_json_value(text, at);
    if (result.outcome == SkipOutcome::violation) {
      ++at;
    } else if (result.outcome == SkipOutcome::complete) {
      objects.push_back(text.substr(at, result.end - at));
      at = result.end;
    } else {
      break;
    }
  }
  return objects;
}

// Objects among noise, some of them broken.
std::string random_text(testing::RandomJson& random) {
  std::string text = random.soup(6);
  for (std::size_t i = random.below(4); i > 0; --i) {
    text += random.mutated(random.object(4), 2) + random.soup(3);
  }
  return text;
}

constexpr int kTextsPerSeed = 100;

RC_GTEST_PROP(ObjectFinderProperty, SkippingDoomedBracesChangesNothing, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  for (int i = 0; i < kTextsPerSeed; ++i) {
    const std::string text = random_text(random);
    if (objects_of(text) != objects_by_trying_everything(text)) RC_FAIL(text);
  }
}

RC_GTEST_PROP(ObjectFinderProperty, LooksAtNoByteOften, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  for (int i = 0; i < kTextsPerSeed; ++i) {
    const std::string text = random_text(random);
    ObjectFinder finder(text);
    all_objects(finder);
    if (finder.bytes_examined() > 6 * text.size()) RC_FAIL(text);
  }
}

// Our grammar is simdjson's, where that looks at the same things.
RC_GTEST_PROP(SkipJsonValueProperty, AgreesWithSimdjson, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  simdjson::dom::parser parser;
  for (int i = 0; i < kTextsPerSeed; ++i) {
    const std::string text = random.mutated(random.object(5), 1);
    const auto error = parser.parse(text).error();
    if (error == simdjson::NUMBER_ERROR && text.find("e9") != std::string::npos) continue;
    if (error == simdjson::UTF8_ERROR || text.find("\\u") != std::string::npos) continue;
    const SkipResult result = skip_json_value(trim_json_space(text), 0);
    const bool whole =
        result.outcome == SkipOutcome::complete && result.end == trim_json_space(text).size();
    if (whole != (error == simdjson::SUCCESS)) RC_FAIL(text);
  }
}

std::string filled(std::size_t size, std::string_view part) {
  std::string text;
  while (text.size() < size) text += part;
  return text;
}
constexpr std::size_t kMebibyte = std::size_t{1} << 20;

std::uint64_t steps(std::string_view text) {
  ObjectFinder finder(text);
  all_objects(finder);
  return finder.bytes_examined();
}

// Steps are counted, because time on a shared machine proves nothing.
TEST(ObjectFinder, IsLinearInHostileText) {
  for (const std::string_view part : {"{", "{\"", "{\"a\":", "[{\"a\":["}) {
    const std::string text = filled(kMebibyte, part);
    EXPECT_LE(steps(text), 6 * text.size()) << part;
  }
}

TEST(ObjectFinder, IsLinearInOtherHostileText) {
  for (const std::string_view part :
       {"{\"a\":{}", "{}", "{\"a\":1}", "{ ", "{\"{\":\"{\",", "\"{\"", "{\"a\":\"{\",\"b\":\"}\"",
        "{\"\\\"", "\\\"{", "{\":\":\",\":"}) {
    for (const std::string_view ending : {"", "!", "\"!", "}", "\"}"}) {
      const std::string text = filled(kMebibyte / 32, part) + std::string(ending);
      EXPECT_LE(steps(text), 6 * text.size()) << part << " ... " << ending;
    }
  }
}

// Many open objects around one long broken array: tried one by one they would cost 63 passes.
TEST(ObjectFinder, DoesNotTryOpenObjectsAgain) {
  std::string text;
  for (int i = 0; i < 63; ++i) text += "{\"a\":";
  text += "[" + filled(kMebibyte, "1,") + "!";
  ObjectFinder finder(text);
  EXPECT_EQ(all_objects(finder), Objects{});
  EXPECT_EQ(finder.end(), SkipOutcome::complete);
  EXPECT_LE(finder.bytes_examined(), 3 * text.size());
}

// The same twice over: of two rows of nested objects each stands in the strings of the other.
TEST(ObjectFinder, RemembersOpenObjectsOfBothWaysToReadQuotes) {
  const std::string text =
      filled(std::size_t{3} * 120, "{\":") + "[" + filled(kMebibyte, "1,") + "!\"!";
  ObjectFinder finder(text);
  EXPECT_EQ(all_objects(finder), Objects{});
  EXPECT_EQ(finder.end(), SkipOutcome::complete);
  EXPECT_LE(finder.bytes_examined(), 4 * text.size());
}

}  // namespace
}  // namespace controller
