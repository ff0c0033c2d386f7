// The lists of one instance in the KV (F5-F7), so that an old controller costs one exec call in
// 120 s and not one for each reader. The KV is a help and never a condition: whatever it does, a
// call is held up by kKvTimeout at most, and its failures are logged and go no further.
//
// An approval makes what the KV holds out of date, and so does it to every list that is under way.
// Such a list is not written. A write that was sent before the approval and ends after it is undone
// when it ends; until then, and until a deletion or a newer write is known to have been done, what
// the KV says is read and ignored. After a write that failed a deletion is not enough: the write
// may still come.
//
// One thread, the scheduler's. Keys are those of identity.h.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "controller/base/key_value_store.h"
#include "controller/base/log.h"
#include "controller/base/scope.h"
#include "controller/instance/pairing_values.h"

namespace controller::instance {

inline constexpr Duration kKvTtl = std::chrono::seconds(120);
// How long a call waits for the KV.
inline constexpr Duration kKvTimeout = std::chrono::seconds(2);
// How long a write is watched. One given up earlier might be carried out later, after the deletion
// that an approval has sent.
inline constexpr Duration kKvWriteTimeout = std::chrono::seconds(30);

class ListCache {
 public:
  struct Seams {
    Scheduler& scheduler;
    Log& log;
    KeyValueStore& store;
  };
  // The seams must outlive the cache. Destroying it drops the writes that are under way.
  explicit ListCache(Seams seams) : seams_(seams), scope_(seams.scheduler) {}

  // A moment in the order of the approvals of a kind: take it when a list begins.
  using Moment = std::uint64_t;
  [[nodiscard]] Moment now(Kind kind) const { return slot(kind).approvals; }

  // The list at `key`, unless it is missing, wrong, late, or from before an approval.
  Task<std::optional<RequestList>> read(Kind kind, const std::string& key, Moment began);
  // Writes a list that began at `began`, unless a request of its kind was approved since, or an
  // earlier write is still under way.
  Task<void> write(std::string key, const RequestList& list, Moment began);
  // A request of that kind was approved, or may have been.
  Task<void> approved(Kind kind, const std::string& key);

 private:
  struct Slot {
    Moment approvals = 0;
    bool writing = false;
    bool unconfirmed = false;  // the last write failed, and may be carried out late
    bool outdated = false;     // the KV may hold a list from before the last approval
  };
  struct Write {
    explicit Write(Scheduler& scheduler) : settled(scheduler) {}
    Kind kind = Kind::channels;
    std::string key;
    std::string value;
    Moment began = 0;
    Event settled;
  };

  [[nodiscard]] Slot& slot(Kind kind) { return slots_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const Slot& slot(Kind kind) const { return slots_[static_cast<std::size_t>(kind)]; }
  Task<void> carry_out(std::shared_ptr<Write> write);
  // Whether it is known to be done.
  Task<bool> erase(const std::string& key);
  void note_failure(std::string_view operation, const KeyValueError& error);

  Seams seams_;
  std::array<Slot, kKindCount> slots_;
  Scope scope_;  // last: its tasks use all of the above
};

}  // namespace controller::instance
