// What a scenario does to the world, step by step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "controller/pairing/types.h"
#include "scenarios/format/cloud_step.h"
#include "sim/faults/fault_rule.h"

namespace scenarios {

using controller::Duration;
using controller::Instant;
using controller::Kind;

// How the gateway's configuration file cannot be read.
enum class Unreadable : std::uint8_t { missing, truncated, invalid };

// The gateway's configuration file: exactly one of the two is set.
struct ConfigState {
  std::optional<std::vector<std::string>> channels{};  // the enabled ones, in the order of the file
  std::optional<Unreadable> unreadable{};
  bool operator==(const ConfigState&) const = default;
};

enum class Output : std::uint8_t { out, err };

// How a file of pending requests is damaged; ok mends it.
enum class StoreState : std::uint8_t { ok, truncated, empty, null, array, null_entry, wrong_types };

enum class Letters : std::uint8_t { lower, upper };

enum class GatewayOperation : std::uint8_t { start, stop, restart, status };

// How a client proves itself.
enum class Credential : std::uint8_t { none, right, wrong };

// What ends the controller in order.
enum class EndSignal : std::uint8_t { term, interrupt };

namespace step {

// ---- people and devices ----

// A direct message to the bot. A sender who is not paired becomes pending, or stays so.
struct Message {
  static constexpr std::string_view kDo = "message";
  std::string channel{};
  std::string from{};  // a name; stands for the same account throughout the scenario
  std::string text = "hi";
  std::string instance{};  // cloud scenarios: at whose machine; else empty
  bool operator==(const Message&) const = default;
};
// A device connects. One that is not paired becomes pending, or renews its request.
struct Device {
  static constexpr std::string_view kDo = "device";
  std::string device{};    // a name, as Message::from
  std::string instance{};  // as Message::instance
  bool operator==(const Device&) const = default;
};

// ---- the gateway's output ----

struct Log {
  static constexpr std::string_view kDo = "log";
  std::string line{};  // a line end is added
  Output stream = Output::out;
  bool operator==(const Log&) const = default;
};
struct LogBurst {
  static constexpr std::string_view kDo = "log_burst";
  std::string line{};
  std::uint64_t lines = 1;
  Duration gap{};  // between one line and the next
  Output stream = Output::out;
  bool operator==(const LogBurst&) const = default;
};
// Exactly these bytes, in one piece.
struct Write {
  static constexpr std::string_view kDo = "write";
  std::optional<std::string> text{};    // exactly one of the two; `base64` holds the encoded form,
  std::optional<std::string> base64{};  // valid: decode_base64 turns it into bytes
  Output stream = Output::out;
  bool operator==(const Write&) const = default;
};

// ---- clients of the controller ----

struct Refresh {
  static constexpr std::string_view kDo = "refresh";
  Kind list = Kind::channels;
  bool operator==(const Refresh&) const = default;
};
// Exactly one of code, from, device and request_id is set; channel goes with code and from. Values
// given literally may be wrong on purpose.
struct Approve {
  static constexpr std::string_view kDo = "approve";
  std::optional<std::string> channel{};
  std::optional<std::string> code{};
  std::optional<std::string> from{};    // the code that this sender was given last
  std::optional<std::string> device{};  // the request that this device made last
  std::optional<std::string> request_id{};
  std::optional<Letters> as{};  // how the code or request id is written
  bool operator==(const Approve&) const = default;
};
struct Read {
  static constexpr std::string_view kDo = "read";
  Kind list = Kind::channels;
  bool operator==(const Read&) const = default;
};
struct Gateway {
  static constexpr std::string_view kDo = "gateway";
  GatewayOperation operation = GatewayOperation::start;
  bool operator==(const Gateway&) const = default;
};

// A request to the controller's port, in whatever shape.
struct Http {
  static constexpr std::string_view kDo = "http";
  std::string method = "GET";
  std::string target{};
  Credential bearer = Credential::none;
  Credential proxy_token = Credential::none;
  std::vector<std::string> headers{};  // "Name: value", after those of the credentials
  std::string body{};
  std::uint64_t body_bytes = 0;  // longer than the body: filled up with spaces
  std::uint64_t head_bytes = 0;  // longer than the head: filled up with one more header
  bool chunked = false;
  Duration send_over{};                     // from the first byte to the last
  std::optional<Duration> give_up_after{};  // the client closes the connection then
  bool operator==(const Http&) const = default;
};

// ---- the machine's files ----

struct Config {
  static constexpr std::string_view kDo = "config";
  ConfigState state{};
  bool operator==(const Config&) const = default;
};
struct Store {
  static constexpr std::string_view kDo = "store";
  std::string file{};  // a channel, or "devices"
  StoreState state = StoreState::truncated;
  bool operator==(const Store&) const = default;
};
// A process has died and left the lock file of the pairing stores behind.
struct StaleLock {
  static constexpr std::string_view kDo = "stale_lock";
  bool operator==(const StaleLock&) const = default;
};

// ---- processes ----

// The gateway ends by itself: by exactly one of these.
struct GatewayExit {
  static constexpr std::string_view kDo = "gateway_exit";
  std::optional<int> code{};
  std::optional<sim::Signal> signal{};
  bool operator==(const GatewayExit&) const = default;
};
// SIGKILL: nothing of it acts any more.
struct KillController {
  static constexpr std::string_view kDo = "kill_controller";
  bool operator==(const KillController&) const = default;
};
struct StartController {
  static constexpr std::string_view kDo = "start_controller";
  bool operator==(const StartController&) const = default;
};
// An orderly end; the second one in a row is an end at once.
struct StopController {
  static constexpr std::string_view kDo = "stop_controller";
  EndSignal signal = EndSignal::term;
  bool operator==(const StopController&) const = default;
};
// Only the pairing cache is stopped; the controller lives on.
struct StopCache {
  static constexpr std::string_view kDo = "stop_cache";
  bool operator==(const StopCache&) const = default;
};

// ---- time ----

// The machine sleeps: the wall clock moves on, monotonic time does not.
struct Suspend {
  static constexpr std::string_view kDo = "suspend";
  Duration length{};  // "for"
  bool operator==(const Suspend&) const = default;
};
// Somebody sets the wall clock, perhaps back.
struct ClockJump {
  static constexpr std::string_view kDo = "clock_jump";
  Duration by{};
  bool operator==(const ClockJump&) const = default;
};

// ---- the bench ----

// The line hook throws at the next line.
struct HookThrow {
  static constexpr std::string_view kDo = "hook_throw";
  bool operator==(const HookThrow&) const = default;
};
// A remark for the reader of the trace.
struct Label {
  static constexpr std::string_view kDo = "label";
  std::string text{};
  bool operator==(const Label&) const = default;
};

}  // namespace step

using AnyAction =
    std::variant<step::Message, step::Device, step::Log, step::LogBurst, step::Write, step::Refresh,
                 step::Approve, step::Read, step::Gateway, step::Http, step::Config, step::Store,
                 step::StaleLock, step::GatewayExit, step::KillController, step::StartController,
                 step::StopController, step::StopCache, step::Suspend, step::ClockJump,
                 step::HookThrow, step::Label, step::StartInstance, step::StopInstance,
                 step::DestroyInstance, step::InstanceStatus, step::Reconcile, step::CrashInstance,
                 step::RestartInstance, step::PairingList, step::PairingApprove, step::Platform,
                 step::FlyIntervention, step::FlyQuirksChange, step::GuestChange, step::Kv,
                 step::InstanceStore>;

// An AnyAction whose constructors and the like are compiled once, in step.cc.
struct Action : AnyAction {
  Action() noexcept;
  template <class T>
  requires requires { T::kDo; }
  Action(T&& action);  // NOLINT: as std::variant; of temporaries alone, since T is no reference
  template <class T>
  requires requires { T::kDo; }
  Action(const T& action) : Action(T(action)) {}  // NOLINT(google-explicit-constructor)
  Action(const Action& other);
  Action(Action&& other) noexcept;
  Action& operator=(const Action& other);
  Action& operator=(Action&& other) noexcept;
  ~Action();

  bool operator==(const Action& other) const;
};

struct Step {
  Instant at{};  // the first time
  // Repeated: the n-th time is at + n * every, `count` times in all or, without, to the end of the
  // run.
  std::optional<Duration> every{};
  std::optional<std::uint64_t> count{};
  std::string name{};  // what expectations call its reply; may be empty, else unique
  Action action{};

  bool operator==(const Step&) const = default;
};

// "message", "log" …
std::string_view name_of(const Action& action);
// Whether a reply comes back, which expectations may look at.
bool has_reply(const Action& action);
// Whether only cloud scenarios have it, or only those of one machine; both false: either may.
bool is_cloud_alone(const Action& action);
bool is_machine_alone(const Action& action);

// The bytes of valid base64 (RFC 4648, padded); nothing for other text.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace scenarios
