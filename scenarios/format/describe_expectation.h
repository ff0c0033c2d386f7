// The keys of expectations. See describe_scenario.h.
#pragma once

#include "scenarios/format/describe_cloud_expectation.h"
#include "scenarios/format/expectation.h"
#include "scenarios/format/rules.h"

namespace scenarios {

inline constexpr std::uint64_t kMetricMax = std::uint64_t{1} << 62U;

template <class V>
void describe(V& v, expect::Metric& e) {
  v.required("metric", e.metric, "A count over the whole run.", text(kMetric));
  v.optional("min", e.min, "It is at least this.", between(0, kMetricMax));
  v.optional("max", e.max, "It is at most this.", between(0, kMetricMax));
  v.optional("equals", e.equals, "It is exactly this.", between(0, kMetricMax));
  v.at_least_one({"min", "max", "equals"});
  v.excludes("equals", "min");
  v.excludes("equals", "max");
}

template <class V>
void describe(V& v, expect::Served& e) {
  v.required("served", e.served, "This request is in its list.");
  v.optional("by", e.by, "At some moment up to here.");
  v.optional("at", e.at, "At this moment.");
  v.exactly_one({"by", "at"});
}

template <class V>
void describe(V& v, expect::Absent& e) {
  v.required("absent", e.absent, "This request is not in its list.");
  v.optional("at", e.at, "At this moment.");
  v.optional("from", e.from, "From here to the end of the run.");
  v.exactly_one({"at", "from"});
}

template <class V>
void describe(V& v, expect::Reply& e) {
  v.required("reply", e.reply, "The name of a step: each of its replies …", text(kName));
  v.optional("status", e.status, "… has this status,", between(100, 599));
  v.optional("message", e.message, "… has exactly this message,");
  v.optional("message_contains", e.message_contains, "… has this in its message.", text(kNonEmpty));
  v.at_least_one({"status", "message", "message_contains"});
  v.excludes("message", "message_contains");
}

template <class V>
void describe(V& v, expect::GatewayIs& e) {
  v.required("gateway_state", e.gateway_state, "The supervisor shows this state …");
  v.required("at", e.at, "… at this moment.");
}

template <class V>
void describe(V& v, expect::LastUpdatedUnchanged& e) {
  v.required("last_updated_unchanged", e.last_updated_unchanged,
             "This list's lastUpdated does not change …");
  v.required("from", e.from, "… from here …");
  v.required("until", e.until, "… to here.");
}

template <class V>
void describe(V& v, Expectation& e) {
  v.choice_by_key(e.sight);
  v.optional("clause", e.clause, "The clause of the contract that is broken where it is not met.",
             text(kClause));
}

}  // namespace scenarios
