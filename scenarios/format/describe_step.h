// The keys of steps. See describe_scenario.h.
#pragma once

#include <type_traits>

#include "scenarios/format/describe_cloud_step.h"
#include "scenarios/format/rules.h"
#include "scenarios/format/step.h"
#include "sim/faults/describe_fault.h"

namespace scenarios {

inline constexpr std::uint64_t kRepeatsMax = 100'000'000;
inline constexpr std::uint64_t kRequestBytesMax = 64 * 1024 * 1024;

// Steps and actions without keys of their own.
template <class V, class T>
requires std::is_empty_v<T>
void describe(V& /*v*/, T& /*value*/) {}

template <class V>
void describe(V& v, ConfigState& c) {
  v.optional("channels", c.channels, "The enabled channels, in the order of the file.",
             text(kChannel, true));
  v.optional("unreadable", c.unreadable, "Why the file cannot be read.");
  v.exactly_one({"channels", "unreadable"});
}

template <class V>
void describe(V& v, step::Message& s) {
  v.required("channel", s.channel, "Where the message arrives.", text(kChannel));
  v.required("from", s.from, "The sender's name; the same name is the same account.", text(kName));
  v.optional("text", s.text, "What it says.");
  v.optional("instance", s.instance, "Cloud scenarios: the user whose bot it is for.", text(kName));
}

template <class V>
void describe(V& v, step::Device& s) {
  v.required("device", s.device, "The device's name; the same name is the same device.",
             text(kName));
  v.optional("instance", s.instance, "Cloud scenarios: the user whose gateway it connects to.",
             text(kName));
}

template <class V>
void describe(V& v, step::Log& s) {
  v.required("line", s.line, "The line, without its end.");
  v.optional("stream", s.stream, "Where the gateway prints it.");
}

template <class V>
void describe(V& v, step::LogBurst& s) {
  v.required("line", s.line, "The line, without its end.");
  v.required("lines", s.lines, "How often it is printed.", between(1, kRepeatsMax));
  v.optional("gap", s.gap, "How much time lies between two of them.");
  v.optional("stream", s.stream, "Where the gateway prints it.");
}

template <class V>
void describe(V& v, step::Write& s) {
  v.optional("text", s.text, "The bytes, as text; no line end is added.");
  v.optional("base64", s.base64, "The bytes, in base64.", text(kBase64));
  v.exactly_one({"text", "base64"});
  v.optional("stream", s.stream, "Where the gateway writes them.");
}

template <class V>
void describe(V& v, step::Refresh& s) {
  v.required("list", s.list, "Which list a client wants anew.");
}

template <class V>
void describe(V& v, step::Approve& s) {
  v.optional("channel", s.channel, "The channel, right or wrong; with `code` or `from`.");
  v.optional("code", s.code, "A code, right or wrong.");
  v.optional("from", s.from, "The sender whose code it is.", text(kName));
  v.optional("device", s.device, "The device whose request it is.", text(kName));
  v.optional("request_id", s.request_id, "A request id, right or wrong.");
  v.optional("as", s.as, "Changes the letters of the code or request id.");
  v.exactly_one({"code", "from", "device", "request_id"});
  v.needs("code", "channel");
  v.needs("from", "channel");
  v.excludes("channel", "device");
  v.excludes("channel", "request_id");
}

template <class V>
void describe(V& v, step::Read& s) {
  v.required("list", s.list, "Which list a client looks at.");
}

template <class V>
void describe(V& v, step::Gateway& s) {
  v.required("operation", s.operation, "What a client asks of the supervisor.");
}

template <class V>
void describe(V& v, step::Http& s) {
  v.optional("method", s.method, "The method, right or wrong.", text(kMethod));
  v.required("target", s.target, "The path, perhaps with a query.", text(kTarget));
  v.optional("bearer", s.bearer, "Whether an Authorization header is sent, and which.");
  v.optional("proxy_token", s.proxy_token, "Whether a proxy token is sent, and which.");
  v.optional("headers", s.headers, "More headers, each \"Name: value\".", text(kHeader));
  v.optional("body", s.body, "The body.");
  v.optional("body_bytes", s.body_bytes, "The body is filled up with spaces to this size.",
             between(0, kRequestBytesMax));
  v.optional("head_bytes", s.head_bytes,
             "Request line and headers are filled up with one more header to this size.",
             between(0, kRequestBytesMax));
  v.optional("chunked", s.chunked, "Whether the body's length is left open.");
  v.optional("send_over", s.send_over, "How much time lies between the first byte and the last.");
  v.optional("give_up_after", s.give_up_after, "When the client closes the connection.");
}

template <class V>
void describe(V& v, step::StopController& s) {
  v.optional("signal", s.signal, "Which signal it gets.");
}

template <class V>
void describe(V& v, step::Config& s) {
  describe(v, s.state);
}

template <class V>
void describe(V& v, step::Store& s) {
  v.required("file", s.file, "Whose pending requests: a channel's, or those of the devices.",
             text(kStoreFile));
  v.required("state", s.state, "What becomes of the file; `ok` mends it.");
}

template <class V>
void describe(V& v, step::GatewayExit& s) {
  v.optional("code", s.code, "The exit code.", between(0, 255));
  v.optional("signal", s.signal, "The signal that it dies by.");
  v.exactly_one({"code", "signal"});
}

template <class V>
void describe(V& v, step::Suspend& s) {
  v.required("for", s.length, "How long the machine sleeps.");
}

template <class V>
void describe(V& v, step::ClockJump& s) {
  v.required("by", s.by, "How far the wall clock is set forward, or back with a minus sign.",
             Rule{.sign = Sign::any});
}

template <class V>
void describe(V& v, step::Label& s) {
  v.required("text", s.text, "What the trace says here.", text(kNonEmpty));
}

template <class V>
void describe(V& v, Step& s) {
  v.required("at", s.at, "When, the first time.");
  v.optional("every", s.every, "Repeats the step in this rhythm.",
             at_least(std::chrono::milliseconds(1)));
  v.optional("count", s.count, "How often in all; absent: to the end of the run.",
             between(1, kRepeatsMax));
  v.needs("count", "every");
  v.optional("name", s.name, "What `expect` calls the step's reply.", text(kName));
  v.choice("do", s.action, "What happens.");
}

}  // namespace scenarios
