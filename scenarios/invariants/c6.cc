// C6: of what a list call printed exactly the usable entries are shown, each once; a device's
// public key is not among what is kept of it.
//
// Which entries are usable the bench tells (StoreRead.keys). Fields other than the key are not
// judged here.
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C6 final : public Judge {
 public:
  explicit C6(const Terms& terms) : Judge("C6", terms) {}

 private:
  void ended(const Round& round) override {
    if (world().running() && round.outcome() == Outcome::success) occasion();
  }

  void after(const sim::Event& event) override {
    if (const auto* read = std::get_if<sim::ListRead>(&event.body)) judge(*read);
  }

  void judge(const sim::ListRead& read) {
    std::set<std::string> seen;
    for (const std::string& key : read.keys) {
      if (!seen.insert(lower(key)).second && twice_.insert(lower(key)).second) {
        flag(key + " is shown twice");
      }
    }
    for (const std::string& text : read.details) {
      if (read.list != Kind::devices || text.find("\"publicKey\"") == text.npos) continue;
      flag("a device is shown with its public key: " + text.substr(0, 80));
    }
  }

  void differs(const Difference& difference) override {
    const Wrong wrong = difference.wrong;
    const bool mine =
        wrong == Wrong::unlisted || wrong == Wrong::not_added || wrong == Wrong::not_removed;
    if (mine) flag(difference.text);
  }

  std::set<std::string> twice_;  // already complained of
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c6(const Terms& terms) {
  return std::make_unique<C6>(terms);
}

}  // namespace scenarios
