// F8: the platform routes refuse wrong keys (403) and missing fields (400), and tell failed
// approvals as 500. No text of an instance, neither answer nor log nor call, shows a secret, or so
// much of one that it could be guessed; no answer shows a path or a stack.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/secrets.h"
#include "sim/text/json.h"

namespace scenarios {
namespace {

using namespace seen;

class F8 final : public CloudJudge {
 public:
  explicit F8(const SharedCloud& cloud) : CloudJudge("F8", cloud), secrets_(terms().secrets) {}

 private:
  static bool has_field(const nlohmann::json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() && !found->get<std::string>().empty();
  }

  static bool is_complete(const Ask& ask) {
    if (ask.purpose == Purpose::list) {
      const std::string& target = ask.asked.target;
      const auto at = std::min(target.find("?userId="), target.find("&userId="));
      constexpr std::size_t kName = 8;
      return at != std::string::npos && at + kName < target.size() && target[at + kName] != '&';
    }
    const auto body = sim::read_json(ask.asked.body);
    if (!body.is_object() || !has_field(body, "userId")) return false;
    if (ask.kind == Kind::devices) return has_field(body, "requestId");
    return has_field(body, "channel") && has_field(body, "code");
  }

  // The key is asked for first.
  void judge_unknown(const Ask& ask, const sim::InstanceAnswered& reply) {
    occasion();
    const std::int64_t status = ask.asked.key_right ? 404 : 403;
    const std::string text = ask.asked.key_right ? "Not found" : "Forbidden";
    if (reply.status != status || reply.message != R"({"error":")" + text + R"("})")
      flag(ask.asked.target + " was answered with " + std::to_string(reply.status) + " " +
           reply.message + "; it had to be " + std::to_string(status) + " " + text);
  }

  // What stands for the user in a list's target; nothing: a broken percent escape.
  static std::optional<std::string> user_of(const std::string& target) {
    const auto at = std::min(target.find("?userId="), target.find("&userId="));
    if (at == std::string::npos) return std::string();
    const std::string text = target.substr(at + 8, target.find('&', at + 1) - at - 8);
    std::string user;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%') {
        user += text[i] == '+' ? ' ' : text[i];
        continue;
      }
      const std::string digits = text.substr(i + 1, 2);
      const bool whole = digits.size() == 2 && std::ranges::all_of(digits, [](char c) {
                           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
                         });
      if (!whole) return std::nullopt;
      user += static_cast<char>(std::stoi(digits, nullptr, 16));
      i += 2;
    }
    return user;
  }

  // A user without an instance has one that does not run.
  void judge_stranger(const Ask& ask, const sim::InstanceAnswered& reply) {
    if (ask.request || ask.exec) flag(ask.asked.target + " is of another user and was carried out");
    if (ask.purpose == Purpose::list && reply.message != R"({"requests":[]})")
      flag(ask.asked.target + " is of a user without an instance: it had to be an empty list");
  }

  void judge_platform(const CloudInstance& instance, const Ask& ask,
                      const sim::InstanceAnswered& reply) {
    occasion();
    const std::string told = ask.asked.target + " was answered with " +
                             std::to_string(reply.status) + " " + reply.message;
    if (!ask.asked.key_right) {
      if (reply.status != 403 || reply.message != R"({"error":"Forbidden"})")
        flag(told + R"(; its key is wrong: it had to be 403 {"error":"Forbidden"})");
      if (ask.request || ask.exec) flag(ask.asked.target + " had a wrong key and was carried out");
      return;
    }
    if (!is_complete(ask)) {
      if (reply.status != 400) flag(told + "; it lacks a field: it had to be 400");
      return;
    }
    if (ask.purpose == Purpose::list) {
      const auto user = user_of(ask.asked.target);
      if (!user && reply.status != 400) flag(told + "; its userId is broken: it had to be 400");
      if (user && *user != instance.user) judge_stranger(ask, reply);
    }
    const bool passed_on =
        (ask.request && ask.request->answer && ask.request->answer->status == 400) ||
        (ask.exec && ask.exec->answer && ask.exec->answer->status == 400);
    if (reply.status == 400 && ask.purpose == Purpose::list && user_of(ask.asked.target) &&
        !passed_on)
      flag(told + "; nothing is wrong with it");
    if (reply.status != 500 && reply.message.find("\"success\":false") != std::string::npos)
      flag(told + "; an approval that failed has to be 500");
    if (reply.status == 200 && reply.message.find("lastUpdated") != std::string::npos)
      flag(told + "; it may not have lastUpdated");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.asked.operation == "platform" && ask.is_pairing()) judge_platform(instance, ask, reply);
    if (ask.asked.operation == "platform" && !ask.is_pairing()) judge_unknown(ask, reply);
    constexpr std::string_view kInner[] = {
        "/root", "/usr/", "/home/", ".cc:", ".js:", "\n    at", "\\n    at", "std::"};
    for (const std::string_view inner : kInner)
      if (reply.status >= 400 && reply.message.find(inner) != std::string::npos)
        flag(text_of(ask) + " of " + instance.id +
             " was answered with a path or stack: " + reply.message);
    secret_in(reply.message, "an answer of ", instance);
  }

  void logged(const CloudInstance& instance, const sim::InstanceLogged& line) override {
    occasion();
    secret_in(line.fields, "the log of ", instance);
  }
  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    secret_in(call.sent.target, "a call of ", instance);
    secret_in(call.sent.detail, "a call of ", instance);
  }
  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    secret_in(request.sent.target, "a request of ", instance);
  }
  void key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) override {
    secret_in(call.key, "a key of ", instance);
    if (call.operation == "put") secret_in(call.value, "what was cached by ", instance);
  }

  // `where`: what of the instance the text is.
  void secret_in(std::string_view text, const char* where, const CloudInstance& instance) {
    if (secrets_.shown_by(text)) flag(where + instance.id + " shows a secret");
  }

  Secrets secrets_;
};

}  // namespace

std::unique_ptr<Invariant> make_f8(const SharedCloud& cloud) { return std::make_unique<F8>(cloud); }

}  // namespace scenarios
