#include "sim/cloud/proxy_faults.h"

#include "controller/base/json_text.h"

namespace sim {
namespace {

using controller::InboundReply;
using controller::TransportError;
using controller::TransportFailure;

constexpr std::string_view kPage =
    "<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

InboundReply reply_of(const cloud_fault::Reply& fault) {
  InboundReply reply;
  reply.status = fault.status;
  if (fault.retry_after)
    reply.headers.emplace_back("retry-after", std::to_string(fault.retry_after->count()));
  if (fault.body) {
    reply.body = *fault.body;
    return reply;
  }
  reply.body = R"({"error":)";
  controller::append_json_string(reply.body, fault.error);
  if (!fault.code.empty()) {
    reply.body += R"(,"code":)";
    controller::append_json_string(reply.body, fault.code);
  }
  reply.body += '}';
  return reply;
}

struct Add {
  ProxyFaults& faults;

  void operator()(const cloud_fault::Reply& fault) const {
    faults.instead = reply_of(fault);
    faults.arrives = fault.carried_out;
  }
  void operator()(const cloud_fault::Delay& fault) const { faults.delay += fault.by; }
  void operator()(const cloud_fault::Hang& fault) const {
    faults.instead = ProxyFaults::Silence{};
    faults.arrives = fault.carried_out;
  }
  void operator()(const cloud_fault::Reset& fault) const {
    faults.instead = TransportError{TransportFailure::broken, "connection reset"};
    faults.arrives = fault.carried_out;
  }
  void operator()(const cloud_fault::Unreachable& /*fault*/) const {
    faults.instead = TransportError{TransportFailure::unreachable, "cannot connect"};
    faults.arrives = false;
  }
  void operator()(const cloud_fault::Late& fault) const {
    faults.instead = TransportError{TransportFailure::broken, "connection reset"};
    faults.late_by = fault.by;
  }
  void operator()(const cloud_fault::Truncate& fault) const { faults.truncate = fault.bytes; }
  void operator()(const cloud_fault::Malformed& /*fault*/) const { faults.malformed = true; }
  void operator()(const cloud_fault::HtmlPage& fault) const {
    faults.instead =
        InboundReply{fault.status, {{"content-type", "text/html"}}, std::string(kPage)};
    faults.arrives = fault.carried_out;
  }
  // Of Fly's own API only.
  void operator()(const cloud_fault::Refuse& /*fault*/) const {}
  void operator()(const cloud_fault::StaleList& /*fault*/) const {}
  void operator()(const cloud_fault::EmptyList& /*fault*/) const {}
  void operator()(const cloud_fault::GoneAfter& /*fault*/) const {}
};

}  // namespace

ProxyFaults gather_for_proxy(std::span<const CloudFaultRule* const> struck) {
  ProxyFaults faults;
  for (const CloudFaultRule* rule : struck) std::visit(Add{faults}, rule->action);
  return faults;
}

}  // namespace sim
