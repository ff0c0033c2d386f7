// What lists an instance keeps in the cache, and where they came from: F5.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/cloud_terms.h"
#include "scenarios/invariants/support/cloud_objects.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios::seen {

// Of one kind of list of one instance.
struct Shelf {
  // What an exec has listed.
  struct Listing {
    std::int64_t ask = 0;
    Instant asked_at{};
    Instant listed_at{};
    std::string machine;  // where
    ListReply list;
  };

  // A request that was approved.
  struct Approved {
    std::string key;
    Instant at{};                       // when the approval was answered
    Instant told{};                     // when what carried it out had said so
    std::optional<Instant> doubted_by;  // nobody has to know of it until then
  };

  std::vector<Listing> listings;       // the latest ones, in the order of their ends
  std::optional<Instant> tried_at;     // when the last approval was answered, in whatever way
  std::optional<Instant> approved_at;  // when the last one was that succeeded
  std::vector<Approved> approvals;
  bool approving = false;               // an approval was ever asked for
  std::string cached;                   // what the cache gave last
  std::optional<Instant> asked_at;      // when it did
  std::optional<Instant> put_ended;     // when the last write of this process did
  std::optional<Instant> owes_put;      // a listing that has to be written
  std::optional<Instant> owes_erasure;  // a write that an approval has overtaken
  std::optional<Instant> unwritten;     // a listing whose write may be under way: when it ended
  std::optional<Instant> kept_until;    // for so long the cache may keep what was written last
  std::optional<Instant> erased_at;     // when the last deletion began that has succeeded

  // An answer of the cache, at `now`, that was asked for at `asked` must not show it any more.
  [[nodiscard]] bool knows_approved(const std::string& key, Instant asked, Instant now) const;
  [[nodiscard]] std::optional<Instant> listed_at(const Ask& ask) const;
};

class Shelves {
 public:
  Shelf& at(const CloudInstance& instance, Kind kind) { return shelves_[{instance.id, kind}]; }
  // An exec has listed something for `ask`.
  void listed(const CloudInstance& instance, const Ask& ask, ListReply list, Instant now);
  // An approval was answered; what carried it out had said so at `told`.
  void approved(const CloudInstance& instance, const Ask& ask, bool success, Instant now,
                Instant told);
  // A write has ended. Returns what is wrong with it.
  std::vector<std::string> put(const CloudInstance& instance, Kind kind,
                               const sim::KeyValueCalled& call, Instant now,
                               const CloudTerms& terms);
  // The deletion of a key has ended.
  void erased(const CloudInstance& instance, Kind kind, const sim::KeyValueCalled& call,
              Instant now);
  // What had to happen and has not.
  std::vector<std::string> overdue(Instant until);
  // The process is gone, and with it what it had under way, and what it knew better than the cache.
  void forget(const CloudInstance& instance, Instant now, const CloudTerms& terms);

 private:
  std::map<std::pair<std::string, Kind>, Shelf> shelves_;
};

}  // namespace scenarios::seen
