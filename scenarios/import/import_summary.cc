#include "scenarios/import/import_summary.h"

#include <string>

#include "reports/text.h"
#include "scenarios/import/importer.h"

namespace scenarios::importing {
namespace {

using reports::counted;
using reports::grouped;

std::string joined_kinds(const Masker::Counts& counts) {
  std::string out;
  for (const SecretKindName& kind : kSecretKinds) {
    const auto count = counts[static_cast<std::size_t>(kind.kind)];
    if (count == 0) continue;
    out += (out.empty() ? "" : ", ") + grouped(count) + " ";
    out += count == 1 ? kind.one : kind.many;
  }
  return out;
}

// Breaks between words, so that a comment is read without scrolling.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 97;  // and "// "
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (column > 0 && column + 1 + word.size() > kWidth) {
      out += '\n';
      column = 0;
    }
    if (column > 0) out += ' ';
    out += word;
    column += word.size() + (column > 0 ? 1 : 0);
  }
  return out;
}

std::string when(const ImportReport& report) {
  std::string out = reports::time_text(report.span.count());
  if (report.first) out += " from " + moment_text(*report.first);
  return out;
}

}  // namespace

std::string masked_text(const ImportReport& report) {
  if (report.keep_secrets) return "nothing masked (--keep-secrets)";
  const std::string kinds = joined_kinds(report.masked);
  return kinds.empty() ? "nothing to mask" : "masked " + kinds;
}

std::string about_text(const ImportReport& report) {
  std::string out =
      wrapped("Imported by pairbench import-log from " + reports::printable(report.source) + " (" +
              std::string(name_of(report.format)) + ", " + counted(report.lines, "line") +
              "): " + counted(report.kept, "line") + ", " + when(report) + "; " +
              grouped(report.triggers) + " of them speak of pairing.");
  if (report.left_out > 0)
    out += "\n" + wrapped("Left out: " + counted(report.left_out, "line") +
                          (report.only_triggers ? " without a keyword." : " that did not match."));
  if (report.outside > 0)
    out += "\n" + wrapped("Before --from or after --to: " + counted(report.outside, "line") + ".");
  out += "\n" + wrapped("Secrets: " + masked_text(report) + ".");
  for (const std::string& note : report.notes) out += "\n" + wrapped("Note: " + note + ".");
  return out;
}

std::string summary_line(const ImportReport& report, const std::string& file) {
  return reports::printable(file) + ": " + counted(report.steps, "step") + " from " +
         grouped(report.kept) + " of " + counted(report.lines, "line") + " (" +
         std::string(name_of(report.format)) + ", " + reports::time_text(report.span.count()) +
         ", " + counted(report.triggers, "trigger") + "); " + masked_text(report) +
         ". Next: pairbench run " + reports::printable(file);
}

}  // namespace scenarios::importing
