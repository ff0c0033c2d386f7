// Judges a scenario's `expect` once its run is over. What each kind of entry means stands in
// scenarios/format/expectation.h; what that leaves open is settled here:
//
//   - The state at an instant is the state after everything at that instant has happened.
//   - A moment after the end of the run was never seen: an entry that needs it is not met.
//   - Without a controller there is no list and no gateway state. A request is absent then.
//   - A name stands for each request that it was given, of `served` up to the moment in question. A
//   name
//     that was given none is absent, and not served.
//   - A step that never got a reply did not get the expected one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/observe/gateway_history.h"
#include "scenarios/observe/list_history.h"
#include "scenarios/observe/name_book.h"
#include "scenarios/observe/reply_book.h"
#include "scenarios/runner/result.h"
#include "sim/trace/event.h"

namespace scenarios {

class ExpectationSink final : public sim::EventSink {
 public:
  void on_event(const sim::Event& event) override;

  // A step called; may be told for the same step again and again.
  void step_called(const std::string& step_name, std::int64_t call);
  // "telegram/@alice" was given "telegram/ABCD2345" (or "device/@phone" a request id, with or
  // without "device/" before it). May be told more than once, and before the first event.
  void name_is(const std::string& name_key, const std::string& request_key);

  // In the order of `expect`. `end`: the last instant of the run.
  [[nodiscard]] std::vector<UnmetExpectation> unmet(
      const Scenario& scenario, const std::map<std::string, std::int64_t>& metrics,
      Instant end) const;

 private:
  Instant now_{};
  ListHistory lists_;
  GatewayHistory gateway_;
  ReplyBook replies_;
  NameBook names_;
};

}  // namespace scenarios
