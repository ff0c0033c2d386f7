// C11: expired entries are not shown, by the wall clock, at every reading; entries that have not
// expired are not dropped by mere reading.
//
// The expiry is the one that the store had when the list was read. Of an entry that the bench never
// announced it is unknown, and nothing is judged.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C11 final : public Judge {
 public:
  explicit C11(const Terms& terms) : Judge("C11", terms) {}

 private:
  void after(const sim::Event& /*event*/) override { count(); }
  void after_output(const sim::Event& /*event*/) override { count(); }

  void count() {
    const auto expiries =
        lists().model(Kind::channels).expiries() + lists().model(Kind::devices).expiries();
    for (; expiries_ < expiries; ++expiries_) occasion();
  }
  void differs(const Difference& difference) override {
    const Wrong wrong = difference.wrong;
    if (wrong == Wrong::expired_shown || wrong == Wrong::dropped_unasked) flag(difference.text);
  }

  std::uint64_t expiries_ = 0;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c11(const Terms& terms) {
  return std::make_unique<C11>(terms);
}

}  // namespace scenarios
