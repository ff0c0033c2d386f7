// PairingLister over the gateway's real command line: argv from the dialect, one child per call, at
// most so many at once (C4), each with its timeout (C5), the output parsed strictly (C6, C7).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "controller/base/command_runner.h"
#include "controller/base/deadline.h"
#include "controller/base/duration_histogram.h"
#include "controller/pairing/channel_config.h"
#include "controller/pairing/dialect.h"
#include "controller/pairing/list_parser.h"
#include "controller/pairing/pairing_lister.h"

namespace controller {

struct CliConfig {
  Dialect dialect;
  std::vector<std::string> environment = {"HOME=/root"};
  std::string token;  // an argument of the gateway, so no message shows it (H2)
  Duration list_timeout = std::chrono::seconds(90);
  Duration approve_timeout = std::chrono::seconds(180);
};

// How many calls ended how, since construction.
struct CliCounters {
  std::uint64_t answered = 0;
  std::uint64_t unchanged = 0;            // of those: byte for byte as the time before
  std::array<std::uint64_t, 7> failed{};  // by CliFailure
  std::uint64_t entries_dropped = 0;
  std::uint64_t duplicates_dropped = 0;
  DurationHistogram durations;  // of calls that ran, however they ended
};

class CliLister final : public PairingLister {
 public:
  // `slots`: how many commands may run at once (C4). It must outlive the runner, and all three the
  // lister.
  CliLister(Scheduler& scheduler, CommandRunner& runner, Semaphore& slots, CliConfig config);

  Task<Listed<ChannelListing>> list_channel(std::string_view channel, CancelToken token) override;
  Task<Listed<DeviceListing>> list_devices(CancelToken token) override;
  Task<Approval> approve_channel(std::string_view channel, std::string_view code,
                                 CancelToken token) override;
  Task<Approval> approve_device(std::string_view request_id, CancelToken token) override;

  [[nodiscard]] const CliCounters& counters() const { return counters_; }

 private:
  // One list command and its last answer: parsing 5 CPU-seconds' worth of the same bytes again
  // would be waste.
  template <class ListingType>
  struct Memory {
    SpawnSpec spec;
    SharedText bytes;
    std::shared_ptr<const ListingType> listing;
  };

  std::optional<ParseError> parse(std::string_view text, std::string_view channel,
                                  ChannelListing& listing);
  std::optional<ParseError> parse(std::string_view text, std::string_view channel,
                                  DeviceListing& listing);
  template <class ListingType>
  Task<Listed<ListingType>> list(Memory<ListingType>& memory, std::string_view channel,
                                 CancelToken token);
  template <class ListingType>
  Listed<ListingType> answer(Memory<ListingType>& memory, std::string_view channel,
                             SharedText bytes);
  Task<Approval> approve(SpawnSpec spec, CancelToken token);
  SpawnSpec spec_of(Argv argv) const;
  CliError count(CliError error);
  // `spec` must outlive the task.
  Task<CommandResult> run(const SpawnSpec& spec, CancelToken token, Semaphore::Permit slot);

  Scheduler& scheduler_;
  CommandRunner& runner_;
  CliConfig config_;
  Semaphore& slots_;
  ListParser parser_;
  std::array<Memory<ChannelListing>, kChannels.size()> channels_;
  Memory<DeviceListing> devices_;
  CliCounters counters_;
};

}  // namespace controller
