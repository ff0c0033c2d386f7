// L1: a line triggers when it contains a keyword, whatever the case of its letters, and only then.
//
// Seen from outside: a refresh follows each such line; none follows another line. Lines that come
// during a refresh are L3's, several in one window L2's.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class Follows final : public Judge {
 public:
  explicit Follows(const Terms& terms) : Judge("L1", terms) {}

 private:
  void owes(Kind kind, const Owed& owed) override {
    if (kind == Kind::devices && owed.lines == 1) occasion();
  }
  void missing(Kind kind, const Owed& owed, Instant due) override {
    if (owed.during_refresh || owed.during_back_off || owed.lines > 1) return;
    flag("keyword \"" + owed.keyword + "\": " + text_of(kind, owed, due), Property::liveness);
  }
};

class OnlyKeywords final : public Judge {
 public:
  explicit OnlyKeywords(const Terms& terms) : Judge("L1", terms) {}

 private:
  void line(const Line& line) override {
    if (line.keyword.empty()) occasion();
  }
  void explained(const Round& round, const Begin& begin) override {
    if (begin.blame != Blame::plain_line) return;
    flag("a " + text_of(round) +
         " followed a log line without any keyword, and had no other reason");
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_l1(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<Follows>(terms),
                                  std::make_unique<OnlyKeywords>(terms));
}

}  // namespace scenarios
