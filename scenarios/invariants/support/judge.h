// The frame of a judge: it keeps a World and is told, in order, what happened and when nothing did.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/invariants/invariant.h"
#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

class Judge : public Invariant {
 public:
  Judge(std::string_view clause, const Terms& terms) : clause_(clause), world_(terms) {}

  [[nodiscard]] std::string_view clause() const final { return clause_; }
  void observe(const sim::Event& event) final;
  void finish(Instant end) final;

 protected:
  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const Terms& terms() const { return world_.terms(); }

  // `event` comes next; the world does not know it yet.
  virtual void before(const sim::Event& /*event*/) {}
  // The rest is told after the world took it in, in this order.
  virtual void approved(const Approval& /*approval*/) {}  // however it came out
  virtual void began(const Round& /*round*/) {}
  virtual void ended(const Round& /*round*/) {}
  virtual void after(const sim::Event& /*event*/) {}
  // All of world().now() has happened, and nothing more does before `until`.
  virtual void idle(Instant /*until*/) {}

  void flag(std::string text, Property property = Property::safety);

 private:
  void pass(Instant until);
  void tell();

  std::string clause_;
  World world_;
  const sim::Event* event_ = nullptr;  // the one at which something wrong shows; null: the end
  Instant end_{};
};

}  // namespace scenarios::seen
