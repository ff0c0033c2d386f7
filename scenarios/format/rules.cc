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

constexpr std::size_t kNameMax = 64;

bool is_alphanumeric(char c) { return controller::is_alnum_ascii(c); }

bool is_kebab(std::string_view text) {
  if (text.empty() || text.size() > kNameMax) return false;
  char before = '-';
  for (const char c : text) {
    if (c == '-' ? before == '-' : !controller::is_lower_ascii(c) && !is_digit_ascii(c))
      return false;
    before = c;
  }
  return before != '-';
}

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

bool is_region(std::string_view text) {
  constexpr std::size_t kMin = 2;
  constexpr std::size_t kMax = 8;
  return text.size() >= kMin && text.size() <= kMax &&
         std::ranges::all_of(text, controller::is_lower_ascii);
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

Words clauses() {
  return {"G1",  "G2",  "G3", "G4", "G5", "G6", "L1", "L2",  "L3",  "L4",  "L5",  "C1",  "C2",
          "C3",  "C4",  "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13", "C14", "C15",
          "H1",  "H2",  "H3", "H4", "H5", "H6", "H7", "F1",  "F2",  "F3",  "F4",  "F5",  "F6",
          "F7",  "F8",  "M1", "M2", "M3", "M4", "M5", "M6",  "M7",  "M8",  "M9",  "M10", "M11",
          "M12", "M13", "S1", "S2", "S3", "S4", "S5", "S6",  "S7"};
}

Words channels() { return {"telegram", "discord", "slack"}; }

Words store_files() {
  Words words = channels();
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

const TextRule kNonEmpty{"text", "a text that is not empty", "^[\\s\\S]+$", is_not_empty, nullptr};
const TextRule kName{"name", R"(a name in kebab-case, at most 64 long, such as "late-list")",
                     "^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$", is_kebab, nullptr};
const TextRule kClause{"clause", "a clause", "", nullptr, clauses};
const TextRule kChannel{"channel", "a channel", "", nullptr, channels};
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
const TextRule kRegion{"region", R"(a region such as "dfw")", "^[a-z]{2,8}$", is_region, nullptr};
const TextRule kMetric{"metric", "a metric", "", nullptr, metrics};
const TextRule kSituation{"situation", "a situation", "", nullptr, situations};

}  // namespace scenarios
