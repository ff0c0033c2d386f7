// What chance decides in one run: the seed, or nobody; the choices that the scenario spells out;
// and what an explorer steers. Draws can be kept, to learn which of them mattered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/format/scenario.h"
#include "sim/choice/seeded_choices.h"

namespace sim {
class VirtualScheduler;
}

namespace scenarios {

struct DrawRecord {
  Instant at{};
  sim::Stream stream = sim::Stream::workload;
  std::string site{};
  std::uint64_t nth = 1;  // at this site
  std::uint64_t bound = 1;
  std::uint64_t value = 0;
};

// From this moment on another seed decides.
struct Reseed {
  Instant from{};
  std::uint64_t seed = 0;
};

struct Steering {
  std::optional<Reseed> reseed{};
  // The draws about the order of work, one after the other; those after them are calm. Absent: as
  // the seed has it.
  std::optional<std::vector<std::uint64_t>> schedule{};
};

class RunChoices final : public sim::ChoiceSource {
 public:
  // `scenario` must outlive it. `record`: where draws are kept; may be nullptr.
  RunChoices(const Scenario& scenario, std::uint64_t seed, Steering steering,
             std::vector<DrawRecord>* record);

  // Whose time it is that draws are made at. Until then it is 0s.
  void follow(const sim::VirtualScheduler& time) { time_ = &time; }

  std::uint64_t draw(sim::Stream stream, const char* site, std::uint64_t bound) override;

  [[nodiscard]] std::uint64_t count() const { return count_; }
  // Choices of the scenario that nothing was ever decided by, so far: "gateway.boot 2", its site
  // and number.
  [[nodiscard]] std::vector<std::string> idle() const;

 private:
  [[nodiscard]] Instant now() const;
  std::uint64_t draw_steered(sim::Stream stream, const char* site, std::uint64_t bound);
  std::uint64_t undecided(sim::Stream stream, const char* site, std::uint64_t bound);

  bool calm_;
  sim::SeededChoices seeded_;
  Steering steering_;
  std::optional<sim::SeededChoices> reseeded_;
  std::map<std::pair<std::string_view, std::uint64_t>, std::uint64_t> decided_;
  std::vector<DrawRecord>* record_;
  bool steered_;                                      // else all is as the seed has it
  std::map<std::string_view, std::uint64_t> counts_;  // by site
  std::size_t scheduled_ = 0;                         // draws about the order of work
  std::uint64_t count_ = 0;
  const sim::VirtualScheduler* time_ = nullptr;
};

}  // namespace scenarios
