#include "scenarios/format/writer.h"

#include <algorithm>

#include "controller/base/iso8601.h"
#include "scenarios/format/object_writer.h"

namespace scenarios {
namespace {

std::string as_comment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    // A carriage return would end the comment too.
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    out += end == 0 ? "//\n" : "// " + std::string(text.substr(0, end)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Node write_value(const std::string& value) { return text_node(value); }
Node write_value(bool value) { return boolean_node(value); }
Node write_value(std::chrono::seconds value) { return write_value(Duration(value)); }
Node write_value(Duration value) { return text_node(duration_text(value)); }
Node write_value(Instant value) { return text_node(duration_text(value.time_since_epoch())); }
Node write_value(const RequestKey& value) { return text_node(text_of(value)); }

// Without the fraction when it is none.
Node write_value(WallTime value) {
  std::string text = controller::format_iso8601(value.time_since_epoch().count());
  if (text.ends_with(".000Z")) text.replace(text.size() - 5, 5, "Z");
  return text_node(text);
}

Node ObjectWriter::take_object() {
  Node object = object_node();
  for (Member& member : members_) object.children.push_back(std::move(member.node));
  return object;
}

std::string write_scenario(const Scenario& scenario) {
  return as_comment(scenario.about) + print(write(scenario));
}

}  // namespace scenarios
