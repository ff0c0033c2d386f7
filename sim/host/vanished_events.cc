#include "sim/host/vanished_events.h"

#include <utility>

namespace sim {
namespace {

std::string_view name_of(VanishReason reason) {
  switch (reason) {
    case VanishReason::approved:
      return "approved";
    case VanishReason::rejected:
      return "rejected";
    case VanishReason::expired:
      return "expired";
    case VanishReason::evicted:
      return "evicted";
    case VanishReason::damaged:
      return "lost";
  }
  return "";
}

}  // namespace

void emit_vanished(Recorder& recorder, Owner process, const std::vector<Vanished>& vanished) {
  for (const Vanished& request : vanished) {
    RequestGone gone;
    gone.list = request.channel.empty() ? Kind::devices : Kind::channels;
    gone.channel = request.channel;
    gone.key = request.id;
    gone.why = name_of(request.reason);
    recorder.emit(process, std::move(gone));
  }
}

}  // namespace sim
