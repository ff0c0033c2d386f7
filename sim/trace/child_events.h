// Events of the child processes of the controller. See event.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

enum class ChildRole : std::uint8_t { gateway, cli };
constexpr std::string_view name_of(ChildRole role) {
  return role == ChildRole::gateway ? "gateway" : "cli";
}

// What a CLI call is for, told from its argv.
enum class CliPurpose : std::uint8_t {
  none,
  list_channel,
  list_devices,
  approve_channel,
  approve_device,
  version,
  other
};
constexpr std::string_view name_of(CliPurpose command) {
  constexpr std::string_view kNames[] = {
      "", "list_channel", "list_devices", "approve_channel", "approve_device", "version", "other"};
  return kNames[static_cast<std::size_t>(command)];
}

struct ChildSpawned {
  static constexpr std::string_view kKind = "child.spawned";
  std::int64_t pid = 0;
  ChildRole role = ChildRole::cli;
  CliPurpose command = CliPurpose::none;
  std::string channel;  // list_channel, approve_channel
  std::string target;   // the code or request id of an approval
  std::vector<std::string> argv;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("role", std::string(name_of(role)));
    f("command", std::string(name_of(command)));
    f("channel", channel);
    f("target", target);
    f("argv", argv);
  }
};
// Spawning failed: no child exists.
struct SpawnFailed {
  static constexpr std::string_view kKind = "child.spawn_failed";
  ChildRole role = ChildRole::cli;
  CliPurpose command = CliPurpose::none;
  template <class F>
  void each(F&& f) const {
    f("role", std::string(name_of(role)));
    f("command", std::string(name_of(command)));
  }
};
// The controller sent a signal to the child's process group.
struct ChildSignalled {
  static constexpr std::string_view kKind = "child.signalled";
  std::int64_t pid = 0;
  std::int64_t signal = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("signal", signal);
  }
};
// The child is dead and was reaped. `out_bytes`, `err_bytes`: what it printed in all.
struct ChildExited {
  static constexpr std::string_view kKind = "child.exited";
  std::int64_t pid = 0;
  ChildRole role = ChildRole::cli;
  CliPurpose command = CliPurpose::none;
  std::string channel;
  std::optional<std::int64_t> code;
  std::optional<std::int64_t> signal;
  std::int64_t out_bytes = 0;
  std::int64_t err_bytes = 0;
  std::int64_t max_rss_kb = 0;  // the most memory that it took; 0: not measured
  // For lists: the output holds a well-formed answer, so a refresh may count it as a success.
  bool answered = false;
  // For approvals: the output leaves open whether it was carried out.
  bool in_doubt = false;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("role", std::string(name_of(role)));
    f("command", std::string(name_of(command)));
    f("channel", channel);
    f("code", code);
    f("signal", signal);
    f("out_bytes", out_bytes);
    f("err_bytes", err_bytes);
    f("max_rss_kb", max_rss_kb);
    f("answered", answered);
    f("in_doubt", in_doubt);
  }
};

// The child started a process of its own, which is of its process group. `reaped_after_us`: how
// much longer than others that one takes to be gone after SIGKILL.
struct ChildForked {
  static constexpr std::string_view kKind = "child.forked";
  std::int64_t pid = 0;  // the new one
  std::int64_t group = 0;
  std::int64_t reaped_after_us = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("group", group);
    f("reaped_after_us", reaped_after_us);
  }
};
// The child itself is dead, but others of its group live on. It is not reaped.
struct ChildDied {
  static constexpr std::string_view kKind = "child.died";
  std::int64_t pid = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
  }
};
// The controller sent SIGKILL to what a dead child had left of its group.
struct GroupKilled {
  static constexpr std::string_view kKind = "child.group_killed";
  std::int64_t pid = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
  }
};
// A process that a child had started is gone.
struct ForkEnded {
  static constexpr std::string_view kKind = "child.fork_ended";
  std::int64_t pid = 0;
  std::int64_t group = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("group", group);
  }
};
// The child waits in a write, because the pipe is full, and does nothing else; and does so no more.
struct ChildBlocked {
  static constexpr std::string_view kKind = "child.blocked";
  std::int64_t pid = 0;
  bool to_stderr = false;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
    f("stderr", to_stderr);
  }
};
struct ChildUnblocked {
  static constexpr std::string_view kKind = "child.unblocked";
  std::int64_t pid = 0;
  template <class F>
  void each(F&& f) const {
    f("pid", pid);
  }
};

}  // namespace sim
