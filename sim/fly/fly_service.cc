#include "sim/fly/fly_service.h"

#include <algorithm>
#include <utility>

#include "sim/fly/fly_events.h"
#include "sim/fly/fly_faults.h"

namespace sim {

using controller::TransportError;
using controller::TransportFailure;

// One call on its way: to Fly, in it, and back. It lives on without its caller until all of it has
// happened.
class FlyService::Exchange {
 public:
  Exchange(FlyService& service, std::uint64_t number, Pending& caller, FlyRequest&& request,
           std::span<const CloudFaultRule* const> rules)
      : service_(service),
        number_(number),
        caller_(&caller),
        request_(std::move(request)),
        faults_(gather(rules)),
        timer_(this) {
    caller.outcome_.number = number;
  }

  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] std::string_view operation() const { return operation_of(request_.call); }
  [[nodiscard]] bool carried_out() const { return carried_out_; }

  void set_out() { after(service_.latency()); }

  // The reply of a call that waited in the model.
  void answered(FlyReply&& reply) {
    replied(std::move(reply));
    go_back();
  }

  // Nobody waits any more. False: nothing is left to do.
  bool abandon() {
    caller_ = nullptr;
    const Duration late = service_.model_.quirks().abandoned_late;
    if (phase_ == Phase::setting_out && faults_.sent && faults_.carried_out && late > Duration{})
      after(late);
    return timer_.armed() || phase_ == Phase::inside;
  }

 private:
  enum class Phase : std::uint8_t { setting_out, inside, going_back, broken_first, silent };

  struct Step : controller::Timer {
    explicit Step(Exchange* exchange_in)
        : Timer([](controller::Work& work) { static_cast<Step&>(work).exchange->step(); }),
          exchange(exchange_in) {}
    Exchange* exchange;
  };

  void after(Duration span) {
    Process& world = service_.seams_.world;
    world.arm(timer_, world.now() + span);
  }

  void step() {
    switch (phase_) {
      case Phase::setting_out:
        if (faults_.late_by) {
          break_first();
        } else {
          arrive();
        }
        return;
      case Phase::broken_first:
        arrive();
        return;
      case Phase::going_back:
        come_back();
        return;
      case Phase::inside:
      case Phase::silent:
        return;
    }
  }

  // The caller sees a broken connection; the request itself is still on its way.
  void break_first() {
    phase_ = Phase::broken_first;
    after(*faults_.late_by);
    hear(TransportError{TransportFailure::broken, "connection reset"});
    tell();
  }

  void arrive() {
    phase_ = Phase::inside;
    if (faults_.instead && !faults_.carried_out) {
      take_instead();
      go_back();
      return;
    }
    auto reply = service_.model_.step(request_, number_, service_.now(), faults_.disturbance);
    if (reply) answered(std::move(*reply));
    service_.settle();
  }

  void replied(FlyReply&& reply) {
    carried_out_ = reply.error() == nullptr;
    if (carried_out_ && !faults_.gone_after.empty()) lose_what_it_was_about(reply);
    hear(std::move(reply));
    if (faults_.instead && !faults_.late_by) take_instead();
    if (caller_ == nullptr) return;
    FlyOutcome& outcome = caller_->outcome_;
    if (std::holds_alternative<FlyReply>(outcome.what)) {
      outcome.truncate = faults_.truncate;
      outcome.malformed = faults_.malformed;
    }
  }

  // What the caller will be told, if it waits until then.
  template <class What>
  void hear(What&& what) {
    if (caller_ != nullptr) caller_->outcome_.what = std::forward<What>(what);
  }

  void lose_what_it_was_about(const FlyReply& reply) {
    FlyModel& model = service_.model_;
    std::string machine(machine_of(request_.call));
    std::string volume(volume_of(request_.call));
    if (const auto* made = std::get_if<FlyMachineView>(&reply.body)) machine = made->id;
    if (const auto* made = std::get_if<FlyVolumeView>(&reply.body)) volume = made->id;
    if (volume.empty()) volume = model.root_volume_of(machine);
    for (const auto what : faults_.gone_after) {
      switch (what) {
        case cloud_fault::GoneAfter::What::machine_dies:
          model.kill_machine(machine, MachineState::failed, service_.now());
          break;
        case cloud_fault::GoneAfter::What::machine_vanishes:
          model.vanish_machine(machine, service_.now());
          break;
        case cloud_fault::GoneAfter::What::volume_vanishes:
          model.vanish_volume(volume, service_.now());
          break;
      }
    }
  }

  void take_instead() {
    if (const auto* bytes = std::get_if<controller::InboundReply>(&*faults_.instead)) {
      hear(*bytes);
    } else if (const auto* error = std::get_if<TransportError>(&*faults_.instead)) {
      hear(*error);
    } else if (const auto* refuse = std::get_if<cloud_fault::Refuse>(&*faults_.instead)) {
      hear(service_.model_.refuse_as(refuse->refusal, refuse->wording, request_.call));
    } else {
      silent_ = true;
    }
  }

  void go_back() {
    phase_ = silent_ && caller_ != nullptr ? Phase::silent : Phase::going_back;
    if (phase_ == Phase::going_back) after(service_.latency() + faults_.delay);
  }

  void come_back() {
    tell();
    service_.drop(number_);
  }

  void tell() {
    if (caller_ == nullptr) return;
    Pending& caller = *std::exchange(caller_, nullptr);
    caller.number_ = 0;
    if (!caller.process_.alive()) return;
    service_.seams_.recorder.emit_made(caller.process_.id(), [this, &caller] {
      FlyAnswered event = answered_event(caller.outcome_);
      event.call = static_cast<std::int64_t>(number_);
      event.instance = caller.instance_;
      event.operation = operation_of(request_.call);
      event.carried_out = carried_out_;
      return event;
    });
    caller.done_.set();
  }

  FlyService& service_;
  std::uint64_t number_;
  Pending* caller_;
  FlyRequest request_;
  FlyFaults faults_;
  Phase phase_ = Phase::setting_out;
  bool carried_out_ = false;
  bool silent_ = false;
  Step timer_;
};

// ---- the service
// -------------------------------------------------------------------------------------------------------

FlyService::FlyService(Seams seams, FlyConfig config)
    : seams_(seams), model_(std::move(config), seams.choices), alarm_(this) {}

FlyService::~FlyService() = default;

FlyNow FlyService::now() const { return FlyNow{seams_.world.now(), seams_.wall.now()}; }

// Half of what a call takes, to Fly or back.
Duration FlyService::latency() {
  const FlySpan& span = model_.config().latency;
  const auto range = std::chrono::floor<std::chrono::milliseconds>(span.most - span.least).count();
  const std::uint64_t drawn = range <= 0
                                  ? 0
                                  : seams_.choices.draw(Stream::latency, "fly.latency",
                                                        static_cast<std::uint64_t>(range) + 1);
  return (span.least + std::chrono::milliseconds(drawn)) / 2;
}

void FlyService::settle() {
  for (std::vector<FlyEffect> effects = model_.take_effects(); !effects.empty();
       effects = model_.take_effects())
    for (FlyEffect& effect : effects) deliver(effect);
  if (const auto next = model_.next_event()) {
    seams_.world.arm(alarm_, *next);
  } else {
    alarm_.disarm();
  }
}

void FlyService::deliver(FlyEffect& effect) {
  if (auto* machine = std::get_if<FlyMachineChanged>(&effect)) {
    seams_.recorder.emit(seams_.world.id(), *machine);
    if (on_machine_) on_machine_(*machine);
  } else if (auto* volume = std::get_if<FlyVolumeChanged>(&effect)) {
    seams_.recorder.emit(seams_.world.id(), std::move(*volume));
  } else {
    auto& answer = std::get<FlyAnswer>(effect);
    if (Exchange* exchange = find(answer.ticket)) exchange->answered(std::move(answer.reply));
  }
}

void FlyService::advance() {
  model_.advance(now());
  settle();
}

// The first whose number is not less.
std::vector<std::unique_ptr<FlyService::Exchange>>::iterator FlyService::place_of(
    std::uint64_t number) {
  return std::ranges::lower_bound(exchanges_, number, {},
                                  [](const auto& exchange) { return exchange->number(); });
}

FlyService::Exchange* FlyService::find(std::uint64_t number) {
  const auto place = place_of(number);
  return place == exchanges_.end() || (*place)->number() != number ? nullptr : place->get();
}

void FlyService::drop(std::uint64_t number) { exchanges_.erase(place_of(number)); }

std::span<const CloudFaultRule* const> FlyService::struck(const Pending& pending,
                                                          const FlyCall& call) {
  if (!seams_.faults.may_strike()) return {};
  const CloudCall asked{cloud_operation_of(call), pending.instance_, machine_of(call),
                        model_.region_of(call)};
  return seams_.faults.match(asked, seams_.world.now(), seams_.choices);
}

void FlyService::send(Pending& pending, FlyRequest&& request, std::string_view method,
                      std::string&& target) {
  const std::uint64_t number = next_number_++;
  pending.number_ = number;
  const auto rules = struck(pending, request.call);
  seams_.recorder.emit_made(pending.process_.id(), [&] {
    return called_event(number, pending.instance_, request.call, method, std::move(target));
  });
  for (const CloudFaultRule* rule : rules)
    seams_.recorder.emit(seams_.world.id(),
                         FaultInjected{rule->name, std::string(name_of(rule->action)),
                                       static_cast<std::int64_t>(number)});
  auto exchange = std::make_unique<Exchange>(*this, number, pending, std::move(request), rules);
  exchange->set_out();
  exchanges_.push_back(std::move(exchange));
}

// The caller lives, and says so.
void FlyService::give_up(Pending& pending) {
  Exchange* exchange = find(pending.number_);
  FlyAnswered event;
  event.call = static_cast<std::int64_t>(pending.number_);
  event.instance = pending.instance_;
  event.operation = exchange->operation();
  event.text = "cancelled";
  event.carried_out = exchange->carried_out();
  if (pending.process_.alive()) seams_.recorder.emit(pending.process_.id(), std::move(event));
  forget(pending);
}

void FlyService::forget(Pending& pending) {
  const std::uint64_t number = std::exchange(pending.number_, 0);
  if (number != 0 && !find(number)->abandon()) drop(number);
}

// ---- the caller's side
// -------------------------------------------------------------------------------------------------

FlyService::Pending::Pending(FlyService& service, Process& process, const std::string& instance)
    : service_(service), process_(process), instance_(instance), done_(process) {}

FlyService::Pending::~Pending() { service_.forget(*this); }

void FlyService::Pending::send(FlyRequest&& request, std::string_view method,
                               std::string&& target) {
  service_.send(*this, std::move(request), method, std::move(target));
}

// An answer that came between the giving up and the waking counts: the trace shows it.
FlyOutcome& FlyService::Pending::outcome(bool answered) {
  if (answered || number_ == 0) return outcome_;
  outcome_.what = TransportError{TransportFailure::cancelled, "given up"};
  outcome_.number = number_;
  service_.give_up(*this);
  return outcome_;
}

}  // namespace sim
