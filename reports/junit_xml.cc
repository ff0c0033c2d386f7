#include "reports/junit_xml.h"

#include <algorithm>

#include "reports/findings.h"
#include "reports/text.h"

namespace reports {
namespace {

bool is_skipped(const ScenarioReport& scenario) {
  return scenario.runs == 0 || is_interrupted(scenario);
}
bool is_failure(const ScenarioReport& scenario) { return scenario.verdict == Verdict::failed; }
bool is_error(const ScenarioReport& scenario) {
  return scenario.verdict != Verdict::passed && !is_failure(scenario);
}

template <class Predicate>
std::string count(const Summary& summary, Predicate predicate) {
  return std::to_string(std::ranges::count_if(summary.scenarios, predicate));
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_escaped(value) + "\"";
}

// The seed to begin with: the first that got the scenario's verdict.
const SeedReport* worst_seed(const ScenarioReport& scenario) {
  for (const auto& seed : scenario.seeds)
    if (seed.verdict == scenario.verdict) return &seed;
  return scenario.seeds.empty() ? nullptr : scenario.seeds.data();
}

// "safety", "liveness" … of a failure, else the verdict.
std::string type_of(const ScenarioReport& scenario) {
  const auto* seed = worst_seed(scenario);
  if (is_failure(scenario) && seed != nullptr && !seed->findings.empty())
    return seed->findings.front().kind;
  return std::string(name_of(scenario.verdict));
}

std::string message_of(const ScenarioReport& scenario) {
  const auto* seed = worst_seed(scenario);
  if (seed == nullptr || seed->findings.empty()) return std::string(name_of(scenario.verdict));
  return to_text(seed->findings.front());
}

void append_seed(const SeedReport& seed, std::string& out) {
  out += "seed " + std::to_string(seed.seed) + ": " + std::string(name_of(seed.verdict)) + "\n";
  for (const auto& finding : seed.findings) out += "  " + xml_escaped(to_text(finding)) + "\n";
  if (const auto more = seed.findings_count - seed.findings.size(); more > 0)
    out += "  and " + grouped(more) + " more\n";
  out += "  replay: " + xml_escaped(seed.replay) + "\n";
}

void append_outcome(const ScenarioReport& scenario, std::string& out) {
  const std::string element = is_failure(scenario) ? "failure" : "error";
  out += "      <" + element + attribute("type", type_of(scenario)) +
         attribute("message", message_of(scenario)) + ">\n";
  out += xml_escaped(runs_text(scenario)) + "\n";
  for (const auto& seed : scenario.seeds) append_seed(seed, out);
  out += "</" + element + ">\n";
}

void append_case(const ScenarioReport& scenario, std::string& out) {
  out += "    <testcase" + attribute("classname", "pairbench") + attribute("name", scenario.name) +
         attribute("time", "0");
  if (is_skipped(scenario)) {
    out += ">\n      <skipped/>\n    </testcase>\n";
  } else if (scenario.verdict == Verdict::passed) {
    out += "/>\n";
  } else {
    out += ">\n";
    append_outcome(scenario, out);
    out += "    </testcase>\n";
  }
}

// What each scenario covers: there is no other place for it in a passed test case.
void append_output(const Summary& summary, std::string& out) {
  out += "    <system-out>\n";
  for (const auto& scenario : summary.scenarios) {
    out += xml_escaped(scenario.name);
    for (const auto& clause : scenario.clauses) out += " " + xml_escaped(clause);
    out +=
        ": " + runs_text(scenario) + "; " + time_text(scenario.virtual_us) + " of virtual time\n";
  }
  if (summary.interrupted) out += "The run was interrupted.\n";
  out += "    </system-out>\n    <system-err/>\n";
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string junit_xml(const Summary& summary) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite";
  out += attribute("name", "pairbench") + attribute("package", "pairbench") + attribute("id", "0");
  out += attribute("tests", std::to_string(summary.scenarios.size()));
  out += attribute("failures", count(summary, is_failure));
  out += attribute("errors", count(summary, is_error));
  out += attribute("skipped", count(summary, is_skipped));
  out += attribute("time", "0") + attribute("timestamp", "1970-01-01T00:00:00") +
         attribute("hostname", "localhost");
  out += ">\n    <properties/>\n";
  for (const auto& scenario : summary.scenarios) append_case(scenario, out);
  append_output(summary, out);
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace reports
