#include "sim/text/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sim {

using nlohmann::json;

json read_json(std::string_view text) { return json::parse(text, nullptr, false); }

bool is_json(std::string_view text) { return json::accept(text); }

bool is_json_cut_off(std::string_view text) {
  try {
    [[maybe_unused]] const json value = json::parse(text);
    return false;
  } catch (const json::parse_error& error) {
    return error.byte > text.size();
  } catch (const json::out_of_range&) {
    return false;  // a number beyond every limit
  }
}

int depth_of_json(std::string_view text) {
  int deepest = 0;
  const json::parser_callback_t measure = [&](int outside, json::parse_event_t event,
                                              json& /*value*/) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens) deepest = std::max(deepest, outside + 1);
    return true;
  };
  [[maybe_unused]] const json value = json::parse(text, measure, false);
  return deepest;
}

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string to_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string json_string(std::string_view text) { return to_text(json(text)); }

}  // namespace sim
