// A judge of one clause of the contract. It sees the events of a run, in order, and nothing else:
// the same judges stand over the simulation, over real processes, and over somebody else's
// controller. Judges share nothing with the code they judge but its plain value types (contract S6;
// a test checks the includes).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/cloud_terms.h"
#include "sim/trace/event.h"

namespace scenarios {

namespace seen {
class CloudHub;
class Narrator;
}  // namespace seen

using controller::Duration;
using controller::Instant;

// Whose command line the controller calls (C3).
enum class DialectName : std::uint8_t { openclaw, kilo };

// What the scenario configured the controller to do, and the contract's constants. Durations in
// microseconds.
struct Terms {
  Duration debounce = std::chrono::seconds(2);              // L2
  Duration period = std::chrono::seconds(60);               // C2
  Duration reactive_gap_min = std::chrono::seconds(2);      // L4
  Duration boot_retry = std::chrono::seconds(5);            // C1
  Duration boot_retry_window = std::chrono::minutes(5);     // C1
  Duration list_timeout = std::chrono::seconds(90);         // C5
  Duration approve_timeout = std::chrono::seconds(180);     // C5
  Duration term_grace = std::chrono::seconds(2);            // C5
  Duration reap_grace = std::chrono::seconds(1);            // C5
  Duration backoff_first = std::chrono::seconds(30);        // C12
  Duration backoff_max = std::chrono::seconds(300);         // C12
  Duration stop_grace = std::chrono::seconds(10);           // G5
  DialectName dialect = DialectName::openclaw;              // C3
  std::size_t max_concurrent_cli = 2;                       // C4
  std::size_t line_bytes_max = std::size_t{64} * 1024;      // G2
  std::size_t output_bytes_max = std::size_t{1024} * 1024;  // C5
  Duration refresh_patience = std::chrono::seconds(100);    // H1
  Duration read_patience = std::chrono::seconds(10);        // H6
  std::int64_t head_bytes_max = std::int64_t{16} * 1024;    // H6
  std::int64_t body_bytes_max = std::int64_t{64} * 1024;    // H6
  std::string token;                                        // H3, H5
  bool require_proxy_token = false;                         // H5
  // ASCII, any case. L1.
  std::vector<std::string> keywords = {"pairing", "pair request", "device request", "approve",
                                       "paired"};
  CloudTerms cloud;
};

enum class Property : std::uint8_t { safety, liveness };

struct Violation {
  std::string clause;  // e.g. "C10"
  Property property = Property::safety;
  Instant at;
  std::uint64_t event = 0;  // the id of the event that showed it; 0: the end of the run
  std::string text;         // what was seen, what had to be, in one line
};

class Invariant {
 public:
  virtual ~Invariant() = default;
  [[nodiscard]] virtual std::string_view clause() const = 0;
  // Complete when the run is over.
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }
  // How often the clause was put to the test: an occasion where it could have been broken. A
  // scenario that names a clause which never was is inconclusive (contract S4).
  [[nodiscard]] std::uint64_t occasions() const { return occasions_; }

 protected:
  void occasion() { ++occasions_; }
  void violated(const sim::Event& event, std::string text, Property property = Property::safety) {
    violations_.push_back(
        Violation{std::string(clause()), property, event.at, event.id, std::move(text)});
  }
  void violated_at_end(Instant end, std::string text, Property property = Property::liveness) {
    violations_.push_back(Violation{std::string(clause()), property, end, 0, std::move(text)});
  }
  // Takes over what a judge of a part of the clause found.
  void absorb(const Invariant& part);

 private:
  std::vector<Violation> violations_;
  std::uint64_t occasions_ = 0;
};

// A judge of what happens on one machine (G, L, C, H).
class MachineInvariant : public Invariant {
 public:
  // Before the first event of the run, which then tells what happens, and which the judge must
  // outlive.
  virtual void join(seen::Narrator& run) = 0;
};

// Those judges, one a clause, in the order of the contract. `terms` is copied.
std::vector<std::unique_ptr<MachineInvariant>> machine_invariants(const Terms& terms);
// The judges of instances and of their machines on Fly (F, M), likewise. `run` tells what happens.
std::vector<std::unique_ptr<Invariant>> cloud_invariants(
    const std::shared_ptr<seen::CloudHub>& run);

// The clauses that a judge exists for, in the order of the contract.
std::vector<std::string> judged_clauses();

}  // namespace scenarios
