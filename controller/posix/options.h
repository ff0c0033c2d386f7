// A daemon's options, each from a flag, a variable of the environment or a key of a JSON file, in
// this order of precedence. What is wrong is told by name and place, all at once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace controller::posix {

struct Option {
  std::string name;      // as in `--name`; in a file `-` is `_`
  std::string variable;  // of the environment
  // What stands for the value in the help. `JSON`, `N` and `true|false` also say that a file may
  // have an array, a number or a boolean; else it must have a string.
  std::string value;
  std::string meaning;  // one sentence
  // A secret has no flag, because everybody on the machine can read those.
  bool secret = false;
  bool required = false;
  // Takes a value over: empty, or what was expected instead.
  std::function<std::string(const std::string&)> set;
  // What it is when nobody says, for the help; empty: nothing, or `meaning` tells.
  std::string standard{};
};

// As in a file.
std::string key_of(const Option& option);

struct OptionSources {
  std::map<std::string, std::string> flags;  // by name
  std::function<std::optional<std::string>(const std::string& variable)> environment;
  std::string file;  // its path; empty: none
};

// Sets every option that one of the sources has. The errors are lines.
std::vector<std::string> read_options(const std::vector<Option>& options,
                                      const OptionSources& sources);

// Ways to take a value over, for Option::set. The targets must outlive it.
std::function<std::string(const std::string&)> set_text(std::string& target);
// `fine` says whether the value will do; `expected` is what is told otherwise.
std::function<std::string(const std::string&)> set_if(std::string& target,
                                                      bool (*fine)(const std::string&),
                                                      std::string expected);
std::function<std::string(const std::string&)> set_flag(bool& target);
std::function<std::string(const std::string&)> set_whole(std::uint64_t& target, std::uint64_t min,
                                                         std::uint64_t max);
// A JSON array of strings.
std::function<std::string(const std::string&)> set_texts(std::vector<std::string>& target);

}  // namespace controller::posix
