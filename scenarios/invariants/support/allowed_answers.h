// The answers that the contract allows to a pairing call of an instance (F1, F3-F8): by what was
// asked, by what the instance's store said, and by what the controller, the command or the cache
// said meanwhile. A part of the instance's reference model (instance_model.h, which says what is
// left free).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/cloud_terms.h"
#include "scenarios/invariants/support/cloud.h"

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

  // The instance asked its cache.
  void kept(const CloudInstance& instance, const sim::KeyValueCalled& call);
  void ended(const CloudInstance& instance);
  // Nothing: the answer is allowed, or the call is none of pairing. `ask` is over with it.
  std::optional<AnswerLimit> limit_of(const CloudInstance& instance, const Ask& ask,
                                      const sim::InstanceAnswered& reply);

 private:
  using Values = std::vector<std::string>;  // of the cache

  std::vector<std::string> secrets_;                             // in lower case
  std::map<std::pair<std::string, std::int64_t>, Values> kept_;  // by instance and open call
};

}  // namespace scenarios::seen
