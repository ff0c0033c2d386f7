// JSON text and values, with what the library makes of it compiled once: a parser and a printer are
// seconds of a compiler's time in each source that has its own.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace sim {

// A discarded value when `text` is not JSON.
nlohmann::json read_json(std::string_view text);
bool is_json(std::string_view text);
// Whether `text` is the beginning of a JSON value and ends before it does.
bool is_json_cut_off(std::string_view text);
// How deep arrays and objects nest, up to where `text` stops being JSON.
int depth_of_json(std::string_view text);

// In one line; bytes that are not UTF-8 are replaced.
std::string to_text(const nlohmann::json& value);
std::string to_text(const nlohmann::ordered_json& value);
// `text` as a string of JSON, with its quotes; likewise.
std::string json_string(std::string_view text);

}  // namespace sim
