#include "scenarios/invariants/support/erasures.h"

#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios::seen {

void ErasureJudge::owe(const CloudInstance& instance, const Ask& ask) {
  occasion();
  owed_.try_emplace({instance.id, ask.kind}, Owed{cloud().now(), text_of(ask)});
}

// Whether it worked is not for the instance to say.
void ErasureJudge::key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) {
  if (call.operation != "erase") return;
  const Kind kind = call.key.starts_with("device-") ? Kind::devices : Kind::channels;
  owed_.erase({instance.id, kind});
}

void ErasureJudge::ended(const CloudInstance& instance) {
  for (const Kind kind : kKinds) owed_.erase({instance.id, kind});
}

void ErasureJudge::quiet(Instant until) {
  std::erase_if(owed_, [&](const auto& entry) {
    const Owed& owed = entry.second;
    if (owed.since + kPatience >= until) return false;
    flag(owed.ask + " has succeeded by " + text_of(owed.since) +
             ", or may have, and the cached list was not erased by " +
             text_of(owed.since + kPatience),
         Property::liveness);
    return true;
  });
}

}  // namespace scenarios::seen
