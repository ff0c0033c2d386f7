// The keys of the world of a cloud scenario. See describe_scenario.h.
#pragma once

#include "scenarios/format/cloud.h"
#include "scenarios/format/rules.h"

namespace scenarios {

inline constexpr std::uint64_t kInstancesMax = 10'000;
inline constexpr std::uint64_t kDataMax = 1'000'000;
inline constexpr std::uint64_t kCpusMax = 64;
inline constexpr std::uint64_t kMemoryMax = 1'000'000;

template <class V>
void describe(V& v, MachineCreate& c) {
  v.required("region", c.region, "Where it was to be.", text(kRegion));
  v.optional("mounts", c.mounts,
             "The volumes that it was to mount, try after try. Absent: unknown.",
             Rule{.text = &kNonEmpty, .unique = true});
  v.optional("age", c.age, "How long before 0s it was asked for.");
}

template <class V>
void describe(V& v, VolumeCreate& c) {
  v.required("region", c.region, "Where it was to be.", text(kRegion));
  v.optional("fork_of", c.fork_of, "The volume that was to be forked. Absent: none.",
             text(kNonEmpty));
  v.optional("known", c.known, "The volumes of its name that were there before.",
             Rule{.text = &kNonEmpty, .unique = true});
  v.optional("age", c.age, "How long before 0s it was asked for.");
}

template <class V>
void describe(V& v, StoredSettings& s) {
  v.optional("status", s.status, "What it says of itself.");
  v.optional("machine", s.machine, "The machine that it knows: @name, or an id. Absent: none.",
             text(kNonEmpty));
  v.optional("volume", s.volume, "The volume that it holds: @name, or an id. Absent: none.",
             text(kNonEmpty));
  v.optional("region", s.region, "Where that volume is. Absent: to be chosen.", text(kRegion));
  v.optional("has_user_data", s.has_user_data, "Whether a machine has had that volume mounted.");
  v.optional("sources", s.sources,
             "What that volume is a fork of, and that of, until the fork is confirmed; the nearest "
             "is the last.",
             Rule{.text = &kNonEmpty, .unique = true});
  v.optional("fork_was_used", s.fork_was_used, "Whether a machine has had the fork mounted.");
  v.optional("fork_was_started", s.fork_was_started, "Whether a start on the fork has succeeded.");
  v.optional("machine_create", s.machine_create,
             "A create of a machine of which it does not know what became of it.");
  v.optional("volume_create", s.volume_create,
             "A create of a volume of which it does not know what became of it.");
  v.optional("machines_to_delete", s.machines_to_delete, "Machines that are to be destroyed.",
             Rule{.text = &kNonEmpty, .unique = true});
  v.optional("volumes_to_delete", s.volumes_to_delete, "Volumes that are to be deleted.",
             Rule{.text = &kNonEmpty, .unique = true});
  v.optional("starting_for", s.starting_for,
             "How long before 0s it began to start. Absent: never.");
  v.needs("fork_was_used", "sources");
  v.needs("fork_was_started", "sources");
}

template <class V>
void describe(V& v, InstanceSettings& i) {
  v.required("user", i.user, "The user's id; names the instance in this file.", text(kName));
  v.optional("count", i.count, "So many instances, of the users user-1, user-2 …",
             between(1, kInstancesMax));
  v.optional("has", i.has, "What it has on Fly at 0s.");
  v.optional("remembers", i.remembers, "Which ids its store still holds.");
  v.optional("stored", i.stored, "What its store holds, in full.");
  v.optional("started_once", i.started_once, "Whether it has started before.");
  v.optional("region", i.region, "Where its volume is.", text(kRegion));
  v.optional("data", i.data, "How new the user data on its volume is; 0: none.",
             between(0, kDataMax));
  v.optional("guest", i.guest, "Which controller is on its machines.");
  v.optional("load", i.load, "Whether its process begins at 0s; else a step starts it.");
  for (const char* key : {"count", "has", "remembers", "started_once", "region", "data"})
    v.excludes("stored", key);
}

template <class V>
void describe(V& v, VolumeSettings& s) {
  v.required("name", s.name, "What this file calls it.", text(kName));
  v.required("of", s.of, "The user whose volume it looks like, and whose data it holds.",
             text(kName));
  v.optional("region", s.region, "Where it is.", text(kRegion));
  v.optional("data", s.data, "How new its user data is; 0: none.", between(0, kDataMax));
  v.optional("fork_of", s.fork_of, "The volume, named before this one, that it is a fork of.",
             text(kName));
}

template <class V>
void describe(V& v, MachineSettings& m) {
  v.required("name", m.name, "What this file calls it.", text(kName));
  v.required("of", m.of, "The user whose machine it looks like.", text(kName));
  v.optional("state", m.state, "Its state.");
  v.optional("volume", m.volume, "Which of the volumes is mounted at /root. Absent: none.",
             text(kName));
  v.optional("region", m.region, "Where it is.", text(kRegion));
  v.optional("named", m.named, "Whether it has the name that the instance would give it.");
  v.optional("marked", m.marked, "Whether it has the metadata that the instance would give it.");
  v.optional("marked_for", m.marked_for, "Another user, whose metadata it has instead.",
             text(kName));
  v.optional("cpus", m.cpus, "How many CPUs it has. Absent: as many as a new one.",
             between(1, kCpusMax));
  v.optional("memory_mb", m.memory_mb, "How much memory it has. Absent: as much as a new one.",
             between(1, kMemoryMax));
}

template <class V>
void describe(V& v, QuirkSettings& q) {
  v.optional("lists_lag", q.lists_lag, "Lists are as everything was so long ago.");
  v.optional("lists_empty", q.lists_empty, "Lists are empty, wrongly.");
  v.optional("hidden_after_create", q.hidden_after_create, "How long a fresh machine answers 404.");
  v.optional("claims_linger", q.claims_linger,
             "How long a volume stays claimed by a machine that is gone.");
  v.optional("names_linger", q.names_linger,
             "How long the name of a machine that is gone is taken.");
  v.optional("destroyed_shows", q.destroyed_shows, "What a GET shows of what was destroyed.");
  v.optional("released_is_detached", q.released_is_detached,
             "Whether a released volume is detached rather than created.");
  v.optional("forks_restore", q.forks_restore, "Whether forks restore rather than hydrate.");
  v.optional("hosts_hide_mounts", q.hosts_hide_mounts,
             "Whether Fly cannot tell what a machine mounts in a region that is out.");
  v.optional("abandoned_late", q.abandoned_late,
             "How much later a request is carried out whose caller gave up.");
}

template <class V>
void describe(V& v, FlySettings& f) {
  v.optional("regions", f.regions, "The regions that there are.",
             Rule{.text = &kRegion, .items_min = 1, .unique = true});
  v.optional("full", f.full, "Those of them that have no room.", text(kRegion, true));
  v.optional("machine_limit", f.machine_limit, "How many machines there may be.",
             between(0, kInstancesMax));
  v.optional("memory_quota_mb", f.memory_quota_mb, "How much memory all machines may have.",
             between(0, 1'000'000'000));
  v.optional("rate_limits", f.rate_limits, "Whether calls are limited as Fly documents.");
  v.optional("latency", f.latency, "How long each call takes. Absent: 20 ms to 300 ms.");
  v.optional("starting", f.starting, "How long a machine is starting. Absent: 1 s to 8 s.");
  v.optional("stopping", f.stopping, "How long a machine is stopping. Absent: 0.5 s to 5 s.");
  v.optional("hydrating", f.hydrating, "How long a fork hydrates. Absent: 10 s to 2 min.");
  v.optional("writes_every", f.writes_every,
             "How often a running machine writes user data. Absent: only as it boots.",
             at_least(std::chrono::milliseconds(1)));
  v.optional("proxy", f.proxy, "What the proxy says of a machine that cannot be reached.");
  v.optional("quirks", f.quirks, "Which recorded oddities it has.");
}

}  // namespace scenarios
