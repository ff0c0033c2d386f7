// What clients have asked for and not been answered yet, and the approvals that were carried out.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "scenarios/invariants/support/children.h"

namespace scenarios::seen {

// From here on the cache serves nobody any more: it alone was stopped, or the whole controller.
inline bool ends_cache(const sim::CallBegan& call) {
  return call.operation == "cache.stop" || call.operation == "controller.stop";
}

struct ClientCall {
  sim::CallBegan body;
  Instant began;
  std::uint64_t event = 0;
  std::string key;       // approvals: what is to be approved
  std::string name;      // likewise, as the trace has it
  bool started = false;  // approvals: a child runs or ran for it

  [[nodiscard]] bool is_approval() const { return body.operation == "approve"; }
  [[nodiscard]] bool is_refresh() const { return body.operation == "refresh"; }
};

// An approval whose child is gone.
struct Approval {
  enum class Outcome : std::uint8_t { approved, refused, unknown, unclear };
  Kind kind = Kind::channels;
  std::string key;
  std::string name;  // the same as the trace has it
  Outcome outcome = Outcome::unclear;
  Instant spawned;
  Instant ended;
  std::uint64_t end_event = 0;  // 0: its child was given up
};

class ClientCalls {
 public:
  void clear() { open_.clear(); }
  void began(const sim::Event& event, const sim::CallBegan& body, const Children& children);
  void ended(const sim::CallEnded& body) { open_.erase(body.call); }
  void approval_spawned(const sim::ChildSpawned& body);
  // Which one is not told.
  void approval_spawn_failed(Kind kind);

  [[nodiscard]] const std::map<std::int64_t, ClientCall>& open() const { return open_; }
  [[nodiscard]] const ClientCall* find(std::int64_t call) const;
  // The oldest approval that has no child yet, or null.
  [[nodiscard]] const ClientCall* waiting_approval() const;

 private:
  std::map<std::int64_t, ClientCall> open_;
};

std::string approval_key(const Child& child);
Approval approval_of(const Child& child, Instant ended, std::uint64_t event,
                     const sim::ChildExited* exit, const Terms& terms);

}  // namespace scenarios::seen
