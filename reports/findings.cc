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
  return printable(out + finding.text);
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
