#include "reports/result_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "reports/testing/sample.h"

namespace reports {
namespace {

using testing::HasSubstr;

constexpr const char* kResultJson = R"({
  "version": 1,
  "scenario": "approvals",
  "file": "scenarios/library/approvals.json",
  "seed": 18446744073709551615,
  "verdict": "failed",
  "clauses": [
    "C9",
    "C10"
  ],
  "violations": [
    {
      "clause": "C10",
      "property": "safety",
      "at_us": 12500000,
      "event": 42,
      "text": "sent twice: <b> & \"it's\" ]]> | `x` \u001b[31m�\ttab"
    },
    {
      "clause": "C9",
      "property": "liveness",
      "at_us": 60000000,
      "event": 0,
      "text": "never answered"
    }
  ],
  "unmet": [
    {
      "index": 1,
      "text": "cli_calls: expected at most 3, saw 5"
    }
  ],
  "never_happened": [
    "line_cut"
  ],
  "clauses_not_tested": [
    "C9"
  ],
  "endless": null,
  "remark": null,
  "virtual_us": 3600000000,
  "events": 1234,
  "steps": 5678,
  "draws": 9,
  "trace_hash": "0000000000c0ffee",
  "occasions": {
    "C10": 4,
    "C9": 0
  },
  "situations": {
    "line_cut": 0
  },
  "metrics": {
    "cli_calls": 5
  },
  "faults": {
    "asleep": 0,
    "slow": 3
  },
  "build": {
    "version": "0.1.0",
    "compiler": "g++ 12.2.0",
    "binary": "0123456789abcdef"
  },
  "replay": "pairbench replay scenarios/library/approvals.json --seed 18446744073709551615",
  "definition": {
    "version": 1,
    "name": "approvals"
  }
}
)";

TEST(ResultJson, IsThisText) { EXPECT_EQ(result_json(failed_run()), kResultJson); }

TEST(ResultJson, SaysWhatElseDecided) {
  auto run = failed_run();
  run.endless = "too many events";
  run.remark = "two traces";
  run.definition = "no JSON";
  const auto text = result_json(run);
  EXPECT_THAT(text, HasSubstr("\"endless\": \"too many events\""));
  EXPECT_THAT(text, HasSubstr("\"remark\": \"two traces\""));
  EXPECT_THAT(text, HasSubstr("\"definition\": null"));
}

TEST(ReadResultJson, GetsBackWhatAReplayNeeds) {
  const auto [result, error] = read_result_json(kResultJson);
  ASSERT_TRUE(result) << error;
  EXPECT_EQ(result->scenario, "approvals");
  EXPECT_EQ(result->file, "scenarios/library/approvals.json");
  EXPECT_EQ(result->seed, 18446744073709551615ULL);
  EXPECT_EQ(result->trace_hash, 0xC0FFEEU);
  EXPECT_EQ(result->build, failed_run().build);
  EXPECT_EQ(result->definition, "{\n  \"version\": 1,\n  \"name\": \"approvals\"\n}");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ReadResultJson, RefusesWithOneLine) {
  const auto error = [](const std::string& text) { return read_result_json(text).error; };
  const std::string golden = kResultJson;
  EXPECT_EQ(error(""), "no result of pairbench: expected a JSON object");
  EXPECT_EQ(error("[1]"), "no result of pairbench: expected a JSON object");
  EXPECT_EQ(error(golden.substr(0, golden.size() / 2)),
            "no result of pairbench: expected a JSON object");
  EXPECT_EQ(error(replaced(golden, "\"version\": 1", "\"version\": 2")),
            "a result of version 2: this pairbench reads version 1");
  EXPECT_EQ(error(replaced(golden, "18446744073709551615", "-7")),
            "no result of pairbench: expected an integer, not negative, under \"seed\"");
  EXPECT_EQ(error(replaced(golden, "0000000000c0ffee", "c0ffee")),
            "no result of pairbench: expected 16 hexadecimal digits under \"trace_hash\"");
  EXPECT_EQ(error(replaced(golden, "0000000000c0ffee", "+00000000c0ffeeg")),
            "no result of pairbench: expected 16 hexadecimal digits under \"trace_hash\"");
  EXPECT_EQ(error(replaced(golden, "\"compiler\"", "\"c\"")),
            "no result of pairbench: expected version, compiler and binary under \"build\"");
  EXPECT_EQ(error(replaced(golden, "\"definition\"", "\"d\"")),
            "no result of pairbench: expected an object under \"definition\"");
}

TEST(ReadResultJson, BearsWhatIsNestedDeeply) {
  const std::string deep = R"({"version": 1, "definition": )" + std::string(1'000'000, '[') +
                           std::string(1'000'000, ']') + "}";
  EXPECT_FALSE(read_result_json(deep).result);
  EXPECT_FALSE(looks_like_result(deep));
}

TEST(LooksLikeResult, TellsResultsFromScenarios) {
  EXPECT_TRUE(looks_like_result(kResultJson));
  EXPECT_TRUE(looks_like_result(R"({"version": 9, "verdict": "passed"})"));
  EXPECT_FALSE(looks_like_result(R"({"version": 1, "name": "x", "duration": "1s"})"));
  EXPECT_FALSE(looks_like_result("// a scenario\n{}"));
}

}  // namespace
}  // namespace reports
