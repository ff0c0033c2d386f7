// What a value must satisfy beyond its type.
#pragma once

#include "scenarios/format/duration_text.h"
#include "sim/text/rule.h"

namespace scenarios {

using sim::format::at_least;
using sim::format::between;
using sim::format::kChannel;
using sim::format::kName;
using sim::format::kNonEmpty;
using sim::format::kRegion;
using sim::format::Rule;
using sim::format::text;
using sim::format::TextRule;

extern const TextRule kClause;
extern const TextRule kStoreFile;
extern const TextRule kCode;
extern const TextRule kUuid;
extern const TextRule kBase64;
extern const TextRule kMethod;
extern const TextRule kTarget;
extern const TextRule kHeader;
extern const TextRule kMetric;
extern const TextRule kSituation;

}  // namespace scenarios
