// Runs written by hand, for the tests of the judges.
//
//   EventScript run;
//   run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
//   run.at(5).answers(1, {"ABC"}).shows({"telegram/ABC"}).answers(2, {});
//   EXPECT_THAT(run.flaws(make_c6), IsEmpty());
#pragma once

#include <csignal>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/invariants/support/narrator.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {

class EventScript {
 public:
  using Keys = std::vector<std::string>;
  using Purpose = sim::CliPurpose;

  // Seconds since the run began.
  EventScript& at(double seconds) {
    now_ = Instant(Duration(static_cast<std::int64_t>(seconds * 1e6 + 0.5)));
    return *this;
  }
  // The wall clock at that time; it begins at 1,000,000 s.
  [[nodiscard]] static std::int64_t wall_ms(double seconds) {
    return 1'000'000'000 + static_cast<std::int64_t>(seconds * 1e3 + 0.5);
  }

  EventScript& start() { return add(sim::ControllerStarted{}); }
  EventScript& end() { return add(sim::ControllerEnded{true}); }
  EventScript& config(Keys channels) { return add(sim::ConfigChanged{true, std::move(channels)}); }
  EventScript& no_config() { return add(sim::ConfigChanged{false, {}}); }
  EventScript& reads_config() { return add(sim::ConfigRead{}); }
  EventScript& jump(std::int64_t by_ms) {
    offset_ms_ += by_ms;
    return add(sim::WallClockJumped{by_ms});
  }

  EventScript& list(std::int64_t pid, const std::string& channel, Keys argv = {}) {
    return spawn(pid, Purpose::list_channel, channel, {}, std::move(argv));
  }
  EventScript& list_devices(std::int64_t pid, Keys argv = {}) {
    return spawn(pid, Purpose::list_devices, {}, {}, std::move(argv));
  }
  EventScript& approve(std::int64_t pid, const std::string& channel, const std::string& code) {
    return spawn(pid, Purpose::approve_channel, channel, code);
  }
  EventScript& approve_device(std::int64_t pid, const std::string& id) {
    return spawn(pid, Purpose::approve_device, {}, id);
  }
  EventScript& version(std::int64_t pid) { return spawn(pid, Purpose::version, {}, {}); }
  EventScript& spawn_fails(Purpose purpose) {
    return add(sim::SpawnFailed{sim::ChildRole::cli, purpose});
  }
  EventScript& term(std::int64_t pid) { return add(sim::ChildSignalled{pid, SIGTERM}); }
  EventScript& kill(std::int64_t pid) { return add(sim::ChildSignalled{pid, SIGKILL}); }

  // A list call reads the store.
  EventScript& reads(std::int64_t pid, Keys keys) {
    const sim::ChildSpawned& child = children_.at(pid);
    const Kind kind = child.command == Purpose::list_devices ? Kind::devices : Kind::channels;
    return add(sim::StoreRead{pid, kind, child.channel, true, std::move(keys)});
  }
  EventScript& exits(std::int64_t pid, std::optional<std::int64_t> code, bool answered = false,
                     std::int64_t bytes = 100) {
    const sim::ChildSpawned& child = children_.at(pid);
    sim::ChildExited exit;
    exit.pid = pid;
    exit.command = child.command;
    exit.channel = child.channel;
    exit.code = code;
    if (!code) exit.signal = SIGKILL;
    exit.out_bytes = bytes;
    exit.answered = answered;
    return add(std::move(exit));
  }
  EventScript& answers(std::int64_t pid, Keys keys) {
    return reads(pid, std::move(keys)).exits(pid, 0, true);
  }
  EventScript& fails(std::int64_t pid) { return exits(pid, 1); }
  EventScript& dies(std::int64_t pid) { return exits(pid, std::nullopt); }

  EventScript& listening() { return add(sim::GatewayListening{100}); }
  EventScript& line(const std::string& text, bool to_stderr = false) {
    return bytes(text + '\n', to_stderr);
  }
  EventScript& bytes(const std::string& bytes, bool to_stderr = false) {
    return add(sim::GatewayWrote{100, to_stderr, bytes});
  }
  EventScript& pending(const std::string& channel, const std::string& code, double expires) {
    return add(
        sim::RequestPending{Kind::channels, channel, code, "owner", wall_ms(expires), false});
  }
  EventScript& device_pending(const std::string& id, double expires, bool renewed = false) {
    return add(sim::RequestPending{Kind::devices, {}, id, "owner", wall_ms(expires), renewed});
  }

  EventScript& shows(Keys keys, std::optional<std::int64_t> updated = std::nullopt) {
    return add(sim::ListRead{Kind::channels, std::move(keys), {}, updated});
  }
  EventScript& shows_devices(Keys keys, std::optional<std::int64_t> updated = std::nullopt) {
    return add(sim::ListRead{Kind::devices, std::move(keys), {}, updated});
  }
  EventScript& asks(std::int64_t call, Kind kind) {
    return add(sim::CallBegan{call, "refresh", kind, {}, {}});
  }
  EventScript& wants(std::int64_t call, const std::string& channel, const std::string& code) {
    return add(sim::CallBegan{call, "approve", Kind::channels, channel, code});
  }
  EventScript& stop(std::int64_t call) {
    return add(sim::CallBegan{call, "controller.stop", Kind::channels, {}, {}});
  }
  EventScript& reply(std::int64_t call, std::int64_t status, const std::string& message) {
    return add(sim::CallEnded{call, status, message});
  }

  template <class Body>
  EventScript& add(Body body) {
    sim::Event event;
    event.id = events_.size() + 1;
    event.at = now_;
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch());
    event.wall = controller::WallTime(std::chrono::milliseconds(wall_ms(0) + offset_ms_) + since);
    event.body = std::move(body);
    events_.push_back(std::move(event));
    return *this;
  }

  [[nodiscard]] const std::vector<sim::Event>& events() const { return events_; }

  using Maker = std::unique_ptr<MachineInvariant> (*)(const Terms&);
  // What the judge says of this run, which ends now.
  [[nodiscard]] std::vector<std::string> flaws(Maker make, const Terms& terms = Terms()) const {
    const auto judge = judged(make, terms);
    std::vector<std::string> texts;
    for (const Violation& violation : judge->violations()) texts.push_back(violation.text);
    return texts;
  }
  [[nodiscard]] std::uint64_t occasions(Maker make, const Terms& terms = Terms()) const {
    return judged(make, terms)->occasions();
  }

 private:
  EventScript& spawn(std::int64_t pid, Purpose purpose, const std::string& channel,
                     const std::string& target, Keys argv = {}) {
    sim::ChildSpawned child;
    child.pid = pid;
    child.command = purpose;
    child.channel = channel;
    child.target = target;
    child.argv = std::move(argv);
    children_[pid] = child;
    return add(std::move(child));
  }
  [[nodiscard]] std::unique_ptr<MachineInvariant> judged(Maker make, const Terms& terms) const {
    auto judge = make(terms);
    Narrator run(terms);
    judge->join(run);
    for (const sim::Event& event : events_) run.on_event(event);
    run.finish(now_);
    return judge;
  }

  Instant now_{};
  std::int64_t offset_ms_ = 0;
  std::vector<sim::Event> events_;
  std::map<std::int64_t, sim::ChildSpawned> children_;
};

// Seconds; a moment after all that a script tells.
inline constexpr double kLater = 3600;

// A controller that started at 0 s with one channel, whose first refresh took 5 s and found
// nothing. Pids 1 and 2 are used.
inline EventScript started() {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).answers(1, {}).answers(2, {});
  return run;
}

}  // namespace scenarios::seen
