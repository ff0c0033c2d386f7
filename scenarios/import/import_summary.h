// What an import says of itself.
#pragma once

#include <string>

#include "scenarios/import/importer.h"

namespace scenarios::importing {

// "masked 2 tokens, 1 e-mail address"
std::string masked_text(const ImportReport& report);

// For people: one line, without its end.
std::string summary_line(const ImportReport& report, const std::string& file);

// For programs: one JSON object, ended by a line end.
std::string summary_json(const ImportReport& report, const std::string& file);

}  // namespace scenarios::importing
