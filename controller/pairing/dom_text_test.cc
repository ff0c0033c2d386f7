#include "controller/pairing/dom_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include "controller/pairing/testing/random_json.h"

namespace controller {
namespace {

std::string minified(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get(object)) return "not an object";
  std::string out = "of before";
  write_minified(object, out);
  return out;
}

TEST(WriteMinified, DropsSpace) {
  EXPECT_EQ(minified("{ }"), "{}");
  EXPECT_EQ(minified("{ \"a\" : [ 1 , true, false, null ] ,\n \"b\" : { \"c\" : \"d e\" } }"),
            R"({"a":[1,true,false,null],"b":{"c":"d e"}})");
}

TEST(WriteMinified, EscapesOnlyWhatJsonDemands) {
  EXPECT_EQ(minified(R"({"\"\\\/":"\b\f\n\r\t\u0000\u001f\u007f\u00e9\ud83d\ude00"})"),
            R"({"\"\\/":"\b\f\n\r\t\u0000\u001f)"
            "\x7F\xC3\xA9\xF0\x9F\x98\x80\"}");
}

TEST(WriteMinified, WritesNumbers) {
  EXPECT_EQ(minified(R"({"a":[0,-1,9223372036854775807,18446744073709551615,0.1,-2.5e300]})"),
            R"({"a":[0,-1,9223372036854775807,18446744073709551615,0.1,-2.5e+300]})");
}

TEST(WriteMinified, KeepsEqualKeys) { EXPECT_EQ(minified(R"({"a":1,"a":2})"), R"({"a":1,"a":2})"); }

RC_GTEST_PROP(WriteMinifiedProperty, ASecondTimeChangesNothing, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  const std::string text = random.object(6);
  const std::string once = minified(text);
  RC_ASSERT(once.front() == '{');
  RC_ASSERT(once.find('\n') == std::string::npos);
  RC_ASSERT(minified(once) == once);
}

}  // namespace
}  // namespace controller
