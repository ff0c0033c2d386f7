// H1: a list is answered with 200 and exactly what it shows, whether a refresh that the client
// waited for succeeded, failed or took too long; and after 100 s at the latest.
//
// What the list shows is told apart from the answer, by a reader who never blinks: within one
// instant it may have shown several things, and each is right.
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_judge.h"
#include "scenarios/invariants/support/wall_text.h"

namespace scenarios {
namespace {

using namespace seen;
using nlohmann::json;

json page_of(const sim::ListRead& shown) {
  json page = {{"requests", json::array()}, {"lastUpdated", ""}};
  for (const std::string& entry : shown.details) page["requests"].push_back(json::parse(entry));
  if (shown.last_updated_ms) page["lastUpdated"] = iso_text(*shown.last_updated_ms);
  return page;
}

class H1 final : public HttpJudge {
 public:
  explicit H1(const Terms& terms) : HttpJudge("H1", terms) {}

 private:
  struct Answer {
    std::string request;
    Kind kind;
    json page;
  };

  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const Route route = route_of(request);
    if ((route != Route::list_channels && route != Route::list_devices) || !reaches(request))
      return;
    occasion();
    if (reply.status != 200) {
      flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ", not 200");
      return;
    }
    const Kind kind = route == Route::list_channels ? Kind::channels : Kind::devices;
    answers_.push_back(Answer{text_of(request), kind, json::parse(reply.body, nullptr, false)});
  }

  void other(const sim::Event& event) override {
    const auto* read = std::get_if<sim::ListRead>(&event.body);
    if (read != nullptr) shown_[index_of(read->list)].push_back(*read);
  }

  void idle(Instant until) override {
    for (const Answer& answer : answers_) judge(answer);
    answers_.clear();
    for (auto& views : shown_) {
      if (views.size() > 1) views.erase(views.begin(), views.end() - 1);
    }
    if (world().running()) judge_patience(until);
  }

  void judge(const Answer& answer) {
    const auto& views = shown_[index_of(answer.kind)];
    for (const sim::ListRead& view : views) {
      if (answer.page == page_of(view)) return;
    }
    if (views.empty()) return;
    flag(answer.request + " was answered with " + answer.page.dump() + "; the list shows " +
         page_of(views.back()).dump());
  }

  void judge_patience(Instant until) {
    for (const auto& [call, request] : open()) {
      const Instant due = request.complete() + terms().refresh_patience + kReplySlack;
      if (!request.below("/_kilo/pairing/") || request.sent.method != "GET" || due >= until ||
          !told_.insert(call).second)
        continue;
      flag(text_of(request) + " is still not answered at " + text_of(due), Property::liveness);
    }
  }

  std::vector<Answer> answers_;                                           // of this instant
  std::array<std::vector<sim::ListRead>, controller::kKindCount> shown_;  // the last is in force
  std::set<std::int64_t> told_;
};

}  // namespace

std::unique_ptr<Invariant> make_h1(const Terms& terms) { return std::make_unique<H1>(terms); }

}  // namespace scenarios
