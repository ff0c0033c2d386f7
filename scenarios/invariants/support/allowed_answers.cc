#include "scenarios/invariants/support/allowed_answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"
#include "scenarios/invariants/support/platform_ask.h"
#include "sim/text/json.h"

namespace scenarios::seen {
namespace {

using nlohmann::json;

// What a platform route says by the shape of its body.
// unseen: of the instance's own methods.
enum class Shape : std::uint8_t { list, approval, error, other, unseen };

// An answer, or one that is allowed: what it leaves open fits anything.
struct Saying {
  const char* clause = "F8";
  std::int64_t status = 200;
  Shape shape = Shape::error;
  std::optional<std::string> text{};
  bool cut = false;  // the text is the beginning only
  std::optional<std::vector<std::string>> keys{};
  json entries{};  // platform: of a list; null: not told
};

// ---- what came

Saying platform_saying(Kind kind, const sim::InstanceAnswered& reply) {
  Saying said{"F8", reply.status, Shape::other};
  const json body = sim::read_json(reply.message);
  if (!body.is_object()) return said;
  if (body.size() == 1 && body.contains("error") && body["error"].is_string()) {
    said.shape = Shape::error;
    said.text = body["error"].get<std::string>();
  } else if (body.size() == 1 && body.contains("requests")) {
    said.shape = Shape::list;
    said.keys = read_kept(kind, reply.message).keys;
    said.entries = body["requests"];
  } else if (const ApprovalReply approval = read_approval(reply.message);
             approval.right && body.size() == 2 && approval.success == (reply.status == 200)) {
    said.shape = Shape::approval;
    said.text = approval.message;
  }
  return said;
}

Saying saying_of(const Ask& ask, const sim::InstanceAnswered& reply) {
  if (ask.asked.operation == "platform") return platform_saying(ask.kind, reply);
  Saying said{"F8", reply.status, Shape::unseen, reply.message};
  if (ask.purpose == Purpose::list && reply.status == 200) said.keys = reply.keys;
  return said;
}

bool fits(const Saying& said, const Saying& allowed) {
  if (said.status != allowed.status) return false;
  if (said.shape != Shape::unseen && said.shape != allowed.shape) return false;
  if (allowed.text && said.text) {
    if (allowed.cut ? !said.text->starts_with(*allowed.text) : *said.text != *allowed.text)
      return false;
  }
  if (allowed.keys && said.keys && *allowed.keys != *said.keys) return false;
  return allowed.entries.is_null() || said.entries.is_null() || allowed.entries == said.entries;
}

std::string text_of(const Saying& saying) {
  std::string text = std::to_string(saying.status);
  if (saying.text) text += " \"" + *saying.text + (saying.cut ? "…" : "") + '"';
  if (saying.keys) {
    text += " [";
    for (const std::string& key : *saying.keys) text += (text.ends_with('[') ? "" : ", ") + key;
    text += ']';
  }
  return text;
}

// ---- what is allowed

using Sayings = std::vector<Saying>;

Saying list_of(const char* clause, std::vector<std::string> keys) {
  return Saying{clause, 200, Shape::list, {}, false, std::move(keys)};
}
Saying any_list(const char* clause) { return Saying{clause, 200, Shape::list}; }
Saying failed(const char* clause, std::string text) {
  return Saying{clause, 500, Shape::approval, std::move(text)};
}
Saying error(const char* clause, std::int64_t status, std::string text) {
  return Saying{clause, status, Shape::error, std::move(text)};
}
Saying error_from(const char* clause, std::int64_t status, std::string text) {
  return Saying{clause, status, Shape::error, std::move(text), true};
}

// The entries of a body that is right, with the members that are known (F4).
json known_entries(Kind kind, const std::string& body) {
  constexpr const char* kOfChannels[] = {"code", "id", "channel", "meta", "createdAt"};
  constexpr const char* kOfDevices[] = {"requestId", "deviceId", "role",
                                        "platform",  "clientId", "ts"};
  json entries = json::array();
  const json page = sim::read_json(body);
  for (const json& entry : page["requests"]) {
    json known = json::object();
    const auto keep = [&](const char* name) {
      if (entry.contains(name)) known[name] = entry[name];
    };
    if (kind == Kind::channels)
      for (const char* name : kOfChannels) keep(name);
    else
      for (const char* name : kOfDevices) keep(name);
    entries.push_back(std::move(known));
  }
  return entries;
}

Sayings listed(const char* clause, Kind kind, const ListReply& list, const std::string& body) {
  if (list.form == ListReply::Form::doubtful) return {any_list(clause)};
  Saying saying = list_of(clause, list.keys);
  saying.entries = known_entries(kind, body);
  return {saying};
}

// It made no call: it was not running, or the values were wrong (F1). Where its status changed
// meanwhile, either view is right.
Sayings without_call(const CloudInstance& instance, const Ask& ask) {
  const bool moving = instance.lifecycle_in_flight();
  const bool may_rest = moving || !runs(ask.held) || !runs(instance.stored);
  const bool may_run = moving || runs(ask.held) || runs(instance.stored);
  if (ask.purpose == Purpose::list) return may_rest ? Sayings{list_of("F1", {})} : Sayings{};
  Sayings sayings;
  const std::string wrong(value_error(ask));
  if (may_rest) sayings.push_back(failed("F1", "Instance is not running"));
  if (may_run && !wrong.empty()) sayings.push_back(failed("F1", wrong));
  return sayings;
}

// The controller refused, or could not be reached (F3).
Sayings refused_by(const sim::ControllerAnswered& answer) {
  const std::string begin = "Gateway controller request failed: ";
  if (answer.status == 0) return {error_from("F3", 503, begin)};
  const bool tellable = answer.status >= 300 && answer.status <= 599;
  const std::string message = text_in(answer.body, "message");
  const std::string said = message.empty() ? text_in(answer.body, "error") : message;
  return {error_from("F3", tellable ? answer.status : 502,
                     begin + (is_plain_text(said) ? said : std::string()))};
}

Sayings wrong_reply(const Ask& ask) {
  return {error("F4", 502,
                "Gateway controller returned invalid response for " +
                    std::string(path_of(ask.request->sent.target)))};
}

Saying approved(Kind kind, bool by_exec) {
  const char* const device = by_exec ? "Device pairing approved" : "Device approved";
  return Saying{by_exec ? "F6" : "F4", 200, Shape::approval,
                kind == Kind::channels ? "Pairing approved" : device};
}

Saying not_approved(const std::string& body) {
  const std::string message = text_in(body, "message");
  const std::string said = message.empty() ? text_in(body, "error") : message;
  Saying saying{"F4", 500, Shape::approval};
  if (is_plain_text(said)) saying.text = said;
  return saying;
}

Sayings by_controller(const Ask& ask, const sim::ControllerAnswered& answer, bool leaks) {
  const bool approval = ask.purpose == Purpose::approve;
  if (approval && answer.status == 400) return {not_approved(answer.body)};
  if (answer.status / 100 != 2) return refused_by(answer);
  if (approval) {
    const ApprovalReply reply = read_approval(answer.body);
    if (!reply.right) return wrong_reply(ask);
    return {reply.success ? approved(ask.kind, false) : not_approved(answer.body)};
  }
  const ListReply list = read_list(ask.kind, answer.body);
  if (leaks || list.form == ListReply::Form::wrong) return wrong_reply(ask);
  Sayings sayings = listed("F4", ask.kind, list, answer.body);
  if (list.form == ListReply::Form::doubtful) sayings.push_back(wrong_reply(ask).front());
  return sayings;
}

Sayings by_exec(const Ask& ask, const FlyCall& exec, bool leaks) {
  const bool approval = ask.purpose == Purpose::approve;
  const char* const begin = approval ? "Approval failed: " : "Fly exec failed: ";
  if (!exec.accepted()) return {error_from(approval ? "F6" : "F5", status_of(*exec.answer), begin)};
  if (approval && exec.command_succeeded()) return {approved(ask.kind, true)};
  if (approval) return {Saying{"F6", 500, Shape::approval, begin, true}};
  if (!exec.command_succeeded() || leaks) return {list_of("F5", {})};
  const ListReply list = read_script(ask.kind, exec.answer->out);
  if (list.form == ListReply::Form::wrong) return {list_of("F5", {})};
  return listed("F5", ask.kind, list, exec.answer->out);
}

Sayings by_cache(const Ask& ask, const std::vector<std::string>& values) {
  Sayings sayings;
  if (ask.purpose != Purpose::list || wants_refresh(ask)) return sayings;
  for (const std::string& value : values) {
    const ListReply list = read_kept(ask.kind, value);
    if (list.form == ListReply::Form::wrong) continue;
    for (Saying& saying : listed("F5", ask.kind, list, value)) sayings.push_back(std::move(saying));
  }
  return sayings;
}

// Before anything else is looked at (F8).
std::optional<Sayings> at_the_door(const CloudInstance& instance, const Ask& ask) {
  if (ask.asked.operation != "platform") return std::nullopt;
  if (!ask.asked.key_right) return Sayings{error("F8", 403, "Forbidden")};
  if (!ask.is_pairing()) return Sayings{error("F8", 404, "Not found")};
  const PlatformAsk asked = read_platform(ask);
  if (!asked.refusals.empty()) {
    Sayings sayings;
    for (const std::string& text : asked.refusals) sayings.push_back(error("F8", 400, text));
    return sayings;
  }
  if (asked.users[0] == instance.user) return std::nullopt;
  Sayings sayings = {ask.purpose == Purpose::list ? list_of("F8", {})
                                                  : failed("F8", "Instance is not running")};
  if (ask.purpose == Purpose::approve && !value_error(ask).empty())
    sayings.push_back(failed("F8", std::string(value_error(ask))));
  return sayings;
}

// Whose list it is the contract leaves open.
bool asks_for_several(const Ask& ask) {
  return ask.asked.operation == "platform" && ask.asked.key_right && ask.is_pairing() &&
         read_platform(ask).users.size() > 1;
}

bool is_cut(const Ask& ask) {
  const bool reply =
      ask.request && ask.request->answer && ask.request->answer->body.size() >= kBodyShown;
  return reply || (ask.exec && ask.exec->answer && ask.exec->answer->out.size() >= kBodyShown);
}

}  // namespace

AllowedAnswers::AllowedAnswers(const CloudTerms& terms) : secrets_(terms.secrets) {}

void AllowedAnswers::served(const CloudInstance& instance, const Ask& ask, std::uint64_t cause) {
  if (!ask.exec && ask.event == cause) return;
  const auto rivals = [&](const Ask& other) {
    if (other.asked.call == ask.asked.call || other.purpose != ask.purpose ||
        other.kind != ask.kind)
      return false;
    if (!ask.exec) return !other.request;
    return !other.exec && other.request && other.request->answer &&
           falls_back(*other.request->answer);
  };
  for (const auto& [number, other] : instance.asks) {
    if (!rivals(other)) continue;
    doubt(instance, ask);
    doubt(instance, other);
  }
}

void AllowedAnswers::kept(const CloudInstance& instance, const sim::KeyValueCalled& call) {
  if (call.operation != "get" || !call.found || !call.error.empty()) return;
  const Kind kind = call.key.starts_with("device-") ? Kind::devices : Kind::channels;
  for (const auto& [number, ask] : instance.asks)
    if (ask.purpose == Purpose::list && ask.kind == kind)
      kept_[{instance.id, number}].push_back(call.value);
}

void AllowedAnswers::ended(const CloudInstance& instance) {
  const auto is_its = [&instance](const Call& call) { return call.first == instance.id; };
  std::erase_if(kept_, [&](const auto& entry) { return is_its(entry.first); });
  std::erase_if(doubted_, is_its);
}

std::optional<AnswerLimit> AllowedAnswers::limit_of(const CloudInstance& instance, const Ask& ask,
                                                    const sim::InstanceAnswered& reply) {
  const auto values = kept_.extract({instance.id, ask.asked.call});
  if (doubted_.erase({instance.id, ask.asked.call}) > 0) return std::nullopt;
  const bool concerned = ask.is_pairing() || ask.asked.operation == "platform";
  if (!concerned || is_cut(ask) || asks_for_several(ask)) return std::nullopt;
  const auto leaks = [this](const std::string& text) { return secrets_.held_by(text); };
  Sayings allowed;
  if (auto refused = at_the_door(instance, ask)) {
    allowed = std::move(*refused);
  } else if (!ask.request) {
    allowed = without_call(instance, ask);
  } else if (ask.request->answer && !falls_back(*ask.request->answer)) {
    allowed = by_controller(ask, *ask.request->answer, leaks(ask.request->answer->body));
  } else if (ask.request->answer && ask.exec && ask.exec->answer) {
    allowed = by_exec(ask, *ask.exec, leaks(ask.exec->answer->out));
  } else if (ask.request->answer && !ask.exec) {
    allowed = by_cache(ask, values.empty() ? Values() : values.mapped());
  }
  const Saying said = saying_of(ask, reply);
  if (std::ranges::any_of(allowed, [&](const Saying& one) { return fits(said, one); }))
    return std::nullopt;
  std::string texts;
  for (const Saying& one : allowed)
    texts += (texts.empty() ? "" : ", or ") + text_of(one) + " (" + one.clause + ")";
  return AnswerLimit{allowed.empty() ? "F3" : allowed.front().clause, text_of(said),
                     texts.empty() ? "no answer yet (F3)" : texts};
}

}  // namespace scenarios::seen
