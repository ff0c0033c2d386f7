// The controller's counters in the Prometheus text format, version 0.0.4. Pure.
#pragma once

#include <string>

#include "controller/pairing_controller.h"

namespace controller {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

std::string metrics_text(PairingController& controller);

}  // namespace controller
