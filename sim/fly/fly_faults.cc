#include "sim/fly/fly_faults.h"

#include <algorithm>
#include <utility>

#include "sim/fly/http_front.h"

namespace sim {
namespace {

using controller::InboundReply;
using controller::TransportError;
using controller::TransportFailure;

InboundReply bytes_of(const cloud_fault::Reply& action) {
  InboundReply reply;
  reply.status = action.status;
  reply.headers = {{"content-type", "application/json"}};
  if (action.retry_after)
    reply.headers.emplace_back("retry-after", std::to_string(action.retry_after->count()));
  reply.body = action.body ? *action.body
                           : fly_error_body(action.error, action.code.empty()
                                                              ? std::string_view("unknown")
                                                              : std::string_view(action.code));
  return reply;
}

InboundReply page_of(const cloud_fault::HtmlPage& action) {
  InboundReply reply;
  reply.status = action.status;
  reply.headers = {{"content-type", "text/html"}};
  const std::string status = std::to_string(action.status);
  reply.body = "<html><head><title>" + status + "</title></head><body><h1>" + status +
               "</h1></body></html>\n";
  return reply;
}

struct Gather {
  FlyFaults& faults;

  // In place: g++ 12 takes a moved variant for uninitialised.
  template <class Instead>
  void put(Instead instead, bool carried_out) const {
    faults.instead.emplace(std::in_place_type<Instead>, std::move(instead));
    faults.carried_out = carried_out;
  }
  void operator()(const cloud_fault::Reply& action) const {
    put(bytes_of(action), action.carried_out);
  }
  void operator()(const cloud_fault::HtmlPage& action) const {
    put(page_of(action), action.carried_out);
  }
  void operator()(const cloud_fault::Refuse& action) const { put(action, false); }
  void operator()(const cloud_fault::Hang& action) const {
    put(FlyFaults::Silence{}, action.carried_out);
  }
  void operator()(const cloud_fault::Reset& action) const {
    put(TransportError{TransportFailure::broken, "connection reset"}, action.carried_out);
  }
  void operator()(const cloud_fault::Unreachable& /*action*/) const {
    put(TransportError{TransportFailure::unreachable, "connection refused"}, false);
    faults.sent = false;
  }
  void operator()(const cloud_fault::Late& action) const {
    put(TransportError{TransportFailure::broken, "connection reset"}, true);
    faults.late_by = action.by;
  }
  void operator()(const cloud_fault::Delay& action) const { faults.delay += action.by; }
  void operator()(const cloud_fault::Truncate& action) const { faults.truncate = action.bytes; }
  void operator()(const cloud_fault::Malformed& /*action*/) const { faults.malformed = true; }
  void operator()(const cloud_fault::StaleList& action) const {
    faults.disturbance.list_lag = std::max(faults.disturbance.list_lag, action.by);
  }
  void operator()(const cloud_fault::EmptyList& /*action*/) const {
    faults.disturbance.list_empty = true;
  }
  void operator()(const cloud_fault::GoneAfter& action) const {
    faults.gone_after.push_back(action.what);
  }
};

}  // namespace

FlyFaults gather(std::span<const CloudFaultRule* const> struck) {
  FlyFaults faults;
  for (const CloudFaultRule* rule : struck) std::visit(Gather{faults}, rule->action);
  return faults;
}

// The alternatives of FlyCall stand in the order of the operations, after fly_any; those that have
// none of their own come last.
CloudOperation cloud_operation_of(const FlyCall& call) {
  const std::size_t other = static_cast<std::size_t>(CloudOperation::fly_other);
  return static_cast<CloudOperation>(std::min(call.index() + 1, other));
}

}  // namespace sim
