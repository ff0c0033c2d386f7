// What the two lists have shown, and when.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/trace/event.h"

namespace scenarios {

using controller::Instant;
using controller::Kind;

class ListHistory {
 public:
  void observe(const sim::Event& event);

  // Requests are called as in scenarios: "telegram/ABCD2345", "device/<request id>".
  // Since when it is shown at `at`; nothing when it is not.
  [[nodiscard]] std::optional<Instant> shown_since(const std::string& request, Instant at) const;
  [[nodiscard]] std::optional<Instant> first_shown(const std::string& request) const;
  // The first moment after `after` at which it came to be shown.
  [[nodiscard]] std::optional<Instant> came_after(const std::string& request, Instant after) const;
  // When it was last taken from its list by `at`; nothing when it never was, or is shown then.
  [[nodiscard]] std::optional<Instant> gone_since(const std::string& request, Instant at) const;

  // What a list said of its age from a moment on.
  struct Age {
    Instant since;
    bool list_exists = false;  // there is a controller, and it has shown the list
    std::optional<std::int64_t> last_updated_ms;
  };
  [[nodiscard]] Age age_at(Kind list, Instant at) const;
  // The first change in (from, until].
  [[nodiscard]] std::optional<Age> age_changed(Kind list, Instant from, Instant until) const;

 private:
  struct Stay {
    Instant from;
    Instant to = controller::kNever;
  };
  using Stays = std::vector<Stay>;

  void show(Instant at, const sim::ListRead& read);
  void hide_all(Instant at);
  void note_age(Kind list, Age age);
  [[nodiscard]] const Stays* find(const std::string& request) const;

  std::map<std::string, Stays> stays_;
  std::array<std::vector<std::string>, controller::kKindCount> shown_;  // sorted
  std::array<std::vector<Age>, controller::kKindCount> ages_;
};

}  // namespace scenarios
