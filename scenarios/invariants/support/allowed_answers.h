// The answers that the contract allows to a pairing call of an instance (F1, F3-F8): by what was
// asked, by what the instance's store said, and by what the controller, the command or the cache
// said meanwhile. A part of the instance's reference model (instance_model.h, which says what is
// left free).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/cloud_terms.h"
#include "scenarios/invariants/support/cloud.h"
#include "scenarios/invariants/support/secrets.h"

namespace scenarios::seen {

// An answer that is not allowed.
struct AnswerLimit {
  const char* clause;   // that judges it
  std::string answer;   // what came
  std::string allowed;  // what could have come
};

class AllowedAnswers {
 public:
  explicit AllowedAnswers(const CloudTerms& terms);

  // The instance sent a request, or an exec, that is taken to serve that call. Where it could serve
  // others of its kind as well, what they may be answered with is left free. `cause`: of its event.
  void served(const CloudInstance& instance, const Ask& ask, std::uint64_t cause);
  // The instance asked its cache.
  void kept(const CloudInstance& instance, const sim::KeyValueCalled& call);
  void ended(const CloudInstance& instance);
  // Nothing: the answer is allowed, or the call is none of pairing. `ask` is over with it.
  std::optional<AnswerLimit> limit_of(const CloudInstance& instance, const Ask& ask,
                                      const sim::InstanceAnswered& reply);

 private:
  using Call = std::pair<std::string, std::int64_t>;  // instance and open call
  using Values = std::vector<std::string>;            // of the cache

  void doubt(const CloudInstance& instance, const Ask& ask) {
    doubted_.insert({instance.id, ask.asked.call});
  }

  Secrets secrets_;
  std::map<Call, Values> kept_;
  std::set<Call> doubted_;
};

}  // namespace scenarios::seen
