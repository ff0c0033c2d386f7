#include "scenarios/invariants/support/narrator.h"

#include <gmock/gmock.h>

#include "scenarios/invariants/support/event_script.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {
namespace {

using ::testing::ElementsAre;

// Writes down what it is told, and what the world knows by then.
class Scribe final : public Observer {
 public:
  Scribe(const Narrator& run, std::vector<std::string>& told) : run_(run), told_(told) {}

 private:
  void before(const sim::Event& event) override { note("before", event); }
  void began(const Round& round) override {
    told_.push_back("began " + std::string(name_of(round.kind)));
  }
  void ended(const Round& round) override {
    told_.push_back("ended " + std::string(name_of(round.kind)));
  }
  void after(const sim::Event& event) override { note("after", event); }
  void before_output(const sim::Event& event) override { note("before output", event); }
  void after_output(const sim::Event& event) override { note("after output", event); }
  void idle(Instant until) override { told_.push_back("idle until " + text_of(until)); }
  void over(Instant end) override { told_.push_back("over at " + text_of(end)); }

  void note(const char* when, const sim::Event& event) {
    told_.push_back(when + (' ' + std::to_string(event.id)) + ": " +
                    (run_.world().running() ? "runs" : "does not run"));
  }

  const Narrator& run_;
  std::vector<std::string>& told_;
};

TEST(Narrator, TellsEachEventBeforeAndAfterTheWorldKnowsIt) {
  std::vector<std::string> told;
  Narrator run{Terms{}};
  Scribe scribe(run, told);
  run.add(scribe);
  EventScript script;
  script.start().list_devices(1).at(5).exits(1, 0, true);
  for (const sim::Event& event : script.events()) run.on_event(event);
  run.finish(Instant(std::chrono::seconds(9)));
  EXPECT_THAT(
      told, ElementsAre("before 1: does not run", "after 1: runs", "before 2: runs",
                        "began devices", "after 2: runs", "idle until 5.000 s", "before 3: runs",
                        "ended devices", "after 3: runs", "idle until 9.000 s", "over at 9.000 s"));
}

TEST(Narrator, TellsTheGatewaysOutputApart) {
  std::vector<std::string> told;
  Narrator run{Terms{}};
  Scribe scribe(run, told);
  run.add(scribe);
  const std::vector<sim::EventBody> bodies = {
      sim::GatewayWrote{1, false, "paired\n"}, sim::PassedThrough{false, "paired\n"},
      sim::LineDelivered{false, "paired", false}, sim::GatewayListening{1}};
  sim::Event event;
  for (const sim::EventBody& body : bodies) {
    ++event.id;
    event.body = body;
    run.on_event(event);
  }
  EXPECT_THAT(told, ElementsAre("before output 1: does not run", "after output 1: does not run",
                                "before output 2: does not run", "after output 2: does not run",
                                "before output 3: does not run", "after output 3: does not run",
                                "before 4: does not run", "after 4: does not run"));
}

// Flags every event of one kind, and the end.
template <class Body>
class Flags final : public Judge {
 public:
  Flags(std::string name, const Terms& terms) : Judge("C1", terms), name_(std::move(name)) {}

 private:
  void after(const sim::Event& event) override {
    occasion();
    if (std::holds_alternative<Body>(event.body)) flag(name_);
  }
  void over(Instant /*end*/) override { flag(name_ + " at the end"); }

  std::string name_;
};

TEST(Joined, TellsWhatItsPartsFoundInTheOrderOfTheEvents) {
  const Terms terms;
  Narrator run(terms);
  Joined judge(std::make_unique<Flags<sim::ControllerEnded>>("ended", terms),
               std::make_unique<Flags<sim::ControllerStarted>>("started", terms));
  judge.join(run);
  EventScript script;
  script.start().end().start();
  for (const sim::Event& event : script.events()) run.on_event(event);
  run.finish(Instant{});
  std::vector<std::string> texts;
  for (const Violation& violation : judge.violations()) texts.push_back(violation.text);
  EXPECT_THAT(texts,
              ElementsAre("started", "ended", "started", "ended at the end", "started at the end"));
  EXPECT_EQ(judge.occasions(), 6U);
}

}  // namespace
}  // namespace scenarios::seen
