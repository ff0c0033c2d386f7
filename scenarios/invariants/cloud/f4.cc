// F4: the controller's reply is checked field by field. A wrong one is a 502 and is logged with its
// path and at most 1 KiB of its body; a refused approval comes back as such.
#include <algorithm>
#include <cstdint>
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"
#include "scenarios/invariants/support/secrets.h"

namespace scenarios {
namespace {

using namespace seen;

class F4 final : public CloudJudge {
 public:
  explicit F4(const SharedCloud& cloud) : CloudJudge("F4", cloud), secrets_(terms().secrets) {}

 private:
  static constexpr std::size_t kMessageShown = 200;
  static constexpr std::size_t kPrefix = 35;  // of a refusal without a text (F3)
  static constexpr std::string_view kWrong = "Gateway controller returned invalid response for ";

  void logged(const CloudInstance& instance, const sim::InstanceLogged& line) override {
    for (const auto& [call, ask] : instance.asks) {
      if (!ask.request || !ask.request->answer) continue;
      const std::string& body = ask.request->answer->body;
      const std::string path(path_of(ask.request->sent.target));
      if (line.fields.find(path) != std::string::npos) logged_.insert(ask.request->sent.call);
      if (body.size() > terms().logged_body_max &&
          line.fields.find(body.substr(0, terms().logged_body_max + 1)) != std::string::npos)
        flag("the log of " + instance.id + " shows more than " +
             std::to_string(terms().logged_body_max) + " bytes of the reply to " + path);
    }
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    const bool was_logged = ask.request && logged_.contains(ask.request->sent.call);
    if (!ask.request || !ask.request->answer || ask.asked.operation == "platform") return;
    const sim::ControllerAnswered& answer = *ask.request->answer;
    if (answer.body.size() >= kBodyShown) return;
    if (ask.purpose == Purpose::list) {
      if (answer.status / 100 == 2) judge_list(ask, answer, reply, was_logged);
    } else if (answer.status / 100 == 2 || answer.status == 400) {
      judge_approval(ask, answer, reply, was_logged);
    }
  }

  void judge_list(const Ask& ask, const sim::ControllerAnswered& answer,
                  const sim::InstanceAnswered& reply, bool was_logged) {
    occasion();
    if (secrets_.held_by(answer.body)) return judge_wrong(ask, reply, was_logged);
    const ListReply list = read_list(ask.kind, answer.body);
    if (list.form == ListReply::Form::wrong) return judge_wrong(ask, reply, was_logged);
    if (list.form == ListReply::Form::doubtful) return;
    if (reply.status != 200)
      return flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
                  " although the controller's reply is right");
    if (reply.keys != list.keys)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.keys.size()) +
           " entries; the controller's reply has others, " + std::to_string(list.keys.size()));
  }

  void judge_approval(const Ask& ask, const sim::ControllerAnswered& answer,
                      const sim::InstanceAnswered& reply, bool was_logged) {
    if (falls_back(answer)) return;  // F3's
    occasion();
    const ApprovalReply approval = read_approval(answer.body);
    const bool refused = answer.status == 400;
    if (!refused && !approval.right) return judge_wrong(ask, reply, was_logged);
    const bool success = !refused && approval.success;
    if (reply.status != (success ? 200 : 500))
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           "; the controller has " + (success ? "approved" : "refused") + " it");
    if (success) return judge_text(ask, reply, approved_text(ask.kind));
    const std::string message = text_in(answer.body, "message");
    const std::string said = message.empty() ? text_in(answer.body, "error") : message;
    if (is_plain_text(said)) judge_text(ask, reply, said);
    judge_form(ask, reply);
  }

  static std::string approved_text(Kind kind) {
    return kind == Kind::channels ? "Pairing approved" : "Device approved";
  }

  void judge_text(const Ask& ask, const sim::InstanceAnswered& reply, const std::string& wanted) {
    if (reply.message != wanted)
      flag(text_of(ask) + " was answered with \"" + reply.message + "\"; it had to say \"" +
           wanted + '"');
  }

  // As H2 has it: one line, 200 characters, no path.
  void judge_form(const Ask& ask, const sim::InstanceAnswered& reply) {
    const std::string& text = reply.message;
    const auto follows = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    const auto characters =
        text.size() - static_cast<std::size_t>(std::ranges::count_if(text, follows));
    if (characters > kMessageShown + kPrefix || text.find_first_of("\r\n/") != std::string::npos)
      flag(text_of(ask) + " was answered with a text that is not fit to be shown: " + text);
  }

  void judge_wrong(const Ask& ask, const sim::InstanceAnswered& reply, bool was_logged) {
    const std::string path(path_of(ask.request->sent.target));
    if (reply.status != 502)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           "; the controller's reply makes no sense: it had to be 502");
    if (reply.message.find(std::string(kWrong) + path) == std::string::npos)
      flag(text_of(ask) + " was answered with \"" + reply.message + "\"; it had to say \"" +
           std::string(kWrong) + path + '"');
    if (!was_logged) flag(text_of(ask) + " met a wrong reply from " + path + " and logged nothing");
  }

  Secrets secrets_;  // a controller that repeats one is not to be believed
  // Requests that were answered when their path was logged. Which call one serves may turn out
  // later to be another one.
  std::set<std::int64_t> logged_;
};

}  // namespace

std::unique_ptr<Invariant> make_f4(const SharedCloud& cloud) { return std::make_unique<F4>(cloud); }

}  // namespace scenarios
