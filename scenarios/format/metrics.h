// Counts over a whole run that a scenario may set bounds for.
#pragma once

#include <array>
#include <string_view>

namespace scenarios {

struct MetricName {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array kMetrics = {
    MetricName{"cli_calls", "CLI calls that were started"},
    MetricName{"cli_calls.list_channel", "of those, the ones that list a channel"},
    MetricName{"cli_calls.list_devices", "… that list the devices"},
    MetricName{"cli_calls.approve_channel", "… that approve a channel request"},
    MetricName{"cli_calls.approve_device", "… that approve a device"},
    MetricName{"cli_calls.version", "… that ask for the version"},
    MetricName{"cli_failures", "CLI calls that ended with another code than 0, or by a signal"},
    MetricName{"cli_killed", "CLI calls that were sent SIGKILL"},
    MetricName{"cli_concurrent_max", "the most CLI calls that ran at the same time"},
    MetricName{"cli_busy_percent", "the share of the run with a CLI call running, rounded down"},
    MetricName{"refreshes.channels", "refreshes of the channels that were started"},
    MetricName{"refreshes.devices", "refreshes of the devices that were started"},
    MetricName{"reactive_refreshes", "refreshes, of either kind, that a log line set off"},
    MetricName{"dropped_entries", "entries of lists that were dropped as unusable"},
    MetricName{"duplicate_entries", "entries of lists that had been listed before"},
    MetricName{"gateway_spawns", "how often the gateway was started"},
    MetricName{"gateway_restarts", "of those, the ones without being asked to"},
    MetricName{"log_lines", "lines of the gateway that reached the line hook"},
    MetricName{"cut_lines", "of those, the ones that were cut"},
    MetricName{"log_bytes", "bytes that the gateway wrote"},
};

}  // namespace scenarios
