#include "controller/fly/session.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "controller/base/deadline.h"
#include "controller/base/either_cancelled.h"
#include "controller/base/wait.h"

namespace controller::fly {
namespace {

Refusal not_tried() {
  Refusal refusal;
  refusal.kind = RefusalKind::transient;
  refusal.text = "the calls, or the time, of this operation are used up";
  return refusal;
}

}  // namespace

Session::Session(Seams seams, SessionLimits limits, CancelToken parent)
    : scheduler_(seams.scheduler),
      random_(seams.random),
      log_(seams.log),
      api_(seams.api),
      limits_(limits),
      parent_(parent),
      end_(seams.scheduler.now() + limits.total),
      calls_left_(limits.calls) {}

bool Session::expired() const { return scheduler_.now() >= end_; }

Session::Manner Session::usual(std::string_view operation) const {
  return {operation, limits_.call_timeout};
}

template <class T, class... Args>
Task<Reply<T>> Session::repeat(Manner manner, Method<T, Args...> method, CancelToken token,
                               Args... args) {
  EitherCancelled given_up(parent_, token);
  Progress progress;
  while (!given_up.cancelled() && begin_try(progress)) {
    Deadline deadline(scheduler_, std::min(manner.timeout, end_ - scheduler_.now()),
                      given_up.token());
    const Instant began = scheduler_.now();
    auto attempt = (api_.*method)(args..., deadline.token());
    auto reply = co_await std::move(attempt);
    if (reply) co_return reply;
    progress.lasted = scheduler_.now() - began;
    note(progress, std::move(reply.error()));
    if (given_up.cancelled() || !may_repeat(manner, progress)) break;
    const Duration wait = draw_wait(progress);
    if (scheduler_.now() + wait >= end_) break;
    log_retry(manner, progress, wait);
    (void)co_await sleep(scheduler_, wait, given_up.token());
  }
  co_return Failure{progress.tries == 0 ? not_tried() : std::move(progress.last)};
}

bool Session::begin_try(Progress& progress) {
  if (is_used_up()) return false;
  --calls_left_;
  ++progress.tries;
  return true;
}

void Session::note(Progress& progress, Refusal refusal) const {
  progress.may_have_happened = progress.may_have_happened || refusal.may_have_happened;
  progress.last = std::move(refusal);
  progress.last.may_have_happened = progress.may_have_happened;
}

bool Session::may_repeat(const Manner& manner, const Progress& progress) const {
  if (progress.tries >= limits_.tries_per_call || calls_left_ <= 0) return false;
  if (manner.once && progress.may_have_happened) return false;
  return worth_retrying(progress.last) ||
         (progress.last.kind == RefusalKind::wait_timeout && progress.lasted < manner.waits_most);
}

Duration Session::draw_wait(const Progress& progress) {
  Duration most = limits_.backoff_first;
  for (int i = 1; i < progress.tries && most < limits_.backoff_max; ++i) most *= 2;
  most = std::min(most, limits_.backoff_max);
  const Duration jitter(random_.below(static_cast<std::uint64_t>(most.count()) + 1));
  return jitter + progress.last.retry_after.value_or(Duration::zero());
}

void Session::log_retry(const Manner& manner, const Progress& progress, Duration wait) {
  log_.write(LogLevel::info, "fly.retry",
             {{"operation", manner.operation},
              {"kind", name_of(progress.last.kind)},
              {"status", std::int64_t(progress.last.status)},
              {"tries", std::int64_t(progress.tries)},
              {"wait_ms", std::chrono::duration_cast<std::chrono::milliseconds>(wait).count()}});
}

Task<Reply<std::vector<Machine>>> Session::list_machines(const MachineFilter& filter,
                                                         CancelToken token) {
  return repeat<std::vector<Machine>, const MachineFilter&>(
      usual("list_machines"), &MachinesApi::list_machines, token, filter);
}

Task<Reply<Machine>> Session::get_machine(const std::string& id, CancelToken token) {
  return repeat<Machine, const std::string&>(usual("get_machine"), &MachinesApi::get_machine, token,
                                             id);
}

Task<Reply<Machine>> Session::create_machine(const CreateMachine& wanted, CancelToken token) {
  return repeat<Machine, const CreateMachine&>(usual("create_machine"),
                                               &MachinesApi::create_machine, token, wanted);
}

Task<Reply<Machine>> Session::update_machine(const std::string& id, const MachineSpec& spec,
                                             CancelToken token) {
  return repeat<Machine, const std::string&, const MachineSpec&>(
      usual("update_machine"), &MachinesApi::update_machine, token, id, spec);
}

Task<Reply<Done>> Session::start_machine(const std::string& id, CancelToken token) {
  return repeat<Done, const std::string&>(usual("start_machine"), &MachinesApi::start_machine,
                                          token, id);
}

Task<Reply<Done>> Session::stop_machine(const std::string& id, CancelToken token) {
  return repeat<Done, const std::string&>(usual("stop_machine"), &MachinesApi::stop_machine, token,
                                          id);
}

Task<Reply<Done>> Session::wait_for(const std::string& id, MachineState state,
                                    const std::string& instance_id, CancelToken token) {
  Manner manner = usual("wait");
  manner.timeout = limits_.wait_timeout;
  manner.waits_most = instance_id.empty() ? Duration::max() : limits_.wait_in_full;
  return repeat<Done, const std::string&, MachineState, const std::string&>(
      manner, &MachinesApi::wait_for, token, id, state, instance_id);
}

Task<Reply<Done>> Session::destroy_machine(const std::string& id, CancelToken token) {
  return repeat<Done, const std::string&>(usual("destroy_machine"), &MachinesApi::destroy_machine,
                                          token, id);
}

Task<Reply<ExecResult>> Session::exec(const std::string& id,
                                      const std::vector<std::string>& command,
                                      std::chrono::seconds timeout, CancelToken token) {
  Manner manner = usual("exec");
  manner.timeout = timeout + limits_.exec_margin;
  manner.once = true;
  return repeat<ExecResult, const std::string&, const std::vector<std::string>&,
                std::chrono::seconds>(manner, &MachinesApi::exec, token, id, command, timeout);
}

Task<Reply<std::vector<Volume>>> Session::list_volumes(CancelToken token) {
  return repeat<std::vector<Volume>>(usual("list_volumes"), &MachinesApi::list_volumes, token);
}

Task<Reply<Volume>> Session::get_volume(const std::string& id, CancelToken token) {
  return repeat<Volume, const std::string&>(usual("get_volume"), &MachinesApi::get_volume, token,
                                            id);
}

Task<Reply<Volume>> Session::create_volume(const CreateVolume& wanted, CancelToken token) {
  Manner manner = usual("create_volume");
  manner.once = true;
  return repeat<Volume, const CreateVolume&>(manner, &MachinesApi::create_volume, token, wanted);
}

Task<Reply<Volume>> Session::destroy_volume(const std::string& id, CancelToken token) {
  return repeat<Volume, const std::string&>(usual("destroy_volume"), &MachinesApi::destroy_volume,
                                            token, id);
}

}  // namespace controller::fly
