#include "scenarios/format/writer.h"

#include "controller/base/iso8601.h"
#include "scenarios/format/object_writer.h"

namespace scenarios {
namespace {

std::string as_comment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out += line.empty() ? "//\n" : "// " + std::string(line) + '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace

Node write_value(const std::string& value) { return text_node(value); }
Node write_value(bool value) { return boolean_node(value); }
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
