// The format, told once: which keys an object has, what they hold, and what they mean. The loader,
// the writer and the schema are visitors of these descriptions, so they cannot disagree.
//
// A visitor V has required() and optional() (key, field, meaning, rule), constant() (key, value,
// meaning), choice() (a variant told by the word under a key), choice_by_key() (a variant told by
// the key that is there), exactly_one(), at_least_one(), needs() (the first key wants the second)
// and excludes(). An absent optional field keeps the value that it has in a fresh object.
#pragma once

#include "scenarios/format/describe_cloud.h"
#include "scenarios/format/describe_expectation.h"
#include "scenarios/format/describe_step.h"
#include "scenarios/format/rules.h"
#include "scenarios/format/scenario.h"
#include "sim/faults/describe_cloud_fault.h"
#include "sim/faults/describe_fault.h"

namespace scenarios {

inline constexpr int kFormatVersion = 1;

template <class V>
void describe(V& v, DurationRange& r) {
  v.required("min", r.min, "At least this.");
  v.required("max", r.max, "At most this.");
}

template <class V>
void describe(V& v, ControllerSettings& c) {
  constexpr Rule kPositive = at_least(std::chrono::milliseconds(1));
  v.optional("dialect", c.dialect, "Which vendor's command line it speaks.");
  v.optional("period", c.period, "From the end of one refresh to the next (C2).", kPositive);
  v.optional("debounce", c.debounce, "How long a trigger waits for others (L2).");
  v.optional("max_concurrent_cli", c.max_concurrent_cli, "How many CLI calls run at once (C4).",
             between(1, 64));
  v.optional("list_timeout", c.list_timeout, "How long a list call may take (C5).", kPositive);
  v.optional("approve_timeout", c.approve_timeout, "How long an approval may take (C5).",
             kPositive);
  v.optional("stop_grace", c.stop_grace, "From SIGTERM to SIGKILL for the gateway (G5).");
  v.optional("keywords", c.keywords, "What makes a log line a trigger (L1).",
             text(kNonEmpty, true));
  v.optional("require_proxy_token", c.require_proxy_token,
             "Whether only requests with the proxy token are passed on to the gateway (H5).");
  v.optional("start", c.start, "Whether it is started at 0s; else a step starts it.");
}

template <class V>
void describe(V& v, GatewaySettings& g) {
  v.optional("mode", g.mode, "How much it logs.");
  v.optional("colours", g.colours, "Whether TERM is set, so that its lines carry ANSI colours.");
  v.optional("boot", g.boot, "From its start until it listens. Absent: as recorded, 7 s to 19 s.");
  v.optional("replay", g.replay.name,
             "A recorded log that it prints instead of its own: below sim/recordings, such as "
             "\"openclaw-2026.3.13/gateway-verbose\", or a path from the scenario's folder.",
             text(kNonEmpty));
}

template <class V>
void describe(V& v, CliSettings& c) {
  v.optional("duration", c.duration, "How long one call takes alone. Absent: as recorded.");
  v.optional("cold_first", c.cold_first, "Whether the first call finds cold caches.");
  v.optional("contention", c.contention, "Whether calls that overlap slow each other down.");
}

template <class V>
void describe(V& v, PendingRequest& p) {
  v.required("channel", p.channel, "Where it was asked for.", text(kChannel));
  v.optional("code", p.code, "Its code. Absent: drawn.", text(kCode));
  v.optional("id", p.id, "The sender's account. Absent: drawn.", text(kNonEmpty));
  v.optional("from", p.from, "The sender's name.", text(kName));
  v.optional("age", p.age, "How long ago it was made.");
}

template <class V>
void describe(V& v, PendingDevice& p) {
  v.optional("request_id", p.request_id, "Its request id. Absent: drawn.", text(kUuid));
  v.optional("device", p.device, "The device's name.", text(kName));
  v.optional("age", p.age, "How long ago it asked last.");
}

template <class V>
void describe(V& v, Limits& l) {
  v.optional("events", l.events,
             "How many events there may be, and pieces of work. A million takes some seconds.",
             between(1, 1'000'000'000'000));
  v.optional("event_bytes", l.event_bytes,
             "How large all events together, and so the trace, may be in bytes, about.",
             between(1, 1'000'000'000'000));
  v.optional("virtual_time", l.virtual_time, "How much virtual time may pass.",
             at_least(std::chrono::milliseconds(1)));
}

template <class V>
void describe(V& v, sim::Pct& p) {
  v.optional("depth", p.depth,
             "How many orderings an error takes: one more than there are changes.", between(1, 64));
  v.optional("steps", p.steps, "Among how many pieces of work the changes are spread.",
             between(1, 1'000'000'000'000));
}

template <class V>
void describe(V& v, Choice& c) {
  v.required("site", c.site, "What is decided, such as \"cli.duration\", or a fault's name.",
             text(kNonEmpty));
  v.optional("nth", c.nth, "Which draw there, from 1.", between(1, 1'000'000'000'000));
  v.required("value", c.value, "What is drawn; 0 is the calm choice.");
}

template <class V>
void describe(V& v, Scenario& s) {
  v.optional("$schema", s.schema, "Where editors find this schema.");
  v.constant("version", kFormatVersion, "The version of this format.");
  v.required("name", s.name, "The file's name without its extension.", text(kName));
  v.optional("clauses", s.clauses, "The clauses of the contract that it is about.",
             text(kClause, true));
  v.optional("tags", s.tags, "Words to select scenarios by.", text(kName, true));
  v.optional("seed", s.seed, "The seed of all that is drawn. Absent: 1.");
  v.optional("seeds", s.seeds, "Several seeds: the scenario runs once with each.",
             Rule{.items_min = 1, .unique = true});
  v.excludes("seed", "seeds");
  v.required("duration", s.duration, "How much virtual time it takes.",
             at_least(std::chrono::milliseconds(1)));
  v.optional("order", s.order, "The order of what is ready at the same moment.");
  v.optional("pct", s.pct, "With the order \"pct\": how priorities of processes change.");
  v.optional("chance", s.chance, "Who decides what is left to chance: the seed, or nobody (calm).");
  v.optional("choices", s.choices, "What chance decides at these points, whatever the seed.");
  v.optional("wall_clock", s.wall_clock, "What the wall clock shows at 0s.");
  v.optional("controller", s.controller, "The controller under test.");
  v.optional("gateway", s.gateway, "The gateway that it supervises.");
  v.optional("cli", s.cli, "The vendor's command line.");
  v.optional("config", s.config, "The gateway's configuration file at 0s.");
  v.optional("pending", s.pending, "The channel requests that are pending at 0s.");
  v.optional("devices", s.devices, "The device requests that are pending at 0s.");
  v.optional("faults", s.faults, "What goes wrong with processes on machines.");
  v.optional("instances", s.instances, "The instances. With them it is a cloud scenario.");
  v.optional("fly", s.fly, "Fly, as they find it.");
  v.optional("volumes", s.volumes, "Volumes at 0s beyond those that instances have.");
  v.optional("machines", s.machines, "Machines at 0s beyond those that instances have.");
  v.optional("transport", s.transport, "How instances speak to Fly.");
  v.optional("cloud_faults", s.cloud_faults, "What goes wrong with calls of instances.");
  v.optional("steps", s.steps, "What happens.");
  v.optional("expect", s.expect, "What must be seen, on top of the contract.");
  v.optional("must_happen", s.must_happen, "Situations without which the run is inconclusive (S4).",
             text(kSituation, true));
  v.optional("calm_after", s.calm_after, "From here on no fault fires any more.");
  v.optional("limits", s.limits, "Where a run that never ends is stopped.");
}

}  // namespace scenarios
