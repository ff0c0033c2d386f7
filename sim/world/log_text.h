// A line of a process's own log, as events tell it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "controller/base/log.h"

namespace sim {

std::string_view name_of(controller::LogLevel level);
// key=value, space separated.
std::string text_of(std::span<const controller::LogField> fields);

}  // namespace sim
