// The JSON Schema (draft-07) of scenario files, for editors. It is shipped as
// schema/scenario.schema.json.
#pragma once

#include <string>

namespace scenarios {

std::string scenario_schema();

}  // namespace scenarios
