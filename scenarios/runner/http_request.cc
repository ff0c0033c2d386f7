#include "scenarios/runner/http_request.h"

#include <utility>

#include "scenarios/runner/settings.h"

namespace scenarios {
namespace {

std::string token_of(Credential credential) {
  return credential == Credential::right ? std::string(kToken) : "another-" + std::string(kToken);
}

std::pair<std::string, std::string> header_of(const std::string& line) {
  const std::size_t colon = line.find(": ");
  return {line.substr(0, colon), line.substr(colon + 2)};
}

// One more header, so that the head has `bytes`.
void pad_head(sim::HttpCall& call, std::size_t bytes) {
  constexpr std::string_view kName = "X-Padding";
  const std::size_t without = call.head_bytes() + kName.size() + std::size(": \r\n") - 1;
  if (without < bytes)
    call.headers.emplace_back(std::string(kName), std::string(bytes - without, 'x'));
}

}  // namespace

sim::HttpCall http_call_of(const step::Http& step) {
  sim::HttpCall call;
  call.method = step.method;
  call.target = step.target;
  call.headers.emplace_back("Host", "controller");
  if (step.bearer != Credential::none)
    call.headers.emplace_back("Authorization", "Bearer " + token_of(step.bearer));
  if (step.proxy_token != Credential::none)
    call.headers.emplace_back("X-KiloClaw-Proxy-Token", token_of(step.proxy_token));
  for (const std::string& line : step.headers) call.headers.push_back(header_of(line));
  if (step.chunked) call.headers.emplace_back("Transfer-Encoding", "chunked");
  pad_head(call, step.head_bytes);
  call.body = step.body;
  if (call.body.size() < step.body_bytes) call.body.resize(step.body_bytes, ' ');
  call.send_over = step.send_over;
  call.gives_up_after = step.give_up_after;
  return call;
}

}  // namespace scenarios
