// The keys of the steps of cloud scenarios. See describe_scenario.h.
#pragma once

#include <concepts>

#include "scenarios/format/cloud_step.h"
#include "scenarios/format/rules.h"

namespace scenarios {

// Steps that are about an instance and nothing else.
template <class V, class S>
requires std::same_as<S, step::StartInstance> || std::same_as<S, step::StopInstance> ||
    std::same_as<S, step::DestroyInstance> || std::same_as<S, step::InstanceStatus> ||
    std::same_as<S, step::Reconcile> || std::same_as<S, step::CrashInstance> ||
    std::same_as<S, step::RestartInstance>
void describe(V& v, S& s) {
  v.optional("instance", s.instance, "The user whose instance it is. Absent: every instance.",
             text(kName));
}

template <class V>
void describe(V& v, step::PairingList& s) {
  v.required("instance", s.instance, "The user whose instance is asked.", text(kName));
  v.required("list", s.list, "Which list.");
  v.optional("forced", s.forced, "Whether it is to be listed anew.");
}

template <class V>
void describe(V& v, step::PairingApprove& s) {
  v.required("instance", s.instance, "The user whose instance is asked.", text(kName));
  v.optional("channel", s.channel, "The channel, right or wrong; with `code` or `from`.");
  v.optional("code", s.code, "A code, right or wrong.");
  v.optional("from", s.from, "The sender whose code it is.", text(kName));
  v.optional("device", s.device, "The device whose request it is.", text(kName));
  v.optional("request_id", s.request_id, "A request id, right or wrong.");
  v.optional("as", s.as, "Changes the letters of the code or request id.");
  v.optional("give_up_after", s.give_up_after, "When the client closes the connection.");
  v.exactly_one({"code", "from", "device", "request_id"});
  v.needs("code", "channel");
  v.needs("from", "channel");
  v.excludes("channel", "device");
  v.excludes("channel", "request_id");
}

template <class V>
void describe(V& v, step::Platform& s) {
  v.optional("instance", s.instance, "The user whom it is about.", text(kName));
  v.optional("method", s.method, "The method, right or wrong.", text(kMethod));
  v.required("target", s.target, "The path, perhaps with a query.", text(kTarget));
  v.optional("body", s.body, "The body.");
  v.optional("key", s.key, "Whether the internal key is sent, and which. Absent: the right one.");
}

template <class V>
void describe(V& v, step::FlyIntervention& s) {
  v.required("event", s.event, "What happens to Fly.");
  v.optional("instance", s.instance, "To the machine, or volume, that this user has.", text(kName));
  v.optional("machine", s.machine, "To this one of the machines.", text(kName));
  v.optional("volume", s.volume, "To this one of the volumes.", text(kName));
  v.optional("region", s.region, "To this region.", text(kRegion));
  v.exactly_one({"instance", "machine", "volume", "region"});
  v.optional("to", s.to, "The region that it moves to, or the volume that is mounted instead.",
             text(kName));
  v.optional("for", s.length, "How long the lease lasts.", at_least(std::chrono::seconds(1)));
}

template <class V>
void describe(V& v, step::FlyQuirksChange& s) {
  v.required("quirks", s.quirks, "The oddities that Fly has from here on.");
}

template <class V>
void describe(V& v, step::GuestChange& s) {
  v.required("instance", s.instance, "The user whose machines they are.", text(kName));
  v.required("guest", s.guest, "Which controller is on them from here on.");
}

template <class V>
void describe(V& v, step::Kv& s) {
  v.required("event", s.event, "What becomes of the key-value store.");
  v.optional("value", s.value, "poisoned: what every key holds. Absent: garbage.");
}

template <class V>
void describe(V& v, step::InstanceStore& s) {
  v.optional("instance", s.instance, "The user whose store it is. Absent: each instance's.",
             text(kName));
  v.required("event", s.event, "What becomes of the store of its state.");
}

}  // namespace scenarios
