#include "controller/posix/options.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <map>
#include <string>

namespace controller::posix {
namespace {

using Errors = std::vector<std::string>;

class OptionsTest : public ::testing::Test {
 protected:
  OptionsTest() {
    std::array<char, 32> name = {"/tmp/options_XXXXXX"};
    ::close(::mkstemp(name.data()));
    file = name.data();
  }
  ~OptionsTest() override { ::unlink(file.c_str()); }

  Errors read(std::map<std::string, std::string> flags,
              std::map<std::string, std::string> variables, const std::string& text = "") {
    if (!text.empty()) std::ofstream(file) << text;
    const std::vector<Option> options = {
        {"a-number", "A_NUMBER", "N", "", false, false, set_whole(number, 1, 9)},
        {"token", "TOKEN", "T", "", true, true, set_text(token)},
        {"on", "ON", "true|false", "", false, false, set_flag(on)},
        {"words", "WORDS", "JSON", "", false, false, set_texts(words)},
    };
    const OptionSources sources{std::move(flags),
                                [&](const std::string& name) -> std::optional<std::string> {
                                  const auto found = variables.find(name);
                                  if (found == variables.end()) return std::nullopt;
                                  return found->second;
                                },
                                text.empty() ? "" : file};
    return read_options(options, sources);
  }

  std::string file;
  std::uint64_t number = 0;
  std::string token;
  bool on = false;
  std::vector<std::string> words;
};

TEST_F(OptionsTest, FlagsComeBeforeVariablesAndThoseBeforeTheFile) {
  const std::string text = R"({"a_number":3,"token":"f","on":true,"words":["x","y"]} // as it is)";
  EXPECT_EQ(read({{"a-number", "1"}}, {{"A_NUMBER", "2"}, {"TOKEN", "v"}}, text), Errors());
  EXPECT_EQ(number, 1U);
  EXPECT_EQ(token, "v");
  EXPECT_TRUE(on);
  EXPECT_EQ(words, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(read({}, {{"A_NUMBER", "2"}, {"TOKEN", ""}}, text), Errors());
  EXPECT_EQ(number, 2U);
  EXPECT_EQ(token, "f");  // an empty variable is none
}

TEST_F(OptionsTest, TellsAllThatIsWrongByPlaceAndWithoutSecrets) {
  EXPECT_EQ(
      read({{"a-number", "x"}}, {{"ON", "yes"}}, R"({"words":[1],"token":""})"),
      (Errors{"--a-number: expected a whole number from 1 to 9, got \"x\"",
              file + ": \"token\": expected a value, got (secret)",
              "ON: expected true or false, got \"yes\"",
              file + ": \"words\": expected a JSON array of strings without NUL, got \"[1]\""}));
  EXPECT_EQ(read({{"token", "t"}}, {{"WORDS", R"(["a\u0000b"])"}}),
            Errors{"WORDS: expected a JSON array of strings without NUL, got "
                   R"("["a\u0000b"]")"});
  EXPECT_EQ(read({{"a-number", "10"}}, {}),
            (Errors{"--a-number: expected a whole number from 1 to 9, got \"10\"",
                    "TOKEN is not set, or empty: set it, or \"token\" in the file of --config"}));
}

TEST_F(OptionsTest, TakesNothingElseForAString) {
  for (const char* value : {"null", "3", "true", "[\"a\"]", "{}"}) {
    EXPECT_EQ(read({}, {}, "{\"token\":" + std::string(value) + "}"),
              Errors{file + ": \"token\": expected a string, got (secret)"});
    EXPECT_EQ(token, "");
  }
}

TEST_F(OptionsTest, RefusesFilesThatItDoesNotUnderstand) {
  const std::map<std::string, std::string> variables = {{"TOKEN", "t"}};
  EXPECT_EQ(read({}, variables, R"({"a_nmber":1})"),
            Errors{file + ": unknown key \"a_nmber\": did you mean \"a_number\"?"});
  EXPECT_EQ(
      read({}, variables, R"({"xyzzy":1})"),
      Errors{file + R"(: unknown key "xyzzy": expected "a_number", "token", "on" or "words")"});
  EXPECT_EQ(read({}, variables, R"({"on":true,"token":"s","on":false})"),
            Errors{file + R"(: "on" is there twice)"});
  EXPECT_EQ(read({}, variables, R"({"words":{"on":1,"on":2},"on":true})"),
            Errors{file + R"(: "words": expected a string, got "{"on":2}")"});
  EXPECT_EQ(read({}, variables, "[1]"), Errors{file + ": expected a JSON object"});
  EXPECT_EQ(read({}, variables, "{\"on\":"), Errors{file + ":1:7: no JSON"});
  EXPECT_EQ(read({}, variables, "{\n  \"on\": tru\n}"), Errors{file + ":2:12: no JSON"});
  ::unlink(file.c_str());
  const std::string missing = file;
  file = "/nowhere/at/all";
  EXPECT_EQ(read({}, variables, "x"), Errors{"/nowhere/at/all: cannot be read"});
  file = missing;
  const OptionSources folder{{}, [](const std::string&) { return std::nullopt; }, "/tmp"};
  EXPECT_EQ(read_options({}, folder), Errors{"/tmp: cannot be read"});
}

// What it may hold, nobody knows: so nothing counts as missing.
TEST_F(OptionsTest, AFileThatCannotBeReadHasNoErrorsThatFollow) {
  EXPECT_EQ(read({{"a-number", "x"}}, {}, "{"),
            (Errors{file + ":1:2: no JSON",
                    "--a-number: expected a whole number from 1 to 9, got \"x\""}));
}

}  // namespace
}  // namespace controller::posix
