#include "controller/fly/refusal_rules.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "controller/fly/phrase.h"

namespace controller::fly {
namespace {

// Classes of status codes, as bits of a mask.
enum Where : unsigned {
  kBadRequest = 1U << 0,     // 400
  kUnauthorized = 1U << 1,   // 401
  kForbidden = 1U << 2,      // 403
  kGone = 1U << 3,           // 404, 410
  kTimeout = 1U << 4,        // 408
  kConflict = 1U << 5,       // 409
  kPrecondition = 1U << 6,   // 412
  kUnprocessable = 1U << 7,  // 422
  kTooMany = 1U << 8,        // 429
  kWrong = 1U << 9,          // others that say that the request as such is wrong
  kOtherClient = 1U << 10,   // 4xx else
  kServer = 1U << 11,        // 5xx
  kStrange = 1U << 12,       // no status that ends a call
};
// Fly words its refusals freely under each of these.
constexpr unsigned kRefused =
    kBadRequest | kForbidden | kConflict | kPrecondition | kUnprocessable | kOtherClient;

struct StatusRow {
  int status;
  unsigned where;
};
constexpr StatusRow kStatuses[] = {
    {400, kBadRequest}, {401, kUnauthorized}, {403, kForbidden},     {404, kGone},
    {405, kWrong},      {406, kWrong},        {408, kTimeout},       {409, kConflict},
    {410, kGone},       {411, kWrong},        {412, kPrecondition},  {413, kWrong},
    {414, kWrong},      {415, kWrong},        {422, kUnprocessable}, {429, kTooMany},
    {431, kWrong},
};

unsigned where_of(int status) {
  const auto row = std::ranges::find(kStatuses, status, &StatusRow::status);
  if (row != std::end(kStatuses)) return row->where;
  if (status >= 400 && status < 500) return kOtherClient;
  return status >= 500 && status < 600 ? kServer : kStrange;
}

// With the bits of its words, so that most are found missing without a search.
struct Phrase {
  // Implicit, so that the tables below are plain words.
  consteval Phrase(const char* words)  // NOLINT(google-explicit-constructor)
      : text(words), bits(word_bits(text)) {}

  std::string_view text;
  std::uint64_t bits;
};
using Phrases = std::span<const Phrase>;

constexpr Phrase kRateLimit[] = {
    "rate limit", "rate limits",       "rate limited", "rate limiting",
    "ratelimit",  "too many requests", "throttled",
};
constexpr Phrase kMachineLimit[] = {
    "machine limit",      "machines limit", "limit ~ machines",  "machines ~ limit",
    "number of machines", "machine count",  "too many machines", "maximum machines",
};
constexpr Phrase kQuota[] = {
    "quota",       "quotas",     "over the allowed", "reached ~ limit",
    "usage limit", "plan limit", "limit ~ plan",     "spending limit",
};
constexpr Phrase kOutput[] = {"output"};
// Unmistakable, also in a body of 5xx.
constexpr Phrase kQuotaExceeded[] = {
    "over ~ quota", "quota exceeded", "exceeded ~ quota", "exceeds ~ quota", "allowed quota",
};
constexpr Phrase kNoResources[] = {
    "insufficient capacity",
    "insufficient memory",
    "insufficient cpu",
    "insufficient cpus",
    "insufficient ip",
    "insufficient ips",
    "insufficient gpu",
    "insufficient gpus",
    "insufficient resource",
    "insufficient resources",
    "could not reserve resource",
    "could not reserve resources",
    "no capacity",
    "not enough capacity",
    "out of capacity",
    "candidate host",
    "candidate hosts",
};
// Not for 5xx: web servers excuse themselves with capacity problems.
constexpr Phrase kLikelyNoResources[] = {
    "capacity",
    "insufficient ~ available",
    "insufficient disk",
    "insufficient space",
    "insufficient storage",
    "not enough ~ available",
    "not enough memory",
    "not enough cpu",
    "not enough cpus",
    "not enough resources",
    "not enough hosts",
    "not enough space",
    "could not reserve",
    "unable to reserve",
    "failed to reserve",
    "no ~ host",
    "no ~ hosts",
    "find ~ host",
    "out of memory",
    "out of resources",
    "unable to place",
    "could not place",
};
constexpr Phrase kLease[] = {"lease", "leased", "leases"};
constexpr Phrase kConcurrent[] = {
    "concurrent",           "concurrently",    "current version",       "version mismatch",
    "version conflict",     "version ~ match", "stale version",         "another update",
    "update ~ in progress", "being updated",   "operation in progress",
};
constexpr Phrase kVolumeClaimed[] = {
    "volume ~ bound to",      "volume ~ claimed by",     "volume ~ already claimed",
    "volume ~ already bound", "volume ~ attached to",    "volume ~ already attached",
    "volume vol ~ in use",    "volume ~ already in use", "volume is ~ in use",
    "bound to machine",       "claimed by machine",      "attached to machine",
};
constexpr Phrase kVolumeMissing[] = {
    "volume ~ not found",
    "volume ~ does not exist",
    "volume ~ doesn t exist",
    "volume ~ not exist",
    "volume ~ no longer exists",
    "volume ~ could not be found",
    "volume ~ been destroyed",
    "volume ~ been deleted",
    "volume ~ missing",
    "vol ~ not found",
    "vol ~ does not exist",
    "find ~ volume",
    "missing volume",
    "no such volume",
    "unknown volume",
    "nonexistent volume",
    "volume ~ gone",
};
// What is missing is something else, whatever is said of a volume beside it.
constexpr Phrase kOtherMissing[] = {
    "machine not found", "app not found",  "page not found",
    "route not found",   "host not found", "find ~ host",
};
constexpr Phrase kNameTaken[] = {
    "already exists",
    "already exist",
    "already existing",
    "exists",
    "unique ~ violation",
    "unique ~ constraint",
    "must be unique",
    "has to be unique",
    "not unique",
    "uniqueness",
    "duplicate",
    "duplicated",
    "duplicates",
    "already taken",
    "been taken",
    "is taken",
    "name ~ taken",
    "name ~ in use",
    "name ~ used",
    "name ~ conflict",
    "name ~ conflicts",
    "name ~ collision",
    "name ~ violation",
    "name ~ unavailable",
    "name ~ not available",
    "conflicting name",
    "same name",
    "already in use",
    "already used",
    "already registered",
    "already a machine",
    "already has a machine",
    "machine ~ already created",
};
constexpr Phrase kNothingTaken[] = {
    "not exists", "no longer exists", "no machine exists",
    "no such",    "port ~ in use",    "address ~ in use",
};
constexpr Phrase kDesiredState[] = {"failed to reach desired state"};
constexpr Phrase kBadState[] = {
    "refusing to",        "unable to start",  "unable to stop", "unable to destroy",
    "from current state", "not running",      "not started",    "not currently",
    "still active",       "getting replaced", "invalid state",  "wrong state",
    "must be stopped",
};
constexpr Phrase kRoute[] = {"page not found", "route not found", "no such route", "no route"};
constexpr Phrase kApp[] = {"app not found", "application not found"};
constexpr Phrase kLikelyMachine[] = {
    "machine ~ not found",
    "machine ~ does not exist",
    "machine ~ doesn t exist",
    "no such machine",
    "machine ~ could not be found",
    "machine ~ no longer exists",
    "unknown machine",
    "find machine",
    "machine ~ been destroyed",
    "find ~ machine",
};

// One row: any of `phrases`, but none of `unless`, under one of the statuses.
struct WordRow {
  Meaning meaning;
  unsigned where;
  Phrases phrases;
  Phrases unless = {};
};
// The first row that fits decides. Their order is the point: the codes of a taken name are shared
// by capacity, quota, lease and concurrent update (M3), and `volume already claimed`, `volume no
// longer exists` sound like a taken name.
constexpr WordRow kWords[] = {
    {{RefusalKind::rate_limited}, kRefused | kTooMany | kServer, kRateLimit},
    {{RefusalKind::machine_limit}, kRefused | kTooMany | kServer, kMachineLimit},
    {{RefusalKind::quota}, kRefused, kQuota, kOutput},
    {{RefusalKind::quota}, kServer, kQuotaExceeded},
    {{RefusalKind::capacity}, kRefused | kTooMany | kServer, kNoResources},
    {{RefusalKind::capacity}, kRefused, kLikelyNoResources},
    {{RefusalKind::lease}, kRefused, kLease},
    {{RefusalKind::concurrent_update}, kConflict | kPrecondition | kUnprocessable, kConcurrent},
    {{RefusalKind::precondition}, kRefused, kVolumeClaimed},
    {{RefusalKind::volume_missing},
     kBadRequest | kGone | kConflict | kPrecondition | kUnprocessable,
     kVolumeMissing,
     kOtherMissing},
    {{RefusalKind::name_taken}, kConflict | kUnprocessable, kNameTaken, kNothingTaken},
    {{RefusalKind::not_found, Missing::route}, kGone, kRoute},
    {{RefusalKind::not_found, Missing::app}, kGone, kApp},
    {{RefusalKind::not_found, Missing::machine}, kGone, kLikelyMachine},
    {{RefusalKind::wait_timeout}, kRefused | kServer, kDesiredState},
    {{RefusalKind::precondition}, kRefused, kBadState},
};

struct DefaultRow {
  unsigned where;
  Meaning meaning;
};
constexpr DefaultRow kDefaults[] = {
    {kBadRequest | kUnauthorized | kForbidden | kUnprocessable | kWrong, {RefusalKind::invalid}},
    {kGone, {RefusalKind::not_found, Missing::unclear}},
    {kTimeout, {RefusalKind::wait_timeout}},
    {kPrecondition, {RefusalKind::precondition}},
    {kTooMany, {RefusalKind::rate_limited}},
    {kServer, {RefusalKind::transient}},
};

// `bits`: those of `words`.
bool has_any(std::string_view words, std::uint64_t bits, Phrases phrases) {
  return std::ranges::any_of(phrases, [words, bits](const Phrase& phrase) {
    return (phrase.bits & ~bits) == 0 && has_phrase(words, phrase.text);
  });
}

}  // namespace

Meaning meaning_of_words(int status, std::string_view words) {
  const unsigned where = where_of(status);
  const std::uint64_t bits = word_bits(words);
  const auto row = std::ranges::find_if(kWords, [where, words, bits](const WordRow& candidate) {
    return (candidate.where & where) != 0 && has_any(words, bits, candidate.phrases) &&
           !has_any(words, bits, candidate.unless);
  });
  return row == std::end(kWords) ? Meaning{} : row->meaning;
}

Meaning meaning_of_status(int status) {
  const unsigned where = where_of(status);
  const auto row = std::ranges::find_if(
      kDefaults, [where](const DefaultRow& candidate) { return (candidate.where & where) != 0; });
  return row == std::end(kDefaults) ? Meaning{} : row->meaning;
}

}  // namespace controller::fly
