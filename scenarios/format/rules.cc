#include "scenarios/format/rules.h"

#include <algorithm>
#include <array>

#include "controller/base/ascii.h"
#include "controller/pairing/validate.h"
#include "scenarios/format/metrics.h"
#include "scenarios/format/situations.h"
#include "scenarios/format/step.h"

namespace scenarios {
namespace {

using controller::is_digit_ascii;

using Words = std::vector<std::string_view>;

bool is_alphanumeric(char c) { return controller::is_alnum_ascii(c); }

bool is_base64(std::string_view text) { return decode_base64(text).has_value(); }

bool is_printable(char c) { return c > ' ' && c < 0x7F; }
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_';
  });
}
bool is_target(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, is_printable);
}
// What comes after the name may be wrong on purpose, but cannot hold a line end.
bool is_header(std::string_view text) {
  const std::size_t colon = text.find(": ");
  return colon != std::string_view::npos && is_token(text.substr(0, colon)) &&
         text.find_first_of("\r\n") == std::string_view::npos;
}

Words clauses() {
  return {"G1",  "G2",  "G3", "G4", "G5", "G6", "L1", "L2",  "L3",  "L4",  "L5",  "C1",  "C2",
          "C3",  "C4",  "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13", "C14", "C15",
          "H1",  "H2",  "H3", "H4", "H5", "H6", "H7", "F1",  "F2",  "F3",  "F4",  "F5",  "F6",
          "F7",  "F8",  "M1", "M2", "M3", "M4", "M5", "M6",  "M7",  "M8",  "M9",  "M10", "M11",
          "M12", "M13", "S1", "S2", "S3", "S4", "S5", "S6",  "S7"};
}

Words store_files() {
  Words words = kChannel.words();
  words.push_back("devices");
  return words;
}

Words metrics() {
  Words words;
  for (const MetricName& metric : kMetrics) words.push_back(metric.name);
  for (const MetricName& metric : kCloudMetrics) words.push_back(metric.name);
  return words;
}

Words situations() {
  Words words;
  for (const Situation& situation : kSituations) words.push_back(situation.name);
  for (const Situation& situation : kCloudSituations) words.push_back(situation.name);
  return words;
}

}  // namespace

const TextRule kClause{"clause", "a clause", "", nullptr, clauses};
const TextRule kStoreFile{"file", "a file", "", nullptr, store_files};
const TextRule kCode{"code", R"(a code such as "ABCD2345")", "^[A-Za-z0-9]{1,32}$",
                     controller::valid_code, nullptr};
const TextRule kUuid{"request id", "a UUID", "^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
                     controller::valid_request_id, nullptr};
const TextRule kBase64{"base64", "base64 with padding",
                       "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", is_base64,
                       nullptr};
const TextRule kMethod{"method", R"(a method such as "GET")", "^[A-Za-z0-9_-]+$", is_token,
                       nullptr};
const TextRule kTarget{"target", R"(a path such as "/_kilo/version", perhaps with a query)",
                       "^/[!-~]*$", is_target, nullptr};
const TextRule kHeader{"header", R"(a header such as "Accept: text/html")",
                       "^[A-Za-z0-9_-]+: [^\\r\\n]*$", is_header, nullptr};
const TextRule kMetric{"metric", "a metric", "", nullptr, metrics};
const TextRule kSituation{"situation", "a situation", "", nullptr, situations};

}  // namespace scenarios
