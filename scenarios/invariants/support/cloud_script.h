// Runs of instances written by hand, for the tests of the judges of F and M. The instance is "sb".
//
//   CloudScript run = settled();  // running on machine m1 and volume v1 with user data 3
//   run.at(100).asks(1, "start").fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1"});
//   EXPECT_THAT(run.flaws(make_m6), IsEmpty());
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios::seen {

// What a call of the Machines API is about, what its answer shows, and what a store holds.
struct ScriptCall {
  std::string machine{};
  std::string volume{};
  std::string name{};
  std::string region{};
  std::string source{};
  std::string detail{};
};
struct ScriptAnswer {
  std::string machine{};
  std::string volume{};
  std::string state{};
  std::vector<std::string> ids{};
  std::optional<std::int64_t> exit_code{};
  std::string out{};
  std::int64_t exit_signal{};
};
struct ScriptState {
  std::string status = "running";
  std::string machine = "m1";
  std::string volume = "v1";
  std::string intent{};
  std::string source{};
  std::vector<std::string> deletions{};
  bool started_once = true;
  std::string region = "dfw";
};

class CloudScript {
 public:
  using Keys = std::vector<std::string>;
  static constexpr const char* kSandbox = "sb";

  explicit CloudScript(std::string sandbox = kSandbox) : sandbox_(std::move(sandbox)) {}

  // Seconds since the run began.
  CloudScript& at(double seconds) {
    now_ = Instant(Duration(static_cast<std::int64_t>(seconds * 1e6 + 0.5)));
    return *this;
  }

  CloudScript& lives() { return add(sim::InstanceStarted{sandbox_, "user"}); }
  CloudScript& crashes() { return add(sim::InstanceEnded{sandbox_, true}); }
  CloudScript& stores(const ScriptState& state) {
    sim::InstanceStored stored;
    stored.instance = sandbox_;
    stored.status = state.status;
    stored.machine = state.machine;
    stored.volume = state.volume;
    stored.region = state.region;
    stored.intent = state.intent;
    stored.source = state.source;
    stored.deletions = state.deletions;
    stored.started_once = state.started_once;
    return add(std::move(stored));
  }
  CloudScript& store_fails(const std::string& operation) {
    return add(sim::InstanceStoreFailed{sandbox_, operation});
  }
  CloudScript& erases() {
    sim::InstanceStored stored;
    stored.instance = sandbox_;
    stored.erased = true;
    return add(std::move(stored));
  }

  CloudScript& asks(std::int64_t call, const std::string& operation) {
    sim::InstanceAsked asked;
    asked.call = call;
    asked.instance = sandbox_;
    asked.operation = operation;
    return add(std::move(asked));
  }
  CloudScript& lists(std::int64_t call, Kind kind = Kind::channels, bool forced = false) {
    sim::InstanceAsked asked;
    asked.call = call;
    asked.instance = sandbox_;
    asked.operation = "list";
    asked.list = kind;
    asked.forced = forced;
    return add(std::move(asked));
  }
  CloudScript& approves(std::int64_t call, const std::string& channel, const std::string& code) {
    sim::InstanceAsked asked;
    asked.call = call;
    asked.instance = sandbox_;
    asked.operation = "approve";
    asked.channel = channel;
    asked.target = code;
    return add(std::move(asked));
  }
  CloudScript& platform(std::int64_t call, const std::string& target, const std::string& body = {},
                        bool key_right = true) {
    sim::InstanceAsked asked;
    asked.call = call;
    asked.instance = sandbox_;
    asked.operation = "platform";
    asked.target = target;
    asked.body = body;
    asked.key_right = key_right;
    return add(std::move(asked));
  }
  CloudScript& answers(std::int64_t call, std::int64_t status, const std::string& message = {},
                       Keys keys = {}) {
    return add(sim::InstanceAnswered{call, sandbox_, status, message, std::move(keys)});
  }
  CloudScript& logs(const std::string& fields) {
    return add(sim::InstanceLogged{sandbox_, "warning", "event", fields});
  }

  // A call of the Machines API. What it does until the next call has it as its cause.
  CloudScript& fly(std::int64_t call, const std::string& operation, const ScriptCall& about = {}) {
    sim::FlyCalled sent;
    sent.call = call;
    sent.instance = sandbox_;
    sent.operation = operation;
    sent.method = "X";
    sent.target = operation + '/' + about.machine + about.volume;
    sent.machine = about.machine;
    sent.volume = about.volume;
    sent.name = about.name;
    sent.region = about.region;
    sent.source = about.source;
    sent.detail = about.detail;
    operations_[call] = operation;
    add(std::move(sent));
    cause_ = events_.size();
    return *this;
  }
  CloudScript& ok(std::int64_t call, const ScriptAnswer& shown = {}) {
    sim::FlyAnswered answer = answer_to(call, 200);
    answer.machine = shown.machine;
    answer.volume = shown.volume;
    answer.state = shown.state;
    answer.ids = shown.ids;
    answer.exit_code = shown.exit_code;
    answer.out = shown.out;
    answer.exit_signal = shown.exit_signal;
    return add(std::move(answer));
  }
  CloudScript& refused(std::int64_t call, std::int64_t status, const std::string& text,
                       std::optional<std::int64_t> retry_after_s = std::nullopt) {
    sim::FlyAnswered answer = answer_to(call, status);
    answer.text = text;
    answer.retry_after_s = retry_after_s;
    return add(std::move(answer));
  }

  CloudScript& controller(std::int64_t call, const std::string& target,
                          const std::string& machine = "m1", bool token_right = true) {
    return add(sim::ControllerCalled{call, sandbox_, machine, "GET", target, token_right});
  }
  CloudScript& replies(std::int64_t call, std::int64_t status, const std::string& body = {}) {
    return add(sim::ControllerAnswered{call, sandbox_, status, body});
  }
  CloudScript& kv(const std::string& operation, const std::string& key,
                  const std::string& value = {}, std::int64_t ttl_ms = 0, double took = 0,
                  const std::string& error = {}) {
    sim::KeyValueCalled call;
    call.instance = sandbox_;
    call.operation = operation;
    call.key = key;
    call.value = value;
    call.found = !value.empty();
    call.ttl_ms = ttl_ms;
    call.took_us = static_cast<std::int64_t>(took * 1e6);
    call.error = error;
    return add(std::move(call));
  }

  CloudScript& machine(const std::string& id, const std::string& state, const std::string& volume,
                       const std::string& why = "api", const std::string& name = {}) {
    sim::FlyMachineChanged changed;
    changed.id = id;
    changed.name = name.empty() ? sandbox_ : name;
    changed.state = state;
    changed.region = "dfw";
    changed.volume = volume;
    changed.sandbox = changed.name;
    changed.why = why;
    return add(std::move(changed));
  }
  CloudScript& volume(const std::string& id, const std::string& state, std::int64_t data,
                      const std::string& why = "api", const std::string& source = {}) {
    sim::FlyVolumeChanged changed;
    changed.id = id;
    changed.name = "kiloclaw_sb";
    changed.state = state;
    changed.region = "dfw";
    changed.data = data;
    if (data > 0) changed.data_of = sandbox_;
    changed.source = source;
    changed.why = why;
    return add(std::move(changed));
  }
  CloudScript& fault() { return add(sim::FaultInjected{"rule", "reply", 0}); }

  // The event told last, and what is added from here on has that one as its cause.
  [[nodiscard]] std::uint64_t last() const { return events_.size(); }
  CloudScript& caused_by(std::uint64_t event) {
    cause_ = event;
    return *this;
  }

  template <class Body>
  CloudScript& add(Body body) {
    sim::Event event;
    event.id = events_.size() + 1;
    event.cause = cause_;
    event.at = now_;
    event.body = std::move(body);
    events_.push_back(std::move(event));
    return *this;
  }

  using Maker = std::unique_ptr<Invariant> (*)(const SharedCloud&);
  // What the judge says of this run, which ends now.
  [[nodiscard]] std::vector<std::string> flaws(Maker make, const Terms& terms = Terms()) const {
    const auto judge = judged(make, terms);
    std::vector<std::string> texts;
    for (const Violation& violation : judge->violations()) texts.push_back(violation.text);
    return texts;
  }
  // What the reference model does not allow, each with its clause: "M5: …".
  [[nodiscard]] std::vector<std::string> deviations(const Terms& terms = Terms()) const {
    Cloud cloud;
    InstanceModel model(terms.cloud);
    std::vector<std::string> texts;
    for (const sim::Event& event : events_) {
      cloud.observe(event);
      for (const Deviation& deviation : model.observe(event, cloud))
        texts.push_back(std::string(deviation.clause) + ": " + deviation.text);
    }
    return texts;
  }
  // Whether nobody could have known of that volume of the sandbox, as things are now.
  [[nodiscard]] bool is_beyond_finding(const std::string& volume) const {
    CloudHub hub{Terms()};
    for (const sim::Event& event : events_) hub.on_event(event);
    return hub.lost_creates().is_beyond_finding(*hub.cloud().instance(sandbox_), volume);
  }
  [[nodiscard]] std::uint64_t occasions(Maker make, const Terms& terms = Terms()) const {
    return judged(make, terms)->occasions();
  }

 private:
  sim::FlyAnswered answer_to(std::int64_t call, std::int64_t status) {
    sim::FlyAnswered answer;
    answer.call = call;
    answer.instance = sandbox_;
    answer.operation = operations_.at(call);
    answer.status = status;
    answer.carried_out = status == 200;
    return answer;
  }
  [[nodiscard]] std::unique_ptr<Invariant> judged(Maker make, const Terms& terms) const {
    const auto hub = std::make_shared<CloudHub>(terms);
    auto judge = make(hub);
    for (const sim::Event& event : events_) hub->on_event(event);
    hub->finish(now_);
    return judge;
  }

  std::string sandbox_;
  Instant now_{};
  std::uint64_t cause_ = 0;
  std::vector<sim::Event> events_;
  std::map<std::int64_t, std::string> operations_;
};

// An instance that is running since long ago: on machine m1 and volume v1, with user data 3.
inline CloudScript settled() {
  CloudScript run;
  run.at(0).volume("v1", "attached", 3, "seeded").machine("m1", "started", "v1", "seeded");
  run.lives().stores({});
  return run;
}

// The same, and a volume v7 with the data of another sandbox, else.
inline CloudScript settled_beside_another() {
  sim::FlyVolumeChanged other;
  other.id = "v7";
  other.state = "created";
  other.data_of = "else";
  other.data = 1;
  return settled().add(other);
}

// One that has nothing yet.
inline CloudScript provisioned(const std::string& sandbox = CloudScript::kSandbox) {
  CloudScript run(sandbox);
  run.at(0).lives().stores(
      {.status = "provisioned", .machine = "", .volume = "", .started_once = false});
  return run;
}

}  // namespace scenarios::seen
