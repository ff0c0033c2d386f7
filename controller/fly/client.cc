#include "controller/fly/client.h"

#include <cstddef>
#include <utility>

#include "controller/base/excerpt.h"
#include "controller/base/percent.h"
#include "controller/fly/request_check.h"
#include "controller/fly/request_json.h"

namespace controller::fly {
namespace {

// Shorter words are no secrets, and masking them would make texts unreadable.
constexpr std::size_t kLeastSecret = 8;

void add_secret(std::vector<std::string>& secrets, std::string_view text) {
  if (text.size() >= kLeastSecret) secrets.emplace_back(text);
}

// A token and its parts: a service may show one of `FlyV1 fm2_x,fm2_y` alone.
std::vector<std::string> secrets_of(const std::string& token) {
  std::vector<std::string> secrets;
  add_secret(secrets, token);
  std::string_view rest = token;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" ,"), rest.size());
    add_secret(secrets, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return secrets;
}

Refusal refused_here(std::string_view flaw) {
  Refusal refusal;
  refusal.kind = RefusalKind::invalid;
  refusal.text = flaw;
  return refusal;
}

constexpr std::string_view kWait = "wait";
constexpr std::string_view kExec = "exec";

}  // namespace

Client::Client(Seams seams, ClientConfig config)
    : transport_(seams.transport),
      log_(seams.log),
      app_url_(config.base_url + "/v1/apps/" + config.app),
      authorization_("Bearer " + config.token),
      secrets_(secrets_of(config.token)),
      valid_app_(valid_id(config.app)) {}

Client::Prepared Client::prepare(std::string_view operation, std::string_view method,
                                 std::string_view path, std::string_view id) const {
  Prepared prepared;
  prepared.operation = operation;
  if (!valid_app_) prepared.flaw = "bad app name";
  if (!valid_id(id)) prepared.flaw = "bad id";
  if (!prepared.flaw.empty()) return prepared;

  OutboundRequest& request = prepared.request;
  request.method = method;
  const std::size_t place = path.find("{}");
  request.url.reserve(app_url_.size() + path.size() + id.size() + 64);
  request.url = app_url_;
  request.url += path.substr(0, place);
  if (place != std::string_view::npos) {
    request.url += id;
    request.url += path.substr(place + 2);
  }
  request.headers.emplace_back("authorization", authorization_);
  return prepared;
}

Client::Prepared Client::with_body(Prepared prepared, std::string_view flaw,
                                   std::string body) const {
  if (prepared.flaw.empty()) prepared.flaw = flaw;
  prepared.request.headers.emplace_back("content-type", "application/json");
  prepared.request.body = std::move(body);
  return prepared;
}

template <class T>
Task<Reply<T>> Client::call(Prepared prepared, Decode<T> decode, CancelToken token) {
  if (!prepared.flaw.empty()) co_return Failure{refused_here(prepared.flaw)};
  auto reply = co_await transport_.send(prepared.request, token);
  if (!reply) co_return Failure{refusal_of(reply.error())};
  co_return answer_of(prepared, *reply, decode);
}

template <class T>
Reply<T> Client::answer_of(const Prepared& prepared, InboundReply& reply, Decode<T> decode) {
  if (reply.status < 200 || reply.status >= 300) return Failure{refusal_from(prepared, reply)};
  Decoded<T> value = (reader_.*decode)(reply.body);
  if (!value) return Failure{senseless(prepared, reply.status, value.error().text)};
  return std::move(*value);
}

Refusal Client::refusal_from(const Prepared& prepared, InboundReply& reply) {
  constexpr std::size_t kMaxLogged = 500;
  std::vector<std::string> secrets = secrets_;
  if (prepared.spec != nullptr) {
    for (const auto& [name, value] : prepared.spec->env) add_secret(secrets, value);
  }
  reply.body = redacted(std::move(reply.body), std::move(secrets));
  Refusal refusal = classify(reply);
  if (prepared.operation != kWait) refusal = without_wait(std::move(refusal));
  if (refusal.kind == RefusalKind::unknown || refusal.kind == RefusalKind::invalid) {
    // What a command printed may be in it, and that may be anything.
    const bool tells_output = prepared.operation == kExec;
    log_.write(LogLevel::warning, "fly.refusal_unexplained",
               {{"operation", prepared.operation},
                {"kind", name_of(refusal.kind)},
                {"status", std::int64_t(refusal.status)},
                {"body", tells_output ? std::string() : excerpt(reply.body, kMaxLogged)}});
  }
  return refusal;
}

Refusal Client::senseless(const Prepared& prepared, int status, std::string_view flaw) {
  log_.write(LogLevel::warning, "fly.reply_invalid",
             {{"operation", prepared.operation}, {"status", std::int64_t(status)}, {"flaw", flaw}});
  Refusal refusal = refused_here("the reply makes no sense: ");
  refusal.text += flaw;
  refusal.status = status;
  refusal.may_have_happened = true;
  return refusal;
}

Task<Reply<std::vector<Machine>>> Client::list_machines(const MachineFilter& filter,
                                                        CancelToken token) {
  Prepared prepared = prepare("list_machines", "GET", "/machines");
  if (prepared.flaw.empty()) prepared.flaw = flaw_of(filter);
  if (!filter.key.empty()) {
    prepared.request.url += "?metadata.";
    append_percent_encoded(prepared.request.url, filter.key);
    prepared.request.url += '=';
    append_percent_encoded(prepared.request.url, filter.value);
  }
  return call(std::move(prepared), &ReplyReader::machines, token);
}

Task<Reply<Machine>> Client::get_machine(const std::string& id, CancelToken token) {
  return call(prepare("get_machine", "GET", "/machines/{}", id), &ReplyReader::machine, token);
}

Task<Reply<Machine>> Client::create_machine(const CreateMachine& wanted, CancelToken token) {
  Prepared prepared = with_body(prepare("create_machine", "POST", "/machines"), flaw_of(wanted),
                                create_machine_json(wanted));
  prepared.spec = &wanted.spec;
  return call(std::move(prepared), &ReplyReader::machine, token);
}

Task<Reply<Machine>> Client::update_machine(const std::string& id, const MachineSpec& spec,
                                            CancelToken token) {
  Prepared prepared = with_body(prepare("update_machine", "POST", "/machines/{}", id),
                                flaw_of(spec), update_machine_json(spec));
  prepared.spec = &spec;
  return call(std::move(prepared), &ReplyReader::machine, token);
}

Task<Reply<Done>> Client::start_machine(const std::string& id, CancelToken token) {
  return call(prepare("start_machine", "POST", "/machines/{}/start", id), &ReplyReader::done,
              token);
}

Task<Reply<Done>> Client::stop_machine(const std::string& id, CancelToken token) {
  return call(prepare("stop_machine", "POST", "/machines/{}/stop", id), &ReplyReader::done, token);
}

Task<Reply<Done>> Client::wait_for(const std::string& id, MachineState state,
                                   const std::string& instance_id, CancelToken token) {
  Prepared prepared = prepare(kWait, "GET", "/machines/{}/wait?timeout=60&state=", id);
  if (prepared.flaw.empty()) prepared.flaw = flaw_of_wait(state, instance_id);
  prepared.request.url += name_of(state);
  if (!instance_id.empty()) prepared.request.url += "&instance_id=" + instance_id;
  return call(std::move(prepared), &ReplyReader::done, token);
}

Task<Reply<Done>> Client::destroy_machine(const std::string& id, CancelToken token) {
  return call(prepare("destroy_machine", "DELETE", "/machines/{}?force=true", id),
              &ReplyReader::done, token);
}

Task<Reply<ExecResult>> Client::exec(const std::string& id, const std::vector<std::string>& command,
                                     std::chrono::seconds timeout, CancelToken token) {
  Prepared prepared = with_body(prepare(kExec, "POST", "/machines/{}/exec", id),
                                flaw_of_exec(command, timeout), exec_json(command, timeout));
  return call(std::move(prepared), &ReplyReader::exec_result, token);
}

Task<Reply<std::vector<Volume>>> Client::list_volumes(CancelToken token) {
  return call(prepare("list_volumes", "GET", "/volumes"), &ReplyReader::volumes, token);
}

Task<Reply<Volume>> Client::get_volume(const std::string& id, CancelToken token) {
  return call(prepare("get_volume", "GET", "/volumes/{}", id), &ReplyReader::volume, token);
}

Task<Reply<Volume>> Client::create_volume(const CreateVolume& wanted, CancelToken token) {
  return call(with_body(prepare("create_volume", "POST", "/volumes"), flaw_of(wanted),
                        create_volume_json(wanted)),
              &ReplyReader::volume, token);
}

Task<Reply<Volume>> Client::destroy_volume(const std::string& id, CancelToken token) {
  return call(prepare("destroy_volume", "DELETE", "/volumes/{}", id), &ReplyReader::volume, token);
}

}  // namespace controller::fly
