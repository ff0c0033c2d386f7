// The keys of fault rules. See describe_scenario.h.
#pragma once

#include <type_traits>

#include "scenarios/format/rules.h"
#include "sim/faults/fault_rule.h"

namespace scenarios {

inline constexpr std::uint64_t kFaultBytesMax = std::uint64_t{64} << 20U;
inline constexpr std::uint64_t kGarbageBytesMax = std::uint64_t{4} << 20U;  // drawn one by one

// Actions without keys of their own.
template <class V, class T>
requires std::is_empty_v<T>
void describe(V& /*v*/, T& /*action*/) {}

template <class V>
void describe(V& v, sim::Match& m) {
  v.optional("operation", m.operation,
             "What the process is started for; `any` means every CLI call, not the gateway.");
  v.optional("channel", m.channel, "The channel that it is about.", text(kChannel));
}

template <class V>
void describe(V& v, sim::When& w) {
  v.optional("nth", w.nth, "Only the n-th such call.", between(1, 1'000'000'000));
  v.optional("first", w.first, "Only the first n such calls.", between(1, 1'000'000'000));
  v.optional("every", w.every, "Only each n-th such call.", between(1, 1'000'000'000));
  v.optional("from", w.from, "Only from this moment on; calls are counted from here.");
  v.optional("until", w.until, "Only before this moment.");
  v.optional("percent", w.percent, "Only so many of a hundred, by chance.", between(1, 100));
}

template <class V>
void describe(V& v, sim::fault::Exit& a) {
  v.optional("code", a.code, "The exit code.", between(0, 255));
  v.optional("stderr", a.err, "What it prints on stderr.");
  v.optional("stdout", a.out, "What it prints on stdout.");
  v.optional("after", a.after,
             "How long after its start; else at its usual end (gateway: at once).");
}

template <class V>
void describe(V& v, sim::fault::Crash& a) {
  v.optional("signal", a.signal, "The signal that it dies by.");
  v.optional("carried_out", a.carried_out, "Whether the call did its work before it died.");
  v.optional("after", a.after,
             "How long after its start; else at its usual end (gateway: at once).");
}

template <class V>
void describe(V& v, sim::fault::Delay& a) {
  v.required("by", a.by, "How much longer the call takes.");
}

template <class V>
void describe(V& v, sim::fault::Unkillable& a) {
  v.required("reaped_after", a.reaped_after, "How long after SIGKILL it is gone at last.");
}

template <class V>
void describe(V& v, sim::fault::SpawnError& a) {
  v.required("text", a.text, "Why it cannot be started.", text(kNonEmpty));
}

template <class V>
void describe(V& v, sim::fault::Stdout& a) {
  v.required("text", a.text, "What it prints instead of its answer.");
}

template <class V>
void describe(V& v, sim::fault::StdoutFile& a) {
  v.required(
      "file", a.file,
      "A recorded call below sim/recordings, such as "
      "\"openclaw-2026.3.13/pairing-list-telegram-3\", or a path from the scenario's folder.",
      text(kNonEmpty));
}

template <class V>
void describe(V& v, sim::fault::Prefix& a) {
  v.required("text", a.text, "What it prints before its answer.", text(kNonEmpty));
}

template <class V>
void describe(V& v, sim::fault::Suffix& a) {
  v.required("text", a.text, "What it prints after its answer.", text(kNonEmpty));
}

template <class V>
void describe(V& v, sim::fault::Truncate& a) {
  v.required("bytes", a.bytes, "How much of stdout is left.", between(0, kFaultBytesMax));
}

template <class V>
void describe(V& v, sim::fault::Flood& a) {
  v.required("bytes", a.bytes, "How much it prints on top.", between(1, kFaultBytesMax));
  v.optional("stream", a.stream, "Where it prints it.");
  v.optional("after", a.after, "Gateway: how long after its start; else at once.");
}

template <class V>
void describe(V& v, sim::fault::Garbage& a) {
  v.required("bytes", a.bytes, "How much it prints instead of its answer.",
             between(1, kGarbageBytesMax));
}

template <class V>
void describe(V& v, sim::fault::CloseStdout& a) {
  v.optional("after", a.after, "How long after its start; else at once.");
}

template <class V>
void describe(V& v, sim::fault::Fork& a) {
  v.optional("count", a.count, "How many.", between(1, 100));
  v.optional("ignore_term", a.ignore_term, "Whether only SIGKILL ends them.");
  v.optional("reaped_after", a.reaped_after,
             "How much longer than others they take to be gone after SIGKILL.");
  v.optional("after", a.after, "How long after its start; else at once.");
}

template <class V>
void describe(V& v, sim::FaultRule& r) {
  v.required("name", r.name, "Names the rule in traces and reports.", text(kName));
  v.optional("match", r.match, "Which processes: all that is named must agree.");
  v.optional("when", r.when, "Which of those: all that is named must hold. Absent: each.");
  v.required("action", r.action, "What befalls them.");
}

template <class V>
void describe(V& v, sim::FaultAction& action) {
  v.choice("do", action, "What happens to the process.");
}

}  // namespace scenarios
