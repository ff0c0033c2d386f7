// The keys of fault rules about Fly, the controller behind it and the key-value store.
#pragma once

#include "sim/faults/cloud_fault.h"
#include "sim/faults/describe_fault.h"
#include "sim/text/rule.h"

namespace sim {

inline constexpr std::uint64_t kRetryAfterMax = 86'400;

template <class V>
void describe(V& v, CloudMatch& m) {
  v.required("operation", m.operation, "Which calls; `any` of a target means each of its calls.");
  v.optional("instance", m.instance, "The user whose instance calls.", format::text(format::kName));
  v.optional("machine", m.machine, "The machine, one of this file's, that the call is about.",
             format::text(format::kName));
  v.optional("region", m.region, "The region that the call is about.",
             format::text(format::kRegion));
}

template <class V>
void describe(V& v, CloudFaultRule& r) {
  v.required("name", r.name, "Names the rule in traces and reports.", format::text(format::kName));
  v.required("match", r.match, "Which calls: all that is named must agree.");
  v.optional("when", r.when, "Which of those: all that is named must hold. Absent: each.");
  v.required("action", r.action, "What befalls them.");
}

namespace cloud_fault {

template <class V>
void describe(V& v, Reply& a) {
  v.optional("status", a.status, "The status.", format::between(100, 599));
  v.optional("body", a.body, "The whole body; else it is as Fly's, or the controller's.");
  v.optional("error", a.error, "What that body tells.");
  v.optional("code", a.code, "Its machine-readable member: `status` of Fly, `code` else.");
  v.optional("retry_after", a.retry_after, "The header Retry-After, in seconds.");
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, Refuse& a) {
  v.required("refusal", a.refusal, "One of Fly's own refusals.");
  v.optional("wording", a.wording, "Which of its wordings; 0 is the usual one.",
             format::between(0, 63));
}

template <class V>
void describe(V& v, Delay& a) {
  v.required("by", a.by, "How much longer the answer takes.");
}

template <class V>
void describe(V& v, Hang& a) {
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, Reset& a) {
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, Late& a) {
  v.required("by", a.by, "How much later it is done.");
}

template <class V>
void describe(V& v, Truncate& a) {
  v.required("bytes", a.bytes, "How much of the body is left.", format::between(0, kFaultBytesMax));
}

template <class V>
void describe(V& v, StaleList& a) {
  v.required("by", a.by, "How old the list is.");
}

template <class V>
void describe(V& v, GoneAfter& a) {
  v.required("what", a.what, "What is gone once the call was done.");
}

template <class V>
void describe(V& v, HtmlPage& a) {
  v.optional("status", a.status, "The status.", format::between(100, 599));
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, CloudAction& action) {
  v.choice("do", action, "What happens to the call.");
}

}  // namespace cloud_fault

}  // namespace sim
