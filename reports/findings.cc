#include "reports/findings.h"

#include "reports/text.h"

namespace reports {
namespace {

Finding finding(std::string kind, std::string text) {
  return Finding{std::move(kind), {}, std::nullopt, std::move(text)};
}

void add_violations(const RunReport& run, std::vector<Finding>& out) {
  for (const auto& violation : run.violations)
    out.push_back({violation.property, violation.clause, violation.at_us, violation.text});
}

void add_open_questions(const RunReport& run, std::vector<Finding>& out) {
  for (const auto& situation : run.never_happened)
    out.push_back(finding("situation", "never came about: " + situation));
  for (const auto& clause : run.clauses_not_tested)
    out.push_back({"untested", clause, std::nullopt,
                   run.occasions.contains(clause)
                       ? "was never put to the test"
                       : "was not tested: nobody judges it in a scenario of this kind"});
}

// At the end of a character.
std::string cut_text(std::string text) {
  std::size_t characters = 0;
  std::size_t end = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (characters++ == kTextMax) end = i;
  }
  if (characters <= kTextMax) return text;
  return text.substr(0, end) + "… (cut: " + grouped(characters) +
         " characters; result.json has all of it)";
}

}  // namespace

std::vector<Finding> findings_of(const RunReport& run) {
  std::vector<Finding> out;
  if (run.verdict == Verdict::passed) return out;
  if (!run.remark.empty()) out.push_back(finding("remark", run.remark));
  add_violations(run, out);
  if (!run.endless.empty()) out.push_back(finding("endless", run.endless));
  for (const auto& unmet : run.unmet)
    out.push_back(
        finding("expectation", "expect[" + std::to_string(unmet.index) + "]: " + unmet.text));
  add_open_questions(run, out);
  return out;
}

std::string to_text(const Finding& finding) {
  std::string out = finding.clause;
  if (finding.at_us) out += (out.empty() ? "at " : " at ") + instant_text(*finding.at_us);
  if (!out.empty()) out += finding.kind == "untested" ? " " : ": ";
  return cut_text(printable(out + finding.text));
}

bool is_interrupted(const ScenarioReport& scenario) {
  return scenario.cut_short ||
         (scenario.verdict == Verdict::passed && scenario.runs < scenario.runs_planned);
}

std::string_view verdict_text(const ScenarioReport& scenario) {
  return is_interrupted(scenario) ? "interrupted" : name_of(scenario.verdict);
}

std::string runs_text(const ScenarioReport& scenario) {
  const bool all = scenario.runs == scenario.runs_planned;
  const auto planned = counted(scenario.runs_planned, "run");
  if (all && scenario.runs == 1) return planned + ": " + std::string(name_of(scenario.verdict));
  std::string parts;
  for (std::size_t i = 0; i < kVerdicts; ++i)
    if (const auto count = scenario.runs_by_verdict[i]; count > 0)
      parts += (parts.empty() ? ": " : ", ") + grouped(count) + " " +
               std::string(name_of(static_cast<Verdict>(i)));
  return (all ? planned : grouped(scenario.runs) + " of " + planned) + parts;
}

}  // namespace reports
