// The keys of fault rules about Fly, the controller behind it and the key-value store. See
// describe_scenario.h.
#pragma once

#include "scenarios/format/describe_fault.h"
#include "scenarios/format/rules.h"
#include "sim/faults/cloud_fault.h"

namespace scenarios {

inline constexpr std::uint64_t kRetryAfterMax = 86'400;

template <class V>
void describe(V& v, sim::CloudMatch& m) {
  v.required("operation", m.operation, "Which calls; `any` of a target means each of its calls.");
  v.optional("instance", m.instance, "The user whose instance calls.", text(kName));
  v.optional("machine", m.machine, "The machine, one of this file's, that the call is about.",
             text(kName));
  v.optional("region", m.region, "The region that the call is about.", text(kRegion));
}

template <class V>
void describe(V& v, sim::cloud_fault::Reply& a) {
  v.optional("status", a.status, "The status.", between(100, 599));
  v.optional("body", a.body, "The whole body; else it is as Fly's, or the controller's.");
  v.optional("error", a.error, "What that body tells.");
  v.optional("code", a.code, "Its machine-readable member: `status` of Fly, `code` else.");
  v.optional("retry_after", a.retry_after, "The header Retry-After, in seconds.");
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, sim::cloud_fault::Refuse& a) {
  v.required("refusal", a.refusal, "One of Fly's own refusals.");
  v.optional("wording", a.wording, "Which of its wordings; 0 is the usual one.", between(0, 63));
}

template <class V>
void describe(V& v, sim::cloud_fault::Delay& a) {
  v.required("by", a.by, "How much longer the answer takes.");
}

template <class V>
void describe(V& v, sim::cloud_fault::Hang& a) {
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, sim::cloud_fault::Reset& a) {
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, sim::cloud_fault::Late& a) {
  v.required("by", a.by, "How much later it is done.");
}

template <class V>
void describe(V& v, sim::cloud_fault::Truncate& a) {
  v.required("bytes", a.bytes, "How much of the body is left.", between(0, kFaultBytesMax));
}

template <class V>
void describe(V& v, sim::cloud_fault::StaleList& a) {
  v.required("by", a.by, "How old the list is.");
}

template <class V>
void describe(V& v, sim::cloud_fault::GoneAfter& a) {
  v.required("what", a.what, "What is gone once the call was done.");
}

template <class V>
void describe(V& v, sim::cloud_fault::HtmlPage& a) {
  v.optional("status", a.status, "The status.", between(100, 599));
  v.optional("carried_out", a.carried_out, "Whether the call was done all the same.");
}

template <class V>
void describe(V& v, sim::CloudFaultRule& r) {
  v.required("name", r.name, "Names the rule in traces and reports.", text(kName));
  v.required("match", r.match, "Which calls: all that is named must agree.");
  v.optional("when", r.when, "Which of those: all that is named must hold. Absent: each.");
  v.required("action", r.action, "What befalls them.");
}

template <class V>
void describe(V& v, sim::CloudAction& action) {
  v.choice("do", action, "What happens to the call.");
}

}  // namespace scenarios
