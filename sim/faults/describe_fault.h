// The keys of fault rules.
#pragma once

#include <type_traits>

#include "sim/faults/fault_rule.h"
#include "sim/text/rule.h"

namespace sim {

inline constexpr std::uint64_t kFaultBytesMax = std::uint64_t{64} << 20U;
inline constexpr std::uint64_t kFloodBytesMax = std::uint64_t{1} << 40U;    // made bit by bit
inline constexpr std::uint64_t kGarbageBytesMax = std::uint64_t{4} << 20U;  // drawn one by one

template <class V>
void describe(V& v, Match& m) {
  v.optional("operation", m.operation,
             "What the process is started for; `any` means every CLI call, not the gateway.");
  v.optional("channel", m.channel, "The channel that it is about.", format::text(format::kChannel));
}

template <class V>
void describe(V& v, When& w) {
  v.optional("nth", w.nth, "Only the n-th such call.", format::between(1, 1'000'000'000));
  v.optional("first", w.first, "Only the first n such calls.", format::between(1, 1'000'000'000));
  v.optional("every", w.every, "Only each n-th such call.", format::between(1, 1'000'000'000));
  v.optional("from", w.from, "Only from this moment on; calls are counted from here.");
  v.optional("until", w.until, "Only before this moment.");
  v.optional("percent", w.percent, "Only so many of a hundred, by chance.",
             format::between(1, 100));
}

template <class V>
void describe(V& v, FaultRule& r) {
  v.required("name", r.name, "Names the rule in traces and reports.", format::text(format::kName));
  v.optional("match", r.match, "Which processes: all that is named must agree.");
  v.optional("when", r.when, "Which of those: all that is named must hold. Absent: each.");
  v.required("action", r.action, "What befalls them.");
}

namespace fault {

template <class V>
void describe(V& v, Exit& a) {
  v.optional("code", a.code, "The exit code.", format::between(0, 255));
  v.optional("stderr", a.err, "What it prints on stderr.");
  v.optional("stdout", a.out, "What it prints on stdout.");
  v.optional("after", a.after,
             "How long after its start; else at its usual end (gateway: at once).");
}

template <class V>
void describe(V& v, Crash& a) {
  v.optional("signal", a.signal, "The signal that it dies by.");
  v.optional("carried_out", a.carried_out, "Whether the call did its work before it died.");
  v.optional("after", a.after,
             "How long after its start; else at its usual end (gateway: at once).");
}

template <class V>
void describe(V& v, Delay& a) {
  v.required("by", a.by, "How much longer the call takes.");
}

template <class V>
void describe(V& v, Unkillable& a) {
  v.required("reaped_after", a.reaped_after, "How long after SIGKILL it is gone at last.");
}

template <class V>
void describe(V& v, SpawnError& a) {
  v.required("text", a.text, "Why it cannot be started.", format::text(format::kNonEmpty));
}

template <class V>
void describe(V& v, Stdout& a) {
  v.required("text", a.text, "What it prints instead of its answer.");
}

template <class V>
void describe(V& v, StdoutFile& a) {
  v.required(
      "file", a.file,
      "A recorded call below sim/recordings, such as "
      "\"openclaw-2026.3.13/pairing-list-telegram-3\", or a path from the scenario's folder.",
      format::text(format::kNonEmpty));
}

template <class V>
void describe(V& v, Prefix& a) {
  v.required("text", a.text, "What it prints before its answer.", format::text(format::kNonEmpty));
}

template <class V>
void describe(V& v, Suffix& a) {
  v.required("text", a.text, "What it prints after its answer.", format::text(format::kNonEmpty));
}

template <class V>
void describe(V& v, Truncate& a) {
  v.required("bytes", a.bytes, "How much of stdout is left.", format::between(0, kFaultBytesMax));
}

template <class V>
void describe(V& v, Flood& a) {
  v.required("bytes", a.bytes, "How much it prints on top.", format::between(1, kFloodBytesMax));
  v.optional("stream", a.stream, "Where it prints it.");
  v.optional("after", a.after, "Gateway: how long after its start; else at once.");
}

template <class V>
void describe(V& v, Garbage& a) {
  v.required("bytes", a.bytes, "How much it prints instead of its answer.",
             format::between(1, kGarbageBytesMax));
}

template <class V>
void describe(V& v, CloseStdout& a) {
  v.optional("after", a.after, "How long after its start; else at once.");
}

template <class V>
void describe(V& v, Fork& a) {
  v.optional("count", a.count, "How many.", format::between(1, 100));
  v.optional("ignore_term", a.ignore_term, "Whether only SIGKILL ends them.");
  v.optional("reaped_after", a.reaped_after,
             "How much longer than others they take to be gone after SIGKILL.");
  v.optional("after", a.after, "How long after its start; else at once.");
}

template <class V>
void describe(V& v, FaultAction& action) {
  v.choice("do", action, "What happens to the process.");
}

}  // namespace fault

}  // namespace sim
