// The command line calls that are alive, as seen from outside.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/invariants/invariant.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {

struct Child {
  std::int64_t pid = 0;
  sim::CliPurpose command = sim::CliPurpose::none;
  std::string channel;
  std::string target;
  Instant spawned;
  std::uint64_t spawn_event = 0;
  std::optional<Instant> signalled;  // the first signal of any kind
  std::optional<Instant> termed;     // the first SIGTERM
  std::optional<Instant> killed;     // the first SIGKILL
  // It was killed and is not reaped: its caller has been answered, its slot is taken still.
  bool given_up = false;
};

constexpr bool is_list(sim::CliPurpose command) {
  return command == sim::CliPurpose::list_channel || command == sim::CliPurpose::list_devices;
}
constexpr bool is_approval(sim::CliPurpose command) {
  return command == sim::CliPurpose::approve_channel || command == sim::CliPurpose::approve_device;
}
constexpr Kind kind_of(sim::CliPurpose command) {
  return command == sim::CliPurpose::list_devices || command == sim::CliPurpose::approve_device
             ? Kind::devices
             : Kind::channels;
}
std::string text_of(const Child& child);

class Children {
 public:
  explicit Children(const Terms& terms) : reap_grace_(terms.reap_grace) {}

  void spawned(const sim::Event& event, const sim::ChildSpawned& body);
  void signalled(Instant at, const sim::ChildSignalled& body);
  void gone(std::int64_t pid);
  void clear();

  // When the next child that does not die is given up.
  [[nodiscard]] std::optional<Instant> next_change() const;
  // Marks those that are given up by `now`, and tells them.
  std::vector<Child> give_up(Instant now);

  [[nodiscard]] const std::map<std::int64_t, Child>& alive() const { return alive_; }
  [[nodiscard]] const Child* find(std::int64_t pid) const;
  // Those that take a slot of C4.
  [[nodiscard]] std::size_t slots_taken() const { return slots_taken_; }

 private:
  Duration reap_grace_;
  std::map<std::int64_t, Child> alive_;
  std::size_t slots_taken_ = 0;
};

}  // namespace scenarios::seen
