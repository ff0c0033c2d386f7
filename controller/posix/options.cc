#include "controller/posix/options.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "controller/base/nearest.h"

namespace controller::posix {
namespace {

using nlohmann::json;

// What a file says, as a flag or a variable would say it.
std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool fits(const Option& option, const json& value) {
  if (value.is_array()) return option.value == "JSON";
  if (value.is_number()) return option.value == "N";
  if (value.is_boolean()) return option.value == "true|false";
  return value.is_string();
}

// Secrets are not shown, not even wrong ones.
std::string shown(const Option& option, const std::string& value) {
  return option.secret ? "(secret)" : "\"" + value + "\"";
}

// LINE:COLUMN of a byte, all of them counted from 1.
std::string place_in(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return std::to_string(line) + ':' + std::to_string(column);
}

// Where a NUL stood, a program's argument would end.
bool is_text(const json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find('\0') == std::string::npos;
}

class Reading {
 public:
  Reading(const std::vector<Option>& options, const OptionSources& sources)
      : options_(options), sources_(sources) {
    if (!sources.file.empty()) read_file();
  }

  std::vector<std::string> run() {
    for (const Option& option : options_) read(option);
    return std::move(errors_);
  }

 private:
  void read_file() {
    std::ifstream file(sources_.file, std::ios::binary);
    std::error_code ignored;
    if (!file || std::filesystem::is_directory(sources_.file, ignored)) {
      file_is_read_ = false;
      errors_.push_back(sources_.file + ": cannot be read");
      return;
    }
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    try {
      file_ = json::parse(text, told_twice(), true, /*ignore_comments=*/true);
    } catch (const json::parse_error& error) {
      file_is_read_ = false;
      errors_.push_back(sources_.file + ':' + place_in(text, error.byte) + ": no JSON");
      return;
    }
    if (!file_.is_object()) {
      file_is_read_ = false;
      errors_.push_back(sources_.file + ": expected a JSON object");
      file_ = json::object();
    }
    refuse_unknown_keys();
  }

  // Of two values for one key the parser takes the last.
  json::parser_callback_t told_twice() {
    return [this, keys = std::set<std::string>()](int depth, json::parse_event_t event,
                                                  const json& parsed) mutable {
      const bool is_key = depth == 1 && event == json::parse_event_t::key;
      if (is_key && !keys.insert(parsed.get<std::string>()).second)
        errors_.push_back(sources_.file + ": \"" + parsed.get<std::string>() + "\" is there twice");
      return true;
    };
  }

  void refuse_unknown_keys() {
    std::vector<std::string> keys;
    for (const Option& option : options_) keys.push_back(key_of(option));
    const std::vector<std::string_view> known(keys.begin(), keys.end());
    for (const auto& item : file_.items()) {
      if (std::ranges::find(known, item.key()) == known.end())
        errors_.push_back(sources_.file + ": " + unknown_word("key", item.key(), known));
    }
  }

  void read(const Option& option) {
    if (const auto flag = sources_.flags.find(option.name); flag != sources_.flags.end()) {
      take(option, "--" + option.name, flag->second);
    } else if (const auto variable = variable_of(option)) {
      take(option, option.variable, *variable);
    } else if (file_.is_object() && file_.contains(key_of(option))) {
      const std::string place = sources_.file + ": \"" + key_of(option) + "\"";
      const json& value = file_.at(key_of(option));
      if (fits(option, value)) {
        take(option, place, text_of(value));
      } else {
        errors_.push_back(place + ": expected a string, got " + shown(option, value.dump()));
      }
    } else if (option.required && file_is_read_) {
      errors_.push_back(option.variable + " is not set, or empty: set it, or \"" + key_of(option) +
                        "\" in the file of --config" +
                        (option.secret ? "" : ", or give --" + option.name));
    }
  }

  std::optional<std::string> variable_of(const Option& option) const {
    if (option.variable.empty()) return std::nullopt;
    auto value = sources_.environment(option.variable);
    if (value && value->empty()) return std::nullopt;  // as good as not set
    return value;
  }

  void take(const Option& option, const std::string& place, const std::string& value) {
    const std::string expected = option.set(value);
    if (!expected.empty())
      errors_.push_back(place + ": expected " + expected + ", got " + shown(option, value));
  }

  const std::vector<Option>& options_;
  const OptionSources& sources_;
  json file_ = json::object();
  bool file_is_read_ = true;  // or there is none; else it might hold whatever is missing
  std::vector<std::string> errors_;
};

}  // namespace

std::string key_of(const Option& option) {
  std::string key = option.name;
  std::ranges::replace(key, '-', '_');
  return key;
}

std::vector<std::string> read_options(const std::vector<Option>& options,
                                      const OptionSources& sources) {
  return Reading(options, sources).run();
}

std::function<std::string(const std::string&)> set_text(std::string& target) {
  return [&target](const std::string& value) -> std::string {
    if (value.empty()) return "a value";
    target = value;
    return {};
  };
}

std::function<std::string(const std::string&)> set_if(std::string& target,
                                                      bool (*fine)(const std::string&),
                                                      std::string expected) {
  return [&target, fine, expected = std::move(expected)](const std::string& value) -> std::string {
    if (!fine(value)) return expected;
    target = value;
    return {};
  };
}

std::function<std::string(const std::string&)> set_flag(bool& target) {
  return [&target](const std::string& value) -> std::string {
    if (value != "true" && value != "false") return "true or false";
    target = value == "true";
    return {};
  };
}

std::function<std::string(const std::string&)> set_whole(std::uint64_t& target, std::uint64_t min,
                                                         std::uint64_t max) {
  return [&target, min, max](const std::string& value) -> std::string {
    std::uint64_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || stop != end || number < min || number > max)
      return "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
    target = number;
    return {};
  };
}

std::function<std::string(const std::string&)> set_texts(std::vector<std::string>& target) {
  return [&target](const std::string& value) -> std::string {
    const json texts = json::parse(value, nullptr, /*allow_exceptions=*/false);
    const bool fine = texts.is_array() && std::ranges::all_of(texts, is_text);
    if (!fine) return "a JSON array of strings without NUL";
    target = texts.get<std::vector<std::string>>();
    return {};
  };
}

}  // namespace controller::posix
