// One judge made of several, each of which judges a part of the same clause.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "scenarios/invariants/invariant.h"

namespace scenarios::seen {

class Joined final : public Invariant {
 public:
  template <class... Parts>
  explicit Joined(std::unique_ptr<Parts>... parts) {
    (parts_.push_back(Part{std::move(parts), 0, 0}), ...);
  }

  [[nodiscard]] std::string_view clause() const override { return parts_.front().judge->clause(); }
  void observe(const sim::Event& event) override {
    for (Part& part : parts_) {
      part.judge->observe(event);
      collect(part, &event, event.at);
    }
  }
  void finish(Instant end) override {
    for (Part& part : parts_) {
      part.judge->finish(end);
      collect(part, nullptr, end);
    }
  }

 private:
  struct Part {
    std::unique_ptr<Invariant> judge;
    std::uint64_t occasions;  // passed on so far, as are these:
    std::size_t violations;
  };

  void collect(Part& part, const sim::Event* event, Instant end) {
    for (; part.occasions < part.judge->occasions(); ++part.occasions) occasion();
    const auto& found = part.judge->violations();
    for (; part.violations < found.size(); ++part.violations) {
      const Violation& one = found[part.violations];
      if (event != nullptr) violated(*event, one.text, one.property);
      if (event == nullptr) violated_at_end(end, one.text, one.property);
    }
  }

  std::vector<Part> parts_;
};

}  // namespace scenarios::seen
