#include "scenarios/runner/limit_watch.h"

#include "reports/text.h"

namespace scenarios {
namespace {

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kMiB = 1U << 20U;
  return bytes % kMiB == 0 ? reports::grouped(bytes / kMiB) + " MiB"
                           : reports::grouped(bytes) + " bytes";
}

}  // namespace

std::string LimitWatch::exceeded_text() const {
  if (recorder_.count() > limits_.events)
    return reports::grouped(limits_.events) + " events (limits.events)";
  if (recorder_.bytes() > limits_.event_bytes)
    return size_text(limits_.event_bytes) + " of events (limits.event_bytes)";
  return {};
}

}  // namespace scenarios
