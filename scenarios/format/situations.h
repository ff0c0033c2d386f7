// Situations that a run may get into. A scenario lists those that it is about in `must_happen`; a
// run in which one never occurred proves nothing and is inconclusive (S4).
#pragma once

#include <array>
#include <string_view>

namespace scenarios {

struct Situation {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array kSituations = {
    // Gateway and its output
    Situation{"gateway_crashed", "the gateway ended unasked, by a signal or a code other than 0"},
    Situation{"gateway_restarted", "the gateway was spawned again after it had ended"},
    Situation{"gateway_killed", "the gateway outlived its grace time and was sent SIGKILL"},
    Situation{"gateway_spawn_failed", "the gateway could not be started"},
    Situation{"line_cut", "a line longer than the buffer was delivered cut"},
    Situation{"line_split", "a line reached the controller in more than one piece"},
    Situation{"hook_threw", "the line hook threw"},
    // Triggers
    Situation{"trigger_absorbed", "a trigger fell into a debounce window that was open"},
    Situation{"trigger_during_refresh", "a trigger came while a refresh was running"},
    Situation{"trigger_during_backoff", "a trigger came while its refresh was backing off"},
    Situation{"trigger_held_back", "a reactive refresh had to wait for the gap of L4"},
    // CLI calls
    Situation{"cli_failed", "a CLI call ended with another code than 0, or by a signal"},
    Situation{"cli_timeout", "a CLI call was ended because it took too long"},
    Situation{"cli_killed", "a CLI call ignored SIGTERM and was sent SIGKILL"},
    Situation{"cli_spawn_failed", "a CLI call could not be started"},
    Situation{"cli_queued", "a CLI call had to wait for a free place"},
    Situation{"output_capped", "a CLI call printed more than is kept"},
    Situation{"output_unparsable", "a list call exited 0 and printed no answer"},
    Situation{"entry_dropped", "a list held an entry that had to be dropped"},
    Situation{"duplicate_dropped", "a list held the same request twice"},
    // Refreshes
    Situation{"refresh_failed", "a refresh failed"},
    Situation{"channel_failed", "a channel failed while another one was listed"},
    Situation{"all_channels_failed", "every enabled channel failed in one refresh"},
    Situation{"channel_disabled", "a channel with entries was no longer enabled"},
    Situation{"config_unreadable", "a refresh could not read the configuration"},
    Situation{"backoff_entered", "failures made a kind back off"},
    Situation{"backoff_ended", "a success ended a back-off"},
    Situation{"device_boot_retry", "a device list failed before the gateway listened"},
    Situation{"refresh_joined", "a client asked for a refresh while one was running"},
    Situation{"entry_expired", "an entry that the cache held ran out of time"},
    // Approvals
    Situation{"approval_failed", "an approval was refused by the CLI"},
    Situation{"approval_unknown", "the outcome of an approval stayed unknown"},
    Situation{"approval_joined", "an approval joined the same one in flight"},
    Situation{"approval_during_refresh", "an approval came while a refresh was running"},
    Situation{"tombstone_hid_entry", "a list still showed a request that had been approved"},
    // Requests
    Situation{"request_unauthorized", "a request lacked a token that it needed"},
    Situation{"request_forwarded", "a request was passed on to the gateway"},
    Situation{"request_refused", "a request was outside the limits on its size or its time"},
    Situation{"client_left", "a client closed its connection before it was answered"},
    // Ends and clocks
    Situation{"stop_with_refresh_in_flight", "the cache was stopped while a refresh was running"},
    Situation{"stop_with_approval_in_flight",
              "the cache was stopped while an approval was running"},
    Situation{"controller_ended_at_once", "a second signal ended the controller"},
    Situation{"controller_killed", "the controller was killed"},
    Situation{"controller_restarted", "the controller was started again"},
    Situation{"wall_clock_jumped", "the wall clock moved apart from monotonic time"},
    Situation{"fault_struck", "a fault rule fired"},
};

// Of cloud scenarios.
inline constexpr std::array kCloudSituations = {
    Situation{"call_disturbed", "a fault rule fired"},
    // Instances
    Situation{"instance_crashed", "an instance's process was killed"},
    Situation{"instance_crashed_in_start", "… while it was starting its machine"},
    Situation{"instance_restarted", "an instance's process began again"},
    Situation{"start_during_start", "a start was asked for while another one ran"},
    Situation{"destroy_during_start", "a destroy was asked for while a start ran"},
    Situation{"start_failed", "a start failed"},
    // Machines and volumes
    Situation{"machine_adopted",
              "an instance took a machine that it had not been told to have made"},
    Situation{"machine_gone", "a machine that an instance knew of went away unasked"},
    Situation{"machine_replaced", "an instance made a machine in place of another one"},
    Situation{"volume_forked", "a volume was forked"},
    Situation{"volume_lost", "a volume that an instance knew of went away unasked"},
    Situation{"volume_deleted", "an instance deleted a volume"},
    Situation{"mount_drifted", "a machine ran on another volume than its instance knew"},
    Situation{"late_creation", "a machine or volume was made after its caller had given up"},
    // Answers of Fly
    Situation{"look_up_failed", "the list of machines was not to be had"},
    Situation{"look_up_wrongly_empty", "the list of machines was empty though there was one"},
    Situation{"name_taken", "a machine was not made because its name was taken"},
    Situation{"capacity_refused", "there was no room for a machine"},
    Situation{"machine_limit_reached", "there were too many machines"},
    Situation{"lease_refused", "a call met a lease"},
    Situation{"rate_limited", "a call was one too many"},
    Situation{"volume_missing", "a machine was refused because its volume was missing"},
    Situation{"reply_lost", "a call was carried out, and its answer was lost"},
    Situation{"call_retried", "a call that had failed was made again"},
    // Pairing calls
    Situation{"not_running_refused", "a pairing call met an instance that was not running"},
    Situation{"fell_back", "a pairing call went to Fly's exec"},
    Situation{"served_from_kv", "a list came from the key-value store"},
    Situation{"kv_failed", "a call of the key-value store failed"},
    Situation{"controller_unreachable", "a controller did not answer a pairing call"},
    Situation{"controller_reply_wrong", "a controller's answer to a pairing call made no sense"},
    Situation{"platform_refused", "a platform route refused a request"},
};

}  // namespace scenarios
