// A command line for tests of the cache: every call takes the time and gives the answer that the
// test wants.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/wait.h"
#include "controller/pairing/pairing_lister.h"

namespace controller::testing {

class FakeLister final : public PairingLister {
 public:
  explicit FakeLister(Scheduler& scheduler) : scheduler_(scheduler) {}

  Duration duration = std::chrono::seconds(4);
  std::map<std::string, std::vector<std::string>>
      codes;  // by channel: what a list shows, as it is when the call ends
  std::vector<std::string> devices;
  std::map<std::string, bool> fails;  // by channel, or "devices"
  Approval approval{Approval::Outcome::approved, {}};

  // Every call, in the order in which they began: its name and when.
  std::vector<std::pair<std::string, Instant>> calls;

  Task<Listed<ChannelListing>> list_channel(std::string_view channel, CancelToken token) override {
    const std::string name(channel);
    note(name);
    const auto seen = codes[name];  // read when the call begins: an answer can be old when it comes
    auto elapsed = co_await sleep(scheduler_, duration, token);
    if (!elapsed) co_return Failure{CliError{CliFailure::cancelled, "cancelled"}};
    if (fails[name]) co_return Failure{CliError{CliFailure::exit_code, "exited with code 1"}};
    ChannelListing listing;
    for (const std::string& code : seen) listing.requests.push_back({code, "1", name, {}, {}, {}});
    co_return std::make_shared<const ChannelListing>(std::move(listing));
  }

  Task<Listed<DeviceListing>> list_devices(CancelToken token) override {
    note("devices");
    const auto seen = devices;
    auto elapsed = co_await sleep(scheduler_, duration, token);
    if (!elapsed) co_return Failure{CliError{CliFailure::cancelled, "cancelled"}};
    if (fails["devices"]) co_return Failure{CliError{CliFailure::exit_code, "exited with code 1"}};
    DeviceListing listing;
    for (const std::string& id : seen) listing.requests.push_back({id, "d", {}, {}, {}, {}});
    co_return std::make_shared<const DeviceListing>(std::move(listing));
  }

  Task<Approval> approve_channel(std::string_view channel, std::string_view code,
                                 CancelToken token) override {
    note("approve " + std::string(channel) + ' ' + std::string(code));
    co_return co_await approve(token);
  }
  Task<Approval> approve_device(std::string_view request_id, CancelToken token) override {
    note("approve " + std::string(request_id));
    co_return co_await approve(token);
  }

  [[nodiscard]] std::size_t count(std::string_view name) const {
    std::size_t count = 0;
    for (const auto& [call, when] : calls) count += call == name ? 1U : 0U;
    return count;
  }

 private:
  void note(std::string name) { calls.emplace_back(std::move(name), scheduler_.now()); }

  Task<Approval> approve(CancelToken token) {
    auto elapsed = co_await sleep(scheduler_, duration, token);
    Approval cancelled{Approval::Outcome::cancelled, {}};
    co_return elapsed ? approval : cancelled;
  }

  Scheduler& scheduler_;
};

}  // namespace controller::testing
