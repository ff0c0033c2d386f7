#include "scenarios/observe/gateway_history.h"

#include <utility>

namespace scenarios {

void GatewayHistory::observe(const sim::Event& event) {
  if (const auto* status = std::get_if<sim::GatewayStatus>(&event.body)) {
    note(event.at, status->state);
  }
  if (std::holds_alternative<sim::ControllerEnded>(event.body)) note(event.at, {});
}

void GatewayHistory::note(Instant at, std::string state) {
  if (!entries_.empty() && entries_.back().state == state) return;
  entries_.push_back(Entry{at, std::move(state)});
}

std::optional<GatewayHistory::Entry> GatewayHistory::at(Instant at) const {
  std::optional<Entry> current;
  for (const Entry& entry : entries_) {
    if (entry.since > at) break;
    current = entry;
  }
  if (current && current->state.empty()) current.reset();
  return current;
}

}  // namespace scenarios
