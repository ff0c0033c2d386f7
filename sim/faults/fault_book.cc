#include "sim/faults/fault_book.h"

namespace sim {

bool agrees(const Match& match, const Call& call) {
  const bool operation =
      match.operation == call.operation ||
      (match.operation == Operation::any && call.operation != Operation::gateway);
  return operation && (!match.channel || *match.channel == call.channel);
}

}  // namespace sim
