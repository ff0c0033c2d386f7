#include "controller/instance/instance.h"

#include <utility>

#include "controller/instance/check.h"
#include "controller/instance/identity.h"
#include "controller/instance/readiness.h"
#include "controller/instance/removal.h"
#include "controller/instance/start.h"

namespace controller::instance {
namespace {

Outcome outcome_of(const Trouble& trouble) { return Outcome{trouble.status, trouble.text}; }

ControllerClientConfig controller_of(const InstanceConfig& config, std::string_view sandbox_id) {
  const std::string base =
      config.controller_base.empty() ? default_base_url(config.app) : config.controller_base;
  return {base, controller_token(config.secret, sandbox_id)};
}

const Outcome kNotLoaded{503, "the instance's state has not been read yet"};
const Outcome kDestroying{409, "the instance is being destroyed"};

}  // namespace

// What one operation needs beside the seams: its end, and its bounded series of calls.
struct Instance::Turn {
  Turn(Instance& instance, CancelToken parent)
      : fly(fly::Session::Seams{instance.seams_.scheduler, instance.seams_.random,
                                instance.seams_.log, instance.seams_.fly},
            instance.config_.session_limits, parent),
        operation{instance.seams_.scheduler,
                  instance.seams_.wall_clock,
                  instance.seams_.random,
                  instance.seams_.log,
                  instance.config_,
                  instance.client_.config().token,
                  instance.memory_,
                  fly,
                  parent} {}

  fly::Session fly;
  Operation operation;
};

Instance::Instance(Seams seams, const InstanceConfig& config, std::string user_id)
    : seams_(seams),
      config_(config),
      memory_(seams.scheduler, seams.store, seams.log, std::move(user_id)),
      client_({seams.scheduler, seams.log, seams.controller},
              controller_of(config_, memory_.state().sandbox_id)),
      pairing_({seams.scheduler, seams.log, seams.fly, seams.controller, seams.kv},
               {config_.app, client_.config()}, memory_.state()),
      turn_(seams.scheduler, 1),
      scope_(seams.scheduler) {}

Task<Outcome> Instance::load() {
  auto loaded = co_await memory_.load();
  if (!loaded) co_return outcome_of(loaded.error());
  co_return Outcome{};
}

// ---- start
// -------------------------------------------------------------------------------------------------------------

Task<Outcome> Instance::start() {
  if (!starting_) {
    starting_ = std::make_shared<Flight>(seams_.scheduler);
    scope_.spawn(carry_out(starting_));
  }
  const std::shared_ptr<Flight> flight = starting_;
  (void)co_await flight->done.wait();
  co_return flight->outcome;
}

Task<void> Instance::carry_out(std::shared_ptr<Flight> flight) {
  flight->in_line.set();  // those who wait for that go on later than the next line
  flight->outcome = co_await start_alone();
  starting_.reset();
  flight->done.set();
}

Task<Outcome> Instance::start_alone() {
  const auto permit = co_await turn_.acquire(Priority::normal);
  if (!memory_.loaded()) co_return kNotLoaded;
  if (memory_.destroying()) co_return kDestroying;
  operation_.emplace();
  Turn turn(*this, operation_->token());
  const Status before = memory_.state().status;
  const std::string ran_on = memory_.state().machine_id;
  auto ran = co_await run_start(turn);
  if (memory_.destroying()) co_return kDestroying;
  InstanceState& state = memory_.change();
  state.starting_since.reset();
  state.failed_checks = 0;
  if (ran) {
    memory_.become(Status::running);
  } else {
    seams_.log.write(LogLevel::warning, "instance.start_failed", {{"error", ran.error().text}});
    // One whose machine ran may still run: the checks will tell.
    const bool may_run = before == Status::running && memory_.state().machine_id == ran_on;
    memory_.become(may_run ? Status::running : Status::stopped);
  }
  auto saved = co_await memory_.save();
  if (!ran) co_return outcome_of(ran.error());
  if (!saved) co_return outcome_of(saved.error());
  seams_.log.write(LogLevel::info, "instance.running",
                   {{"machine", state.machine_id}, {"volume", state.volume_id}});
  co_return Outcome{};
}

Task<Attempt<Nothing>> Instance::run_start(Turn& turn) {
  memory_.become(Status::starting);
  memory_.change().starting_since = seams_.wall_clock.now();
  auto saved = co_await memory_.save();
  if (!saved) co_return saved;
  auto runs = co_await Start(turn.operation).make_it_run();
  if (!runs) co_return runs;
  co_await wait_until_ready(turn.operation, client_);
  co_return Nothing{};
}

// ---- stop, destroy
// -----------------------------------------------------------------------------------------------------

Task<Outcome> Instance::stop() {
  // A start that was asked for before has its turn before.
  if (const std::shared_ptr<Flight> before = starting_) {
    (void)co_await before->in_line.wait();
  }
  const auto permit = co_await turn_.acquire(Priority::normal);
  if (!memory_.loaded()) co_return kNotLoaded;
  if (memory_.destroying()) co_return kDestroying;
  operation_.emplace();
  Turn turn(*this, operation_->token());
  auto stopped = co_await Removal(turn.operation).stop();
  if (memory_.destroying()) co_return kDestroying;
  if (!stopped) co_return outcome_of(stopped.error());
  if (memory_.state().status != Status::provisioned) memory_.become(Status::stopped);
  memory_.change().starting_since.reset();
  auto saved = co_await memory_.save();
  if (!saved) co_return outcome_of(saved.error());
  seams_.log.write(LogLevel::info, "instance.stopped", {});
  co_return Outcome{};
}

Task<Outcome> Instance::destroy() {
  if (!memory_.loaded()) co_return kNotLoaded;
  if (memory_.erased()) co_return Outcome{};
  // What runs while it is being destroyed already is a pass at that.
  const bool first = !memory_.destroying();
  memory_.become(Status::destroying);
  if (first && operation_) operation_->cancel();
  auto saved = co_await memory_.save();
  if (!saved) co_return outcome_of(saved.error());
  const auto permit = co_await turn_.acquire(Priority::normal);
  co_return co_await destroy_pass();
}

Task<Outcome> Instance::destroy_pass() {
  if (memory_.erased()) co_return Outcome{};
  operation_.emplace();
  Turn turn(*this, operation_->token());
  auto erased = co_await Removal(turn.operation).destroy();
  if (erased && *erased) {
    seams_.log.write(LogLevel::info, "instance.destroyed", {});
    co_return Outcome{};
  }
  if (!erased) {
    const std::string& error = erased.error().text;
    seams_.log.write(LogLevel::warning, "instance.destroy_incomplete", {{"error", error}});
  }
  co_return Outcome{202, "being destroyed"};
}

// ---- the periodic check
// ------------------------------------------------------------------------------------------------

void Instance::run() {
  // Another status has another period, which begins with it.
  memory_.set_on_status([this] {
    if (nap_) nap_->cancel();
  });
  scope_.spawn(reconcile_for_ever());
}

Task<void> Instance::reconcile_for_ever() {
  while (!memory_.erased()) {
    nap_.emplace();
    const Duration span = until_next_check();
    const auto due = co_await sleep(seams_.scheduler, span, nap_->token());
    if (due) (void)co_await reconcile();
  }
}

// With up to a tenth more, so that many instances do not ask at the same moment.
Duration Instance::until_next_check() {
  const InstanceTimes& times = config_.times;
  Duration period = times.reconcile_idle;
  if (memory_.state().status == Status::running) period = times.reconcile_running;
  if (memory_.state().status == Status::starting || memory_.destroying())
    period = times.reconcile_busy;
  const auto jitter = seams_.random.below(static_cast<std::uint64_t>(period.count()) / 10 + 1);
  return period + Duration(static_cast<std::int64_t>(jitter));
}

Task<Outcome> Instance::reconcile() {
  if (!memory_.loaded()) co_return co_await load();
  if (turn_.free() == 0) co_return Outcome{202, "busy"};
  const auto permit = co_await turn_.acquire(Priority::normal);
  if (memory_.destroying()) co_return co_await destroy_pass();
  operation_.emplace();
  Turn turn(*this, operation_->token());
  auto checked = co_await Check(turn.operation).run();
  if (!checked) co_return outcome_of(checked.error());
  co_return Outcome{};
}

}  // namespace controller::instance
