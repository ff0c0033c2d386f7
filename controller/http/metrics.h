// The controller's counters in the Prometheus text format, version 0.0.4. Pure.
#pragma once

#include <span>
#include <string>

#include "controller/http/http_counters.h"
#include "controller/pairing_controller.h"

namespace controller {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

std::string metrics_text(PairingController& controller,
                         std::span<const HttpCounters::Count> answers);

}  // namespace controller
