// H3: below /_kilo/pairing/ and /_kilo/gateway/, for the version and for the metrics nothing is
// answered without the bearer token, and the right one is always taken.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class H3 final : public Judge {
 public:
  explicit H3(const Terms& terms) : Judge("H3", terms) {}

 private:
  void answered(const Request& request, const sim::HttpReceived& reply) override {
    if (!Requests::needs_bearer(request)) return;
    occasion();
    const bool refused = reply.status == 401 && reply.body == R"({"error":"Unauthorized"})";
    if (refused == !requests().has_bearer(request)) return;
    // An unknown route lets the proxy's refusal through (H5), which has a code.
    flag(text_of(request) + (refused ? " has the bearer token and was refused"
                                     : " lacks the bearer token and was answered with " +
                                           std::to_string(reply.status) + ' ' + reply.body));
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h3(const Terms& terms) {
  return std::make_unique<H3>(terms);
}

}  // namespace scenarios
