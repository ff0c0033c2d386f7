#include "scenarios/invariants/support/shelves.h"

#include <algorithm>

#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios::seen {
namespace {

// A write is watched for so long.
constexpr Duration kWritePatience = std::chrono::seconds(30);
constexpr Duration kErasePatience = std::chrono::seconds(2);
constexpr Duration kSlack = std::chrono::seconds(1);
constexpr std::size_t kListingsKept = 16;

// An approval whose code was typed in another case is the same.
std::string approved_key(const Ask& ask) {
  if (ask.kind == Kind::devices) return lower(ask.asked.target);
  return lower(ask.asked.channel + '/' + ask.asked.target);
}

// The listing that was written: the latest one with these entries.
const Shelf::Listing* source_of(const Shelf& shelf, const ListReply& written) {
  const auto found = std::ranges::find_if(
      shelf.listings.rbegin(), shelf.listings.rend(), [&](const Shelf::Listing& listing) {
        return listing.list.form == ListReply::Form::doubtful || listing.list.keys == written.keys;
      });
  return found == shelf.listings.rend() ? nullptr : &*found;
}

// Until when the cache, by itself, may hold a list from before the approval, when the process is
// gone at `now`; nothing: it does not.
std::optional<Instant> older_list_until(const Shelf& shelf, const Shelf::Approved& approval,
                                        Instant now, const CloudTerms& terms) {
  if (shelf.unwritten && now <= *shelf.unwritten + kWritePatience + kSlack)
    return now + terms.cache_life;
  const bool erased = shelf.erased_at && *shelf.erased_at >= approval.told;
  return erased ? std::nullopt : shelf.kept_until;
}

}  // namespace

bool Shelf::knows_approved(const std::string& key, Instant asked, Instant now) const {
  return std::ranges::any_of(approvals, [&](const Approved& approval) {
    const bool doubted = approval.doubted_by && now <= *approval.doubted_by;
    return approval.key == lower(key) && approval.at < asked && !doubted;
  });
}

std::optional<Instant> Shelf::listed_at(const Ask& ask) const {
  const auto found = std::ranges::find(listings, ask.asked.call, &Listing::ask);
  return found == listings.end() ? std::nullopt : std::optional(found->listed_at);
}

void Shelves::listed(const CloudInstance& instance, const Ask& ask, ListReply list, Instant now) {
  Shelf& shelf = at(instance, ask.kind);
  if (shelf.listings.size() == kListingsKept) shelf.listings.erase(shelf.listings.begin());
  const bool clear = list.form == ListReply::Form::right;
  const std::string machine = ask.exec ? ask.exec->sent.machine : std::string();
  shelf.listings.push_back({ask.asked.call, ask.at, now, machine, std::move(list)});
  // Whether an approval that goes on has overtaken it cannot be told yet.
  const bool approval_open = std::ranges::any_of(instance.asks, [&](const auto& entry) {
    return entry.second.purpose == Purpose::approve && entry.second.kind == ask.kind;
  });
  const bool overtaken = shelf.tried_at && *shelf.tried_at >= ask.at;
  if (!overtaken) shelf.unwritten = now;
  if (clear && !approval_open && !overtaken && !shelf.owes_put) shelf.owes_put = now;
}

// What began after it was told has seen what it did, though its client may not know yet.
void Shelves::approved(const CloudInstance& instance, const Ask& ask, bool success, Instant now,
                       Instant told) {
  Shelf& shelf = at(instance, ask.kind);
  shelf.tried_at = now;
  shelf.owes_put.reset();
  if (!success) return;
  shelf.approved_at = told;
  if (ask.asked.operation != "platform")
    shelf.approvals.push_back({approved_key(ask), now, told, {}});
}

std::vector<std::string> Shelves::put(const CloudInstance& instance, Kind kind,
                                      const sim::KeyValueCalled& call, Instant now,
                                      const CloudTerms& terms) {
  Shelf& shelf = at(instance, kind);
  shelf.owes_put.reset();
  std::vector<std::string> flaws;
  const std::string what =
      "the list of " + std::string(name_of(kind)) + " that " + instance.id + " cached";
  const Duration took(call.took_us);
  const Instant began = now - took;
  if (call.ttl_ms != terms.cache_life / std::chrono::milliseconds(1))
    flaws.push_back(what + " is kept for " + std::to_string(call.ttl_ms) + " ms");
  if (shelf.put_ended && began < *shelf.put_ended)
    flaws.push_back(what + " was written beside another one");
  shelf.put_ended = now;
  shelf.unwritten.reset();
  shelf.kept_until = now + terms.cache_life;
  if (took > kWritePatience + kSlack || (call.error == "given up" && took < kWritePatience))
    flaws.push_back(what + " was given up after " + text_of(took) + "; a write is watched for " +
                    text_of(kWritePatience));
  const ListReply written = read_kept(kind, call.value);
  if (written.form == ListReply::Form::wrong) {
    flaws.push_back(what + " is none");
    return flaws;
  }
  const Shelf::Listing* source = source_of(shelf, written);
  if (source == nullptr) {
    flaws.push_back(what + " came from no exec that listed this");
    return flaws;
  }
  if (!call.key.ends_with(':' + source->machine))
    flaws.push_back(what + " went to the key " + call.key + ", not to that of machine " +
                    source->machine + ", which listed it");
  if (shelf.approved_at && source->asked_at < *shelf.approved_at) {
    shelf.erased_at.reset();
    if (*shelf.approved_at < began)
      flaws.push_back(what + " was asked for at " + text_of(source->asked_at) +
                      ", before the approval that was answered at " + text_of(*shelf.approved_at));
    else
      shelf.owes_erasure = now;
  }
  return flaws;
}

void Shelves::erased(const CloudInstance& instance, Kind kind, const sim::KeyValueCalled& call,
                     Instant now) {
  Shelf& shelf = at(instance, kind);
  shelf.owes_erasure.reset();
  if (call.error.empty()) shelf.erased_at = now - Duration(call.took_us);
}

std::vector<std::string> Shelves::overdue(Instant until) {
  std::vector<std::string> flaws;
  for (auto& [place, shelf] : shelves_) {
    const auto what = [&of = place] {
      return "the list of " + std::string(name_of(of.second)) + " of " + of.first;
    };
    if (shelf.owes_put && *shelf.owes_put + kWritePatience + kSlack < until) {
      flaws.push_back(what() + " was listed at " + text_of(*shelf.owes_put) + " and is not cached");
      shelf.owes_put.reset();
    }
    if (shelf.owes_erasure && *shelf.owes_erasure + kErasePatience + kSlack < until) {
      flaws.push_back(what() + " was written at " + text_of(*shelf.owes_erasure) +
                      " though an approval had overtaken it, and is not deleted again");
      shelf.owes_erasure.reset();
    }
  }
  return flaws;
}

void Shelves::forget(const CloudInstance& instance, Instant now, const CloudTerms& terms) {
  for (const Kind kind : kKinds) {
    Shelf& shelf = at(instance, kind);
    for (Shelf::Approved& approval : shelf.approvals)
      if (!approval.doubted_by) approval.doubted_by = older_list_until(shelf, approval, now, terms);
    shelf.unwritten.reset();
    shelf.owes_put.reset();
    shelf.owes_erasure.reset();
    shelf.put_ended.reset();
  }
}

}  // namespace scenarios::seen
