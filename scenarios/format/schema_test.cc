#include "scenarios/format/schema.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "scenarios/format/document.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/metrics.h"
#include "scenarios/format/rules.h"
#include "scenarios/format/situations.h"

namespace scenarios {
namespace {

const std::string kShipped =
    std::string(PAIRBENCH_SOURCE_DIR) + "/scenarios/format/schema/scenario.schema.json";

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The loader reads by the same descriptions that the schema is made of, so equal texts mean that
// both agree on every key, word and bound. UPDATE_SCHEMA=1 writes the file anew.
TEST(Schema, IsWhatTheDescriptionsSay) {
  if (std::getenv("UPDATE_SCHEMA") != nullptr)
    std::ofstream(kShipped, std::ios::binary) << scenario_schema();
  EXPECT_TRUE(contents(kShipped) == scenario_schema())
      << "the format has changed: run this test with UPDATE_SCHEMA=1 and look at the difference";
}

// Collects "key" of all objects in a schema's `properties`, and every word a key must be equal to.
void collect(const Node& schema, std::set<std::string>& keys) {
  if (const Node* properties = member(schema, "properties")) {
    for (const Node& property : properties->children) {
      keys.insert(property.key);
      if (const Node* word = member(property, "const")) keys.insert(word->text);
    }
  }
  for (const Node& child : schema.children) collect(child, keys);
}

void collect_used(const Node& node, std::set<std::string>& keys) {
  if (!node.key.empty()) keys.insert(node.key);
  if (node.key == "do") keys.insert(node.text);
  for (const Node& child : node.children) collect_used(child, keys);
}

// Shows from outside that what the schema promises, the loader takes.
TEST(Schema, EveryKeyAndActionLoads) {
  const auto schema = parse_document(contents(kShipped), kShipped);
  ASSERT_TRUE(schema.ok());
  std::set<std::string> promised;
  std::set<std::string> taken = {"seed", ""};  // "seed" cannot stand beside "seeds"; "": version's
  collect(*schema, promised);
  for (const char* name : {"everything", "everything-cloud"}) {
    const std::string path =
        std::string(PAIRBENCH_SOURCE_DIR) + "/scenarios/format/testdata/" + name + ".json";
    const auto loaded = load_scenario(path);
    ASSERT_TRUE(loaded.ok()) << to_string(loaded.error());
    const auto used = parse_document(contents(path), path);
    ASSERT_TRUE(used.ok());
    collect_used(*used, taken);
  }
  for (const std::string& key : promised) EXPECT_TRUE(taken.contains(key)) << key;
  EXPECT_GT(promised.size(), 100U);
}

TEST(Schema, TheReferenceNamesEveryKeyAndWord) {
  const std::string reference =
      contents(std::string(PAIRBENCH_SOURCE_DIR) + "/docs/scenario-format.md");
  std::set<std::string> words;
  collect(*parse_document(contents(kShipped), kShipped), words);
  for (const MetricName& metric : kMetrics) words.emplace(metric.name);
  for (const Situation& situation : kSituations) words.emplace(situation.name);
  for (const MetricName& metric : kCloudMetrics) words.emplace(metric.name);
  for (const Situation& situation : kCloudSituations) words.emplace(situation.name);
  for (const std::string& word : words) {
    const bool named = reference.find('`' + word + '`') != std::string::npos ||
                       reference.find('"' + word + '"') != std::string::npos;
    EXPECT_TRUE(named || word.empty()) << word;
  }
}

// Each text rule tells the loader by a function and the schema by a pattern.
RC_GTEST_PROP(Schema, PatternsAndFunctionsAgree, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', 'F', '0', '-', '=', '/', ' ', '_', 'z'));
  for (const TextRule* rule : {&kNonEmpty, &kName, &kCode, &kUuid, &kBase64, &kRegion}) {
    const std::regex pattern{std::string(rule->pattern)};
    RC_ASSERT(rule->fits(text) == std::regex_match(text, pattern));
  }
}

TEST(Schema, PatternsAndFunctionsAgreeOnTypicalTexts) {
  const std::string uuid = "0f8fad5b-d9cb-469F-a165-70867728950e";
  const std::string name(64, 'a');
  for (const std::string& text :
       {uuid, uuid.substr(1), uuid + "0", name, name + "a", std::string(32, 'A'),
        std::string(33, 'A'), std::string("AA=="), std::string("AA=A"), std::string("A==="),
        std::string("AAA="), std::string("a--b")}) {
    for (const TextRule* rule : {&kNonEmpty, &kName, &kCode, &kUuid, &kBase64, &kRegion}) {
      const std::regex pattern{std::string(rule->pattern)};
      EXPECT_EQ(rule->fits(text), std::regex_match(text, pattern)) << rule->what << ": " << text;
    }
  }
}

}  // namespace
}  // namespace scenarios
