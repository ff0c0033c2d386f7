#include "controller/pairing/cli_lister.h"

#include <algorithm>
#include <utility>

#include "controller/pairing/approval_message.h"

namespace controller {
namespace {

// What went wrong with a call, or nothing when it exited with 0 and printed no more than allowed.
std::optional<CliError> failure_of(const CommandResult& result, const Deadline& deadline) {
  if (!result.spawn_error.empty()) return CliError{CliFailure::spawn, result.spawn_error};
  if (result.output_capped)
    return CliError{CliFailure::capped, "printed more than the cap on its output"};
  // However it ended: what it says after its time is not believed, not even exit code 0.
  if (deadline.expired()) return CliError{CliFailure::timeout, "timed out"};
  if (result.cancelled) return CliError{CliFailure::cancelled, "cancelled"};
  if (!result.exit) return CliError{CliFailure::timeout, "could not be ended"};
  if (!result.exit->code) {
    return CliError{CliFailure::signal,
                    "killed by signal " + std::to_string(result.exit->signal.value_or(0))};
  }
  if (!result.exit->clean()) {
    return CliError{CliFailure::exit_code,
                    "exited with code " + std::to_string(*result.exit->code)};
  }
  return std::nullopt;
}

// The command exited with another code than 0: for good, unless it lost the gateway's answer.
Approval failed_approval(std::string_view err, std::string_view out, const Argv& argv,
                         std::string_view token) {
  std::string message = without_command(approval_message(err, out, token), argv);
  if (gateway_was_lost(err) || gateway_was_lost(out))
    return Approval{Approval::Outcome::unknown, unknown_outcome_message(message)};
  return Approval{Approval::Outcome::refused, std::move(message)};
}

Approval approval_of(const CommandResult& result, const std::optional<CliError>& failure,
                     const Argv& argv, std::string_view token) {
  if (!failure) return Approval{Approval::Outcome::approved, {}};
  switch (failure->failure) {
    case CliFailure::spawn:
      return Approval{Approval::Outcome::refused, "The command line could not be started"};
    case CliFailure::exit_code:
      return failed_approval(*result.err, *result.out, argv, token);
    case CliFailure::cancelled:
      return Approval{Approval::Outcome::cancelled, {}};
    default:
      return Approval{Approval::Outcome::unknown,
                      unknown_outcome_message("the command line " + failure->detail)};
  }
}

}  // namespace

CliLister::CliLister(Scheduler& scheduler, CommandRunner& runner, Semaphore& slots,
                     CliConfig config)
    : scheduler_(scheduler), runner_(runner), config_(std::move(config)), slots_(slots) {
  for (std::size_t i = 0; i < kChannels.size(); ++i) {
    channels_[i].spec = spec_of(config_.dialect.list_channel(kChannels[i]));
  }
  devices_.spec = spec_of(config_.dialect.list_devices());
}

SpawnSpec CliLister::spec_of(Argv argv) const {
  return SpawnSpec{std::move(argv), config_.environment};
}

Task<Listed<ChannelListing>> CliLister::list_channel(std::string_view channel, CancelToken token) {
  const auto index = static_cast<std::size_t>(
      std::find(kChannels.begin(), kChannels.end(), channel) - kChannels.begin());
  return list(channels_.at(index), channel, token);
}

Task<Listed<DeviceListing>> CliLister::list_devices(CancelToken token) {
  return list(devices_, {}, token);
}

template <class ListingType>
Task<Listed<ListingType>> CliLister::list(Memory<ListingType>& memory, std::string_view channel,
                                          CancelToken token) {
  auto slot = co_await slots_.acquire(Priority::normal, token);
  if (!slot) co_return Failure{count(CliError{CliFailure::cancelled, "cancelled"})};
  Deadline deadline(scheduler_, config_.list_timeout, token);
  auto result = co_await run(memory.spec, deadline.token(), std::move(slot));
  if (auto failure = failure_of(result, deadline)) co_return Failure{count(std::move(*failure))};
  co_return answer(memory, channel, std::move(result.out));
}

template <class ListingType>
Listed<ListingType> CliLister::answer(Memory<ListingType>& memory, std::string_view channel,
                                      SharedText bytes) {
  if (memory.bytes && *memory.bytes == *bytes) {
    ++counters_.answered;
    ++counters_.unchanged;
    return memory.listing;
  }
  auto listing = std::make_shared<ListingType>();
  if (auto error = parse(*bytes, channel, *listing)) {
    return Failure{count(CliError{CliFailure::unparsable, std::move(error->detail)})};
  }
  ++counters_.answered;
  counters_.entries_dropped += listing->dropped;
  counters_.duplicates_dropped += listing->duplicates;
  memory.bytes = std::move(bytes);
  memory.listing = std::move(listing);
  return memory.listing;
}

std::optional<ParseError> CliLister::parse(std::string_view text, std::string_view channel,
                                           ChannelListing& listing) {
  return parser_.parse_channels(text, channel, listing);
}
std::optional<ParseError> CliLister::parse(std::string_view text, std::string_view /*channel*/,
                                           DeviceListing& listing) {
  return parser_.parse_devices(text, listing);
}

Task<Approval> CliLister::approve_channel(std::string_view channel, std::string_view code,
                                          CancelToken token) {
  return approve(spec_of(config_.dialect.approve_channel(channel, code)), token);
}

Task<Approval> CliLister::approve_device(std::string_view request_id, CancelToken token) {
  return approve(spec_of(config_.dialect.approve_device(request_id)), token);
}

Task<Approval> CliLister::approve(SpawnSpec spec, CancelToken token) {
  auto slot = co_await slots_.acquire(Priority::high, token);
  if (!slot) co_return Approval{Approval::Outcome::cancelled, {}};
  Deadline deadline(scheduler_, config_.approve_timeout, token);
  auto result = co_await run(spec, deadline.token(), std::move(slot));
  auto failure = failure_of(result, deadline);
  if (failure) {
    count(*failure);
  } else {
    ++counters_.answered;
  }
  co_return approval_of(result, failure, spec.argv, config_.token);
}

Task<CommandResult> CliLister::run(const SpawnSpec& spec, CancelToken token,
                                   Semaphore::Permit slot) {
  const Instant began = scheduler_.now();
  auto result = co_await runner_.run(spec, token, std::move(slot));
  if (result.spawn_error.empty()) counters_.durations.add(scheduler_.now() - began);
  co_return result;
}

CliError CliLister::count(CliError error) {
  ++counters_.failed[static_cast<std::size_t>(error.failure)];
  return error;
}

}  // namespace controller
