// Fault rules as values: which calls (match), which of those (when), and what befalls them
// (action). A rule is data: the world that makes the calls asks the FaultBook and carries the
// actions out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "controller/base/time.h"

namespace sim {

using controller::Duration;
using controller::Instant;

// What a process of the controller is started for.
enum class Operation : std::uint8_t {
  any,  // every CLI call; never the gateway
  list_channel,
  list_devices,
  approve_channel,
  approve_device,
  version,
  gateway,
};

// What is about to happen. The text must live as long as the call to FaultBook::match.
struct Call {
  Operation operation = Operation::any;
  std::string_view channel;  // list_channel, approve_channel
};

// Everything named must agree.
struct Match {
  Operation operation = Operation::any;
  std::optional<std::string> channel{};

  bool operator==(const Match&) const = default;
};

// Everything named must hold. nth, first and every count the calls that agree with the match while
// the window is open, from 1; a call counts when it is made, whether or not the rule then fires.
struct When {
  std::optional<std::uint64_t> nth{};    // that one alone
  std::optional<std::uint64_t> first{};  // the first so many
  std::optional<std::uint64_t> every{};  // each so-many-th
  std::optional<Instant> from{};         // the window, [from, until) in virtual time
  std::optional<Instant> until{};
  std::optional<std::uint32_t> percent{};  // of those that are left; 100: all, without a draw

  bool operator==(const When&) const = default;
};

// Signals by name, with their numbers on Linux.
enum class Signal : std::uint8_t {
  hup = 1,
  interrupt = 2,
  quit = 3,
  ill = 4,
  abort = 6,
  bus = 7,
  fpe = 8,
  kill = 9,
  segv = 11,
  pipe = 13,
  alarm = 14,
  term = 15,
};
constexpr int number_of(Signal signal) { return static_cast<int>(signal); }

enum class FaultStream : std::uint8_t { out, err };

// What befalls the process. "Cli": only for CLI calls; "Gateway": only for the gateway; else for
// both.
namespace fault {

// Ends with `code`, having printed only this. A CLI call that does not touch the stores.
// `after`: counted from the spawn; absent: when the CLI call would have ended, or the gateway at
// once.
struct Exit {
  static constexpr std::string_view kDo = "exit";
  int code = 1;
  std::string err{};
  std::string out{};
  std::optional<Duration> after{};
  bool operator==(const Exit&) const = default;
};
// Dies by a signal and prints nothing (the gateway: nothing more). `after` as for Exit. Cli:
// `carried_out` tells whether the call had done its work by then.
struct Crash {
  static constexpr std::string_view kDo = "crash";
  Signal signal = Signal::segv;
  bool carried_out = false;
  std::optional<Duration> after{};
  bool operator==(const Crash&) const = default;
};
// Cli. Does its work, then is killed (SIGKILL) before it prints.
struct LostReply {
  static constexpr std::string_view kDo = "lost_reply";
  bool operator==(const LostReply&) const = default;
};
// Cli. Takes this much longer.
struct Delay {
  static constexpr std::string_view kDo = "delay";
  Duration by{};
  bool operator==(const Delay&) const = default;
};
// Cli. Never acts and never ends by itself; SIGTERM ends it.
struct Hang {
  static constexpr std::string_view kDo = "hang";
  bool operator==(const Hang&) const = default;
};
// SIGTERM has no effect: only SIGKILL ends it early.
struct IgnoreTerm {
  static constexpr std::string_view kDo = "ignore_term";
  bool operator==(const IgnoreTerm&) const = default;
};
// Killed, it is reaped only this much later, as a process stuck in the kernel. It obeys no signal.
struct Unkillable {
  static constexpr std::string_view kDo = "unkillable";
  Duration reaped_after{};
  bool operator==(const Unkillable&) const = default;
};
// The process cannot be started.
struct SpawnError {
  static constexpr std::string_view kDo = "spawn_error";
  std::string text{};
  bool operator==(const SpawnError&) const = default;
};
// Cli. Prints `text` on stdout instead of its answer.
struct Stdout {
  static constexpr std::string_view kDo = "stdout";
  std::string text{};
  bool operator==(const Stdout&) const = default;
};
// Cli. Prints the stdout of a recorded call instead of its answer.
struct StdoutFile {
  static constexpr std::string_view kDo = "stdout_file";
  std::string file{};  // as the scenario names it
  std::string text{};  // the recorded stdout; the loader puts it here
  bool operator==(const StdoutFile&) const = default;
};
// Cli. Prints lines around its answer; a line end is added where one is missing.
struct Prefix {
  static constexpr std::string_view kDo = "prefix";
  std::string text{};
  bool operator==(const Prefix&) const = default;
};
struct Suffix {
  static constexpr std::string_view kDo = "suffix";
  std::string text{};
  bool operator==(const Suffix&) const = default;
};
// Cli. stdout ends after so many bytes.
struct Truncate {
  static constexpr std::string_view kDo = "truncate";
  std::uint64_t bytes = 0;
  bool operator==(const Truncate&) const = default;
};
// Prints this many bytes of filler lines: a CLI call after its answer, the gateway `after` its
// spawn.
struct Flood {
  static constexpr std::string_view kDo = "flood";
  std::uint64_t bytes = 0;
  FaultStream stream = FaultStream::out;
  std::optional<Duration> after{};  // Gateway
  bool operator==(const Flood&) const = default;
};
// Cli. Prints random printable characters and NULs on stdout instead of its answer.
struct Garbage {
  static constexpr std::string_view kDo = "garbage";
  std::uint64_t bytes = 0;
  bool operator==(const Garbage&) const = default;
};
// Gateway. Closes stdout and lives on.
struct CloseStdout {
  static constexpr std::string_view kDo = "close_stdout";
  std::optional<Duration> after{};  // its spawn; absent: at once
  bool operator==(const CloseStdout&) const = default;
};

// Starts processes of its own: they are of its process group, hold its pipes open, and end by
// signals only.
struct Fork {
  static constexpr std::string_view kDo = "fork";
  std::uint64_t count = 1;
  bool ignore_term = false;
  Duration reaped_after{};          // SIGKILL: how much longer than others it takes
  std::optional<Duration> after{};  // its own spawn; absent: at once
  bool operator==(const Fork&) const = default;
};

}  // namespace fault

using FaultAction =
    std::variant<fault::Exit, fault::Crash, fault::LostReply, fault::Delay, fault::Hang,
                 fault::IgnoreTerm, fault::Unkillable, fault::SpawnError, fault::Stdout,
                 fault::StdoutFile, fault::Prefix, fault::Suffix, fault::Truncate, fault::Flood,
                 fault::Garbage, fault::CloseStdout, fault::Fork>;

// The action's name in scenario files and traces.
std::string_view name_of(const FaultAction& action);

// A CLI call holds all that it prints; what the gateway prints is made bit by bit.
inline constexpr std::uint64_t kCliFloodMost = std::uint64_t{64} << 20U;

enum class Target : std::uint8_t { cli, gateway };
// Whether the action makes sense there.
bool applies_to(const FaultAction& action, Target target);

struct FaultRule {
  std::string name{};  // unique in its scenario; the site of its draws
  Match match{};
  When when{};
  FaultAction action{};

  bool operator==(const FaultRule&) const = default;
};

}  // namespace sim
