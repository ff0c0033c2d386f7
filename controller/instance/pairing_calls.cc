#include "controller/instance/pairing_calls.h"

#include <utility>

#include "controller/instance/client_text.h"
#include "controller/instance/identity.h"
#include "controller/pairing/validate.h"

namespace controller::instance {
namespace {

ApprovalAnswer refused(const char* message) { return ApprovalAnswer{false, message}; }

// The message for a target that no request can have; null when it is valid.
const char* fault_of(const ApprovalTarget& target) {
  if (target.kind == Kind::devices)
    return valid_request_id(target.id) ? nullptr : "Invalid request ID";
  if (!valid_channel(target.channel)) return "Invalid channel name";
  return valid_code(target.id) ? nullptr : "Invalid pairing code";
}

}  // namespace

PairingCalls::PairingCalls(Seams seams, PairingCallsConfig config, const InstanceState& state)
    : seams_(seams),
      app_(std::move(config.app)),
      token_(config.controller.token),
      state_(state),
      client_({seams.scheduler, seams.log, seams.transport}, config.controller),
      exec_({seams.scheduler, seams.log, seams.api}, config.controller.token),
      cache_({seams.scheduler, seams.log, seams.store}),
      scope_(seams.scheduler) {}

std::string PairingCalls::machine() const {
  if (state_.status != Status::running) return {};
  if (fly::valid_id(state_.machine_id)) return state_.machine_id;
  // It would end up in a header and in a path.
  seams_.log.write(LogLevel::error, "pairing.machine_id_invalid", {});
  return {};
}

Task<ListReply> PairingCalls::list(Kind kind, bool forced) {
  const std::string machine = this->machine();
  if (machine.empty()) co_return RequestList{kind, {}, {}};
  const ListCache::Moment began = cache_.now(kind);
  auto listed = co_await client_.list(kind, forced, machine);
  if (listed) co_return std::move(*listed);
  if (!listed.error().unknown_route) co_return Failure{std::move(listed.error().error)};
  co_return co_await list_by_exec(kind, forced, machine, began);
}

Task<ListReply> PairingCalls::list_by_exec(Kind kind, bool forced, const std::string& machine,
                                           ListCache::Moment began) {
  const std::string key = list_key(kind, app_, machine);
  if (!forced) {
    auto kept = co_await cache_.read(kind, key, began);
    if (kept && !holds_token(*kept, token_)) co_return std::move(*kept);
  }
  auto listed = co_await exec_.list(kind, machine);
  if (!listed) co_return Failure{std::move(listed.error())};
  std::optional<RequestList>& list = *listed;
  if (!list) co_return RequestList{kind, {}, {}};
  co_await cache_.write(key, *list, began);
  co_return std::move(*list);
}

Task<ApproveReply> PairingCalls::approve_channel(std::string channel, std::string code) {
  ApprovalTarget target{Kind::channels, std::move(channel), std::move(code)};
  co_return co_await approve(std::move(target));
}

Task<ApproveReply> PairingCalls::approve_device(std::string request_id) {
  ApprovalTarget target{Kind::devices, {}, std::move(request_id)};
  co_return co_await approve(std::move(target));
}

Task<ApproveReply> PairingCalls::approve(ApprovalTarget target) {
  std::string machine = this->machine();
  if (machine.empty()) co_return not_running();
  if (const char* fault = fault_of(target)) co_return refused(fault);
  auto job = std::make_shared<Job>(seams_.scheduler);
  job->target = std::move(target);
  job->machine = std::move(machine);
  scope_.spawn(carry_out(job));
  co_await job->done.wait();
  co_return std::move(job->reply);
}

Task<void> PairingCalls::carry_out(std::shared_ptr<Job> job) {
  bool may_have_happened = true;
  auto asked = co_await client_.approve(job->target, job->machine);
  if (asked) {
    may_have_happened = asked->success;
    job->reply = std::move(*asked);
  } else if (!asked.error().unknown_route) {
    may_have_happened = asked.error().may_have_happened;
    job->reply = Failure{std::move(asked.error().error)};
  } else {
    auto carried = co_await exec_.approve(job->target, job->machine);
    may_have_happened = carried.may_have_happened;
    job->reply = std::move(carried.reply);
  }
  if (may_have_happened) {
    const std::string key = list_key(job->target.kind, app_, job->machine);
    co_await cache_.approved(job->target.kind, key);
  }
  job->done.set();
}

}  // namespace controller::instance
