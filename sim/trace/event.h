// What can be seen of a run from outside, as typed values. Everything that judges, counts or draws
// a run reads these and nothing else: the same events come from virtual time, from real processes,
// and from somebody else's controller.
//
// Each type has `kKind`, its name in trace files, and `each(f)`, which calls f(name, value) for its
// fields in a fixed order; value is a std::int64_t, bool, std::string, std::vector<std::string> or
// std::optional<std::int64_t>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "controller/pairing/types.h"
#include "sim/trace/child_events.h"
#include "sim/trace/cloud_event.h"

namespace sim {

using controller::Instant;
using controller::Kind;
using controller::WallTime;

// ---- the machine
// ---------------------------------------------------------------------------------------------------

// A controller process came to life, or ended: by itself, with an exit code, or cut off in the
// middle (killed).
struct ControllerStarted {
  static constexpr std::string_view kKind = "controller.started";
  template <class F>
  void each(F&& /*f*/) const {}
};
struct ControllerEnded {
  static constexpr std::string_view kKind = "controller.ended";
  bool killed = false;
  std::optional<std::int64_t> code = std::nullopt;  // unless killed
  template <class F>
  void each(F&& f) const {
    f("killed", killed);
    f("code", code);
  }
};

// The wall clock was moved by `by_ms`, apart from monotonic time.
struct WallClockJumped {
  static constexpr std::string_view kKind = "clock.jumped";
  std::int64_t by_ms = 0;
  template <class F>
  void each(F&& f) const {
    f("by_ms", by_ms);
  }
};

// The gateway's configuration file changed. `readable` is false when it is missing or no valid
// configuration; then `channels` is empty. `channels` holds the enabled ones.
struct ConfigChanged {
  static constexpr std::string_view kKind = "config.changed";
  bool readable = true;
  std::vector<std::string> channels;
  template <class F>
  void each(F&& f) const {
    f("readable", readable);
    f("channels", channels);
  }
};

// The controller looked into that file, and found what was told last of it.
struct ConfigRead {
  static constexpr std::string_view kKind = "config.read";
  template <class F>
  void each(F&& /*f*/) const {}
};

// ---- the gateway and its stores: the truth that the controller's view is judged against
// ----------------------------

// The gateway answers on its port from now on.
struct GatewayListening {
  static constexpr std::string_view kKind = "gateway.listening";
  std::int64_t pid = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
  }
};
// The gateway wrote these bytes (any cut) to a stream.
struct GatewayWrote {
  static constexpr std::string_view kKind = "gateway.wrote";
  std::int64_t pid = 0;
  bool to_stderr = false;
  std::string bytes;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("stderr", to_stderr);
    f("bytes", bytes);
  }
};
// A request became pending, or (devices) was renewed: `key` is the code or requestId, `owner` the
// sender's or device's id, `expires_ms` when it stops being valid (wall clock, inclusive).
struct RequestPending {
  static constexpr std::string_view kKind = "store.pending";
  Kind list = Kind::channels;
  std::string channel;
  std::string key;
  std::string owner;
  std::int64_t expires_ms = 0;
  bool renewed = false;
  template <class F>
  void each(F&& f) const {
    f("list", std::string(list == Kind::channels ? "channels" : "devices"));
    f("channel", channel);
    f("key", key);
    f("owner", owner);
    f("expires_ms", expires_ms);
    f("renewed", renewed);
  }
};
// A pending request is gone: approved, rejected, evicted by a newer one, or lost with its file.
// (Expiry is not told: it follows from the clock.)
struct RequestGone {
  static constexpr std::string_view kKind = "store.gone";
  Kind list = Kind::channels;
  std::string channel;
  std::string key;
  std::string why;  // approved | rejected | evicted | expired | lost
  template <class F>
  void each(F&& f) const {
    f("list", std::string(list == Kind::channels ? "channels" : "devices"));
    f("channel", channel);
    f("key", key);
    f("why", why);
  }
};
// A CLI call read the store: what it will print is fixed from here on. `keys` are the entries that
// the parser must accept, in the order of the output, `dropped` and `duplicates` how many it must
// not; `ok` tells whether the call will exit 0 with a well-formed answer.
struct StoreRead {
  static constexpr std::string_view kKind = "store.read";
  std::int64_t pid = 0;
  Kind list = Kind::channels;
  std::string channel;
  bool ok = true;
  std::vector<std::string> keys;
  std::int64_t dropped = 0;
  std::int64_t duplicates = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("list", std::string(list == Kind::channels ? "channels" : "devices"));
    f("channel", channel);
    f("ok", ok);
    f("keys", keys);
    f("dropped", dropped);
    f("duplicates", duplicates);
  }
};

// ---- what the controller shows
// --------------------------------------------------------------------------------------

// Bytes that the controller passed through to its own stdout or stderr.
struct PassedThrough {
  static constexpr std::string_view kKind = "controller.wrote";
  bool to_stderr = false;
  std::string bytes;
  template <class F>
  void each(F&& f) const {
    f("stderr", to_stderr);
    f("bytes", bytes);
  }
};
// A line that the supervisor handed to its line hooks.
struct LineDelivered {
  static constexpr std::string_view kKind = "hook.line";
  bool to_stderr = false;
  std::string line;
  bool cut = false;
  template <class F>
  void each(F&& f) const {
    f("stderr", to_stderr);
    f("line", line);
    f("cut", cut);
  }
};
// The supervisor's status changed, or was asked for.
struct GatewayStatus {
  static constexpr std::string_view kKind = "client.gateway_status";
  std::string state;  // stopped | starting | running | stopping | crashed | shutting_down
  std::optional<std::int64_t> pid;
  std::int64_t restarts = 0;
  template <class F>
  void each(F&& f) const {
    f("state", state);
    f("pid", pid);
    f("restarts", restarts);
  }
};
// A line of the controller's own log.
struct Logged {
  static constexpr std::string_view kKind = "controller.log";
  std::string level;
  std::string event;
  std::string fields;  // key=value, space separated
  template <class F>
  void each(F&& f) const {
    f("level", level);
    f("event", event);
    f("fields", fields);
  }
};

// ---- clients
// ----------------------------------------------------------------------------------------------------

// What a list showed to a reader. Every entry is `channel/code` or the requestId; `details` holds
// the whole entry as JSON, in the same order. Told whenever it changed, at the last millisecond of
// an entry's life and the one after it, and after a jump of the wall clock; in between it is as
// last told.
struct ListRead {
  static constexpr std::string_view kKind = "client.read";
  Kind list = Kind::channels;
  std::vector<std::string> keys;
  std::vector<std::string> details;
  std::optional<std::int64_t> last_updated_ms;
  template <class F>
  void each(F&& f) const {
    f("list", std::string(list == Kind::channels ? "channels" : "devices"));
    f("keys", keys);
    f("details", details);
    f("last_updated_ms", last_updated_ms);
  }
};
// A client asked for something that takes time, and got its answer. `call` pairs the two. A request
// that is sent slowly asks when its last byte has arrived; if it is refused before, or its client
// leaves, it never does.
struct CallBegan {
  static constexpr std::string_view kKind = "client.call";
  std::int64_t call = 0;
  std::string operation;  // list | refresh | approve | gateway.start | .stop | .restart | .status |
                          // http | cache.stop | controller.stop
  Kind list = Kind::channels;
  std::string channel;
  std::string target;
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("operation", operation);
    f("list", std::string(list == Kind::channels ? "channels" : "devices"));
    f("channel", channel);
    f("target", target);
  }
};
struct CallEnded {
  static constexpr std::string_view kKind = "client.reply";
  std::int64_t call = 0;
  std::int64_t status = 200;  // as HTTP would say it
  std::string message;
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("status", status);
    f("message", message);
  }
};

// The HTTP request by which a client asks, as it is sent, and the answer to it as it came.
// Long bodies and headers are cut here; the sizes tell how long they were.
struct HttpSent {
  static constexpr std::string_view kKind = "http.request";
  static constexpr std::size_t kBodyShown = 4096;
  static constexpr std::size_t kHeaderShown = 16384;  // a longer head is refused (H6)
  std::int64_t call = 0;
  std::string method;
  std::string target;
  std::vector<std::string> headers;  // "name: value"
  std::string body;
  std::int64_t head_bytes = 0;
  std::int64_t body_bytes = 0;
  std::int64_t send_us = 0;  // from the first byte to the last
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("method", method);
    f("target", target);
    f("headers", headers);
    f("body", body);
    f("head_bytes", head_bytes);
    f("body_bytes", body_bytes);
    f("send_us", send_us);
  }
};
struct HttpReceived {
  static constexpr std::string_view kKind = "http.response";
  std::int64_t call = 0;
  std::int64_t status = 0;
  std::string content_type;
  std::string body;
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("status", status);
    f("content_type", content_type);
    f("body", body);
  }
};
// A request reached the gateway on loopback.
struct GatewayRequested {
  static constexpr std::string_view kKind = "gateway.request";
  std::int64_t call = 0;  // the client's
  std::string method;
  std::string target;
  std::vector<std::string> headers;
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("method", method);
    f("target", target);
    f("headers", headers);
  }
};

// ---- the bench
// ------------------------------------------------------------------------------------------------------

// A fault rule fired, or all faults ended for good.
struct FaultInjected {
  static constexpr std::string_view kKind = "fault";
  std::string rule;
  std::string action;
  std::int64_t pid = 0;
  template <class F>
  void each(F&& f) const {
    f("rule", rule);
    f("action", action);
    f("pid", pid);
  }
};
struct CalmBegan {
  static constexpr std::string_view kKind = "calm";
  template <class F>
  void each(F&& /*f*/) const {}
};
// A step of the scenario was carried out.
struct StepTaken {
  static constexpr std::string_view kKind = "step";
  std::int64_t index = 0;
  std::string action;
  template <class F>
  void each(F&& f) const {
    f("index", index);
    f("action", action);
  }
};

using AnyEvent =
    std::variant<ControllerStarted, ControllerEnded, WallClockJumped, ConfigChanged, ConfigRead,
                 ChildSpawned, SpawnFailed, ChildSignalled, ChildExited, ChildForked, ChildDied,
                 GroupKilled, ForkEnded, ChildBlocked, ChildUnblocked, GatewayListening,
                 GatewayWrote, RequestPending, RequestGone, StoreRead, PassedThrough, LineDelivered,
                 GatewayStatus, Logged, ListRead, CallBegan, CallEnded, HttpSent, HttpReceived,
                 GatewayRequested, FaultInjected, CalmBegan, StepTaken, InstanceStarted,
                 InstanceEnded, InstanceStored, InstanceAsked, InstanceAnswered, InstanceLogged,
                 FlyCalled, FlyAnswered, ControllerCalled, ControllerAnswered, KeyValueCalled,
                 FlyMachineChanged, FlyVolumeChanged, InstanceStoreFailed>;

// An AnyEvent whose constructors and the like, which are functions for each of its alternatives,
// are compiled once, in event.cc, and not in every source that makes, copies or drops an event.
struct EventBody : AnyEvent {
  EventBody() noexcept;
  template <class T>
  requires requires { T::kKind; }
  EventBody(T&& event);  // NOLINT: as std::variant; of temporaries alone, since T is no reference
  template <class T>
  requires requires { T::kKind; }
  EventBody(const T& event) : EventBody(T(event)) {}  // NOLINT(google-explicit-constructor)
  // What `source` converts to, built where it stays: an event has up to a dozen strings to move.
  template <class T, class Source>
  EventBody(std::in_place_type_t<T> type, const Source& source) : AnyEvent(type, source) {}
  EventBody(const EventBody& other);
  EventBody(EventBody&& other) noexcept;
  EventBody& operator=(const EventBody& other);
  EventBody& operator=(EventBody&& other) noexcept;
  ~EventBody();
};

struct Event {
  std::uint64_t id = 0;       // 1, 2, 3 … in the order of occurrence
  std::uint64_t cause = 0;    // the event that led to this one; 0: none
  Instant at;                 // microseconds of virtual (or monotonic) time since the run began
  WallTime wall;              // what the machine's wall clock showed
  std::uint32_t process = 0;  // 0: the world itself
  EventBody body;
};

// Receives every event of a run, in order.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace sim
