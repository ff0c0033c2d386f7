#include "sim/cloud/proxy.h"

#include "controller/http/target.h"
#include "sim/cloud/proxy_faults.h"

namespace sim {
namespace {

using controller::InboundReply;
using controller::OutboundRequest;
using controller::TransportError;
using controller::TransportFailure;

constexpr std::size_t kBodyShown = 4096;
constexpr std::uint64_t kMostHopMs = 60;  // one way

std::string_view header_of(const OutboundRequest& request, std::string_view name) {
  for (const auto& [header, value] : request.headers)
    if (controller::equal_ignoring_case(header, name)) return value;
  return {};
}

// The path and query of an absolute URL of this host; empty: another host.
std::string_view target_of(std::string_view url, std::string_view app) {
  for (const std::string_view part :
       {std::string_view("https://"), app, std::string_view(".fly.dev")}) {
    if (!url.starts_with(part)) return {};
    url.remove_prefix(part.size());
  }
  return url.starts_with('/') ? url : std::string_view();
}

CloudOperation operation_of(const OutboundRequest& request, std::string_view target) {
  const std::string_view path = controller::parse_target(target).path;
  if (!path.starts_with("/_kilo/pairing/")) return CloudOperation::controller_other;
  return request.method == "GET" ? CloudOperation::controller_list
                                 : CloudOperation::controller_approve;
}

std::string_view text_of(TransportFailure failure) {
  switch (failure) {
    case TransportFailure::unreachable:
      return "unreachable";
    case TransportFailure::broken:
      return "broken";
    case TransportFailure::cancelled:
      return "cancelled";
  }
  return "";
}

// What is for the gateway, and not for the controller itself, bears the token for that too, and
// nothing else does.
bool is_token_right(const OutboundRequest& request, std::string_view target,
                    std::string_view token) {
  constexpr std::string_view kBearer = "Bearer ";
  const bool is_for_gateway = !target.starts_with("/_kilo/");
  const std::string_view credentials = header_of(request, "authorization");
  return credentials.starts_with(kBearer) && credentials.substr(kBearer.size()) == token &&
         header_of(request, "x-kiloclaw-proxy-token") == (is_for_gateway ? token : "");
}

}  // namespace

// One request on its way: to the machine, in it, and back.
class FlyProxy::Exchange {
 public:
  Exchange(FlyProxy& proxy, std::uint64_t number, Pending& sender, std::string&& machine,
           HttpCall&& call, ProxyFaults&& faults)
      : proxy_(proxy),
        number_(number),
        sender_(&sender),
        machine_(std::move(machine)),
        call_(std::move(call)),
        faults_(std::move(faults)),
        timer_(this) {}

  void set_out() { after(proxy_.latency()); }

  [[nodiscard]] bool is_inside(std::string_view machine) const {
    return phase_ == Phase::inside && machine_ == machine;
  }
  // The sender waits no longer. False: nothing is left to do.
  bool abandon() {
    sender_ = nullptr;
    return timer_.armed() || phase_ == Phase::inside;
  }
  void broken() {
    replied(controller::Failure{TransportError{TransportFailure::broken, "connection reset"}});
  }

 private:
  enum class Phase : std::uint8_t { setting_out, broken_first, inside, going_back };

  void after(Duration span) { proxy_.seams_.world.arm(timer_, proxy_.seams_.world.now() + span); }

  void step() {
    if (phase_ == Phase::setting_out && faults_.late_by) {
      phase_ = Phase::broken_first;
      after(*faults_.late_by);
      outcome_ = controller::Failure{TransportError{TransportFailure::broken, "connection reset"}};
      tell();
    } else if (phase_ == Phase::going_back) {
      tell();
      proxy_.drop(number_);
    } else {
      arrive();
    }
  }

  void arrive() {
    phase_ = Phase::inside;
    if (!faults_.arrives) {
      go_back();
      return;
    }
    Guest* guest = proxy_.seams_.find(machine_);
    const auto answer = [&proxy = proxy_, number = number_](const HttpReply* reply) {
      Exchange* exchange = proxy.find(number);
      if (exchange == nullptr) return;
      if (reply == nullptr) return exchange->broken();
      InboundReply passed_on{reply->status, {}, reply->body};
      passed_on.headers.emplace_back("content-type", reply->content_type);
      exchange->replied(std::move(passed_on));
    };
    if (guest != nullptr && guest->request(std::move(call_), answer)) return;  // it comes once
    replied(InboundReply{proxy_.config_.status_without_machine, {}, {}});
  }

  void replied(Outcome outcome) {
    outcome_ = std::move(outcome);
    if (outcome_.ok() && faults_.malformed) outcome_->body = "{\"requests\":[{\"code\":\xff";
    if (outcome_.ok() && faults_.truncate) outcome_->body.resize(cut_at(outcome_->body.size()));
    go_back();
  }
  [[nodiscard]] std::size_t cut_at(std::size_t size) const {
    return static_cast<std::size_t>(std::min<std::uint64_t>(size, *faults_.truncate));
  }

  void go_back() {
    phase_ = Phase::going_back;
    if (faults_.instead && !faults_.late_by) {
      if (const auto* reply = std::get_if<InboundReply>(&*faults_.instead)) {
        outcome_ = *reply;
      } else if (const auto* error = std::get_if<TransportError>(&*faults_.instead)) {
        outcome_ = controller::Failure{*error};
      } else {
        if (sender_ == nullptr) after(Duration::zero());
        return;  // silence: it ends when its sender leaves
      }
    }
    after(proxy_.latency() + faults_.delay);
  }

  void tell() {
    if (sender_ == nullptr) return;
    Pending& sender = *std::exchange(sender_, nullptr);
    sender.number_ = 0;
    if (!sender.process_.alive()) return;
    proxy_.seams_.recorder.emit_made(sender.process_.id(), [&] {
      const std::int64_t status = outcome_.ok() ? outcome_->status : 0;
      const std::string_view body = outcome_.ok()
                                        ? std::string_view(outcome_->body).substr(0, kBodyShown)
                                        : text_of(outcome_.error().failure);
      return ControllerAnswered{static_cast<std::int64_t>(number_), sender.instance_, status,
                                std::string(body)};
    });
    sender.outcome_ = std::move(outcome_);
    sender.done_.set();
  }

  FlyProxy& proxy_;
  std::uint64_t number_;
  Pending* sender_;
  std::string machine_;
  HttpCall call_;
  ProxyFaults faults_;
  Outcome outcome_ = controller::Failure{TransportError{}};
  Phase phase_ = Phase::setting_out;
  MemberTimer<Exchange, &Exchange::step> timer_;
};

FlyProxy::FlyProxy(Seams seams, ProxyConfig config)
    : seams_(std::move(seams)), config_(std::move(config)) {}
FlyProxy::~FlyProxy() = default;

FlyProxy::Exchange* FlyProxy::find(std::uint64_t number) {
  const auto found = exchanges_.find(number);
  return found == exchanges_.end() ? nullptr : found->second.get();
}

void FlyProxy::drop(std::uint64_t number) { exchanges_.erase(number); }

Duration FlyProxy::latency() {
  return std::chrono::milliseconds(
      1 + seams_.choices.draw(Stream::latency, "proxy.latency", kMostHopMs));
}

void FlyProxy::machine_ends(std::string_view machine) {
  for (auto& [number, exchange] : exchanges_)
    if (exchange->is_inside(machine)) exchange->broken();
}

void FlyProxy::send(Pending& pending, const OutboundRequest& request) {
  const std::string_view target = target_of(request.url, config_.app);
  if (target.empty()) {
    pending.outcome_ =
        controller::Failure{TransportError{TransportFailure::unreachable, "no such host"}};
    pending.done_.set();
    return;
  }
  const std::uint64_t number = next_number_++;
  pending.number_ = number;
  std::string machine(header_of(request, "fly-force-instance-id"));
  seams_.recorder.emit_made(pending.process_.id(), [&] {
    const bool right = is_token_right(request, target, seams_.token_of(pending.instance_));
    return ControllerCalled{static_cast<std::int64_t>(number),
                            pending.instance_,
                            machine,
                            request.method,
                            std::string(target),
                            right};
  });

  const CloudCall what{operation_of(request, target), pending.instance_, machine, {}};
  const auto struck = seams_.faults.match(what, seams_.world.now(), seams_.choices);
  for (const CloudFaultRule* rule : struck)
    seams_.recorder.emit(seams_.world.id(),
                         FaultInjected{rule->name, std::string(name_of(rule->action)),
                                       static_cast<std::int64_t>(number)});
  HttpCall call{request.method, std::string(target), request.headers, request.body, {}, {}};
  auto exchange = std::make_unique<Exchange>(*this, number, pending, std::move(machine),
                                             std::move(call), gather_for_proxy(struck));
  exchange->set_out();
  exchanges_.emplace_hint(exchanges_.end(), number, std::move(exchange));
}

void FlyProxy::leave(Pending& pending) {
  const std::uint64_t number = std::exchange(pending.number_, 0);
  if (number != 0 && !find(number)->abandon()) drop(number);
}

FlyProxy::Pending::~Pending() { proxy_.leave(*this); }

// An answer that came between the giving up and the waking counts: the trace shows it.
FlyProxy::Outcome FlyProxy::Pending::take() {
  if (number_ == 0) return std::move(outcome_);
  ControllerAnswered event;
  event.call = static_cast<std::int64_t>(number_);
  event.instance = instance_;
  event.body = text_of(TransportFailure::cancelled);
  if (process_.alive()) proxy_.seams_.recorder.emit(process_.id(), std::move(event));
  proxy_.leave(*this);
  return controller::Failure{TransportError{TransportFailure::cancelled, "given up"}};
}

controller::Task<FlyProxy::Outcome> ProxyTransport::send(const OutboundRequest& request,
                                                         controller::CancelToken token) {
  FlyProxy::Pending pending(proxy_, process_, instance_);
  pending.send(request);
  (void)co_await pending.answered(token);
  co_return pending.take();
}

}  // namespace sim
