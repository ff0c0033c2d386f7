#include "controller/base/child_command_runner.h"

#include <utility>

namespace controller {

class ChildCommandRunner::Call final : public ChildEvents {
 public:
  Call(ChildCommandRunner& runner, std::uint64_t id, Semaphore::Permit slot)
      : runner_(runner),
        id_(id),
        slot_(std::move(slot)),
        answered_(runner.scheduler_),
        escalation_(this),
        cancel_(this) {}

  // The spawn error, or an empty string.
  std::string start(const SpawnSpec& spec, CancelToken token) {
    auto spawned = runner_.spawner_.spawn(spec, *this);
    if (!spawned) return std::move(spawned.error());
    child_ = std::move(spawned.value());
    cancel_.watch(token);
    return {};
  }

  Event& answered() { return answered_; }

  CommandResult take_result() {
    CommandResult result;
    result.exit = exit_;
    result.out = std::make_shared<const std::string>(std::move(out_));
    result.err = std::make_shared<const std::string>(std::move(err_));
    result.output_capped = capped_;
    result.cancelled = cancelled_;
    return result;
  }

  void on_output(OutputStream stream, std::string_view bytes) override {
    std::string& text = stream == OutputStream::out ? out_ : err_;
    const std::size_t room = runner_.limits_.output_bytes_max - text.size();
    if (bytes.size() > room) capped_ = true;
    text.append(bytes.substr(0, room));
  }

  void on_exit(ExitStatus status) override {
    exit_ = status;
    escalation_.disarm();
    cancel_.unlink();
    slot_.release();
    answered_.set();
    runner_.forget(id_);  // may destroy this
  }

 private:
  struct Escalation : Timer {
    explicit Escalation(Call* call_in)
        : Timer([](Work& work) { static_cast<Escalation&>(work).call->escalate(); }),
          call(call_in) {}
    Call* call;
  };
  struct Cancel : CancelCallback {
    explicit Cancel(Call* call_in)
        : CancelCallback(
              [](CancelCallback& callback) { static_cast<Cancel&>(callback).call->terminate(); }),
          call(call_in) {}
    Call* call;
  };

  void terminate() {
    cancelled_ = true;
    child_->signal(SIGTERM);
    arm(runner_.limits_.term_grace);
  }

  void escalate() {
    if (std::exchange(killed_, true)) {
      answered_.set();  // it will not die; the caller has waited long enough
      return;
    }
    child_->signal(SIGKILL);
    arm(runner_.limits_.reap_grace);
  }

  void arm(Duration span) { runner_.scheduler_.arm(escalation_, runner_.scheduler_.now() + span); }

  ChildCommandRunner& runner_;
  std::uint64_t id_;
  Semaphore::Permit slot_;
  Event answered_;
  Escalation escalation_;
  Cancel cancel_;
  std::unique_ptr<ChildProcess> child_;
  std::string out_;
  std::string err_;
  std::optional<ExitStatus> exit_;
  bool capped_ = false;
  bool cancelled_ = false;
  bool killed_ = false;
};

ChildCommandRunner::ChildCommandRunner(Scheduler& scheduler, ProcessSpawner& spawner,
                                       CommandLimits limits)
    : scheduler_(scheduler), spawner_(spawner), limits_(limits) {}

ChildCommandRunner::~ChildCommandRunner() = default;

Task<CommandResult> ChildCommandRunner::run(const SpawnSpec& spec, CancelToken token,
                                            Semaphore::Permit slot) {
  if (token.cancelled()) {  // then nothing is started any more
    CommandResult result;
    result.cancelled = true;
    co_return result;
  }
  const std::uint64_t id = next_id_++;
  auto call = std::make_shared<Call>(*this, id, std::move(slot));
  std::string error = call->start(spec, token);
  if (!error.empty()) {
    CommandResult result;
    result.spawn_error = std::move(error);
    co_return result;
  }
  calls_.emplace(id, call);
  co_await call->answered().wait();
  co_return call->take_result();
}

void ChildCommandRunner::forget(std::uint64_t id) {
  calls_.erase(id);
  if (!calls_.empty() || !drained_) return;
  drained_->set();
  drained_.reset();
}

Task<void> ChildCommandRunner::drain(CancelToken token) {
  if (calls_.empty()) co_return;
  if (!drained_) drained_.emplace(scheduler_);
  co_await drained_->wait(token);
}

}  // namespace controller
