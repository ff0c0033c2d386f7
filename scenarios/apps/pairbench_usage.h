// What CLI11 would say less of: slips in options, and where help is.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace scenarios::apps {

// `unknown option "--sed": did you mean "--seed"?` for the first word that is no option of
// `command`; nothing when there is none. `words`: what follows the command's name.
std::optional<std::string> unknown_option(const CLI::App& command,
                                          const std::vector<std::string>& words);

}  // namespace scenarios::apps
