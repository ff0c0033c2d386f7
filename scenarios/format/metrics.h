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
    MetricName{"cli_memory_max_mb",
               "the most memory that CLI calls running at the same time took together, in MB of "
               "1024 KB; a call counts all along with the most that it takes"},
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

// Of cloud scenarios.
inline constexpr std::array kCloudMetrics = {
    MetricName{"fly_calls", "calls of the Machines API"},
    MetricName{"fly_calls.list_machines", "of those, the ones that list machines"},
    MetricName{"fly_calls.get_machine", "… that look at a machine"},
    MetricName{"fly_calls.create_machine", "… that make a machine"},
    MetricName{"fly_calls.update_machine", "… that update a machine"},
    MetricName{"fly_calls.start_machine", "… that start a machine"},
    MetricName{"fly_calls.stop_machine", "… that stop a machine"},
    MetricName{"fly_calls.wait", "… that wait for a machine"},
    MetricName{"fly_calls.destroy_machine", "… that destroy a machine"},
    MetricName{"fly_calls.exec", "… that run a command"},
    MetricName{"fly_calls.list_volumes", "… that list volumes"},
    MetricName{"fly_calls.get_volume", "… that look at a volume"},
    MetricName{"fly_calls.create_volume", "… that make a volume"},
    MetricName{"fly_calls.destroy_volume", "… that delete a volume"},
    MetricName{"fly_refusals", "calls of the Machines API that were refused"},
    MetricName{"fly_unanswered", "calls of the Machines API without an answer"},
    MetricName{"calls_per_start_max", "the most calls of the Machines API that one start made"},
    MetricName{"starts", "starts that were asked for"},
    MetricName{"starts_failed", "of those, the ones that failed"},
    MetricName{"machines_made", "machines that calls made"},
    MetricName{"volumes_made", "volumes that calls made, forks included"},
    MetricName{"forks_made", "of those, the forks"},
    MetricName{"controller_calls", "requests to controllers"},
    MetricName{"kv_calls", "calls of the key-value store"},
    MetricName{"instance_crashes", "instance processes that were killed"},
    MetricName{"live_machines_max", "the most live machines that one sandbox had at once"},
};

}  // namespace scenarios
