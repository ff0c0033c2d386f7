// H1: a list is answered with 200 and exactly what it shows, whether a refresh that the client
// waited for succeeded, failed or took too long; at once without a refresh, and with one when it is
// over, or after 100 s.
//
// What the list shows is told apart from the answer, by a reader who looks when all of an instant
// has happened. Within that instant it may have shown more than he saw: what refreshes that ended
// in it have read.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/wall_text.h"
#include "sim/http/meaning.h"
#include "sim/text/json.h"

namespace scenarios {
namespace {

using namespace seen;
using nlohmann::json;

std::string updated_text(const sim::ListRead& shown) {
  return shown.last_updated_ms ? iso_text(*shown.last_updated_ms) : std::string();
}

json page_of(const sim::ListRead& shown) {
  json page = {{"requests", json::array()}, {"lastUpdated", updated_text(shown)}};
  for (const std::string& entry : shown.details) page["requests"].push_back(sim::read_json(entry));
  return page;
}

bool is_page(const json& page) {
  return page.is_object() && page.size() == 2 && page.contains("requests") &&
         page["requests"].is_array() && page.contains("lastUpdated");
}

bool holds(const json& page, const json& entry) {
  const json& entries = page["requests"];
  return std::find(entries.begin(), entries.end(), entry) != entries.end();
}

class H1 final : public Judge {
 public:
  explicit H1(const Terms& terms) : Judge("H1", terms) {}

 private:
  using Views = std::vector<sim::ListRead>;
  struct Answer {
    std::string request;
    Kind kind;
    json page;
  };

  static std::optional<Kind> list_of(const Request& request) {
    const Route route = route_of(request);
    if (route == Route::list_channels) return Kind::channels;
    if (route == Route::list_devices) return Kind::devices;
    return std::nullopt;
  }

  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const auto kind = list_of(request);
    if (!kind || !requests().reach_route(request)) return;
    occasion();
    if (reply.status != 200) {
      flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ", not 200");
      return;
    }
    if (sim::wants_fresh(request.query) && !may_be_answered(request, *kind))
      flag(text_of(request) + " was answered before the refresh that it asked for was over");
    answers_.push_back(Answer{text_of(request), *kind, sim::read_json(reply.body)});
  }

  // Where refreshes can be seen, one that began after the question must be over.
  [[nodiscard]] bool may_be_answered(const Request& request, Kind kind) const {
    const Instant asked = request.complete();
    const bool visible =
        kind == Kind::devices || (world().makes_calls(kind) && world().config()->since < asked);
    if (!world().running() || !visible || world().now() >= asked + terms().refresh_patience)
      return true;
    const Round* last = world().last(kind);
    const bool over = last != nullptr && (last->over || last->all_calls_over());
    const std::optional<Round> round = over ? *last : last_over_[index_of(kind)];
    return round && round->first_spawn >= asked;
  }

  void before(const sim::Event& event) override {
    const bool ended = std::holds_alternative<sim::ControllerEnded>(event.body);
    if (ended || std::holds_alternative<sim::ControllerStarted>(event.body)) {
      answers_.clear();  // what the reader did not see before the end, nobody can tell
      shown_.fill(Views(1));
      failed_.fill(false);
      succeeded_.fill(false);
      fetched_ = {};
      last_over_ = {};
    }
    const auto* read = std::get_if<sim::ListRead>(&event.body);
    if (read != nullptr) shown_[index_of(read->list)].push_back(*read);
  }

  // Where one has succeeded in the same instant, or may have since it makes no call, nothing is
  // known.
  void ended(const Round& round) override {
    last_over_[index_of(round.kind)] = round;
    const bool visible = round.kind == Kind::devices || (world().makes_calls(round.kind) &&
                                                         world().config()->since < world().now());
    const std::size_t kind = index_of(round.kind);
    failed_[kind] = visible && round.outcome() == Outcome::failure && !succeeded_[kind];
    succeeded_[kind] = succeeded_[kind] || round.outcome() != Outcome::failure;
    for (const ListCall& call : round.calls) {
      if (call.outcome != Outcome::success) continue;
      for (const Entry& entry : call.entries) fetched_[kind].insert(entry.key);
    }
  }

  void idle(Instant until) override {
    for (const Answer& answer : answers_) judge(answer);
    answers_.clear();
    for (Views& views : shown_) views.erase(views.begin(), views.end() - 1);
    failed_.fill(false);
    succeeded_.fill(false);
    fetched_ = {};
    if (world().running()) judge_patience(until);
  }

  void judge(const Answer& answer) {
    const Views& views = shown_[index_of(answer.kind)];
    if (!may_be_shown(answer, views)) {
      flag(answer.request + " was answered with " + sim::to_text(answer.page) +
           "; the list shows " + sim::to_text(page_of(views.back())));
    } else if (failed_[index_of(answer.kind)] &&
               answer.page["lastUpdated"] != updated_text(views.front())) {
      flag(answer.request + " was answered with a new lastUpdated, " +
           sim::to_text(answer.page["lastUpdated"]) + ", though the refresh failed");
    }
  }

  // Of a list that changed more than once in this instant the reader saw the first and the last
  // state only.
  [[nodiscard]] bool may_be_shown(const Answer& answer, const Views& views) const {
    const json& page = answer.page;
    if (!is_page(page)) return false;
    std::vector<json> pages;
    for (const sim::ListRead& view : views) pages.push_back(page_of(view));
    if (std::ranges::find(pages, page) != pages.end()) return true;
    if (pages.size() == 1) return false;
    const bool time_known = std::ranges::any_of(
        pages, [&](const json& known) { return known["lastUpdated"] == page["lastUpdated"]; });
    const bool entries_known = std::ranges::all_of(page["requests"], [&](const json& entry) {
      return std::ranges::any_of(pages, [&](const json& known) { return holds(known, entry); }) ||
             was_fetched(answer.kind, entry);
    });
    const bool complete = std::ranges::all_of(pages[0]["requests"], [&](const json& entry) {
      const bool stayed =
          std::ranges::all_of(pages, [&](const json& known) { return holds(known, entry); });
      return !stayed || holds(page, entry);
    });
    return time_known && entries_known && complete;
  }

  [[nodiscard]] bool was_fetched(Kind kind, const json& entry) const {
    const auto text = [&entry](const char* name) {
      return entry.is_object() && entry.contains(name) && entry[name].is_string()
                 ? entry[name].get<std::string>()
                 : std::string();
    };
    const std::string key = kind == Kind::channels ? key_of(kind, text("channel"), text("code"))
                                                   : key_of(kind, {}, text("requestId"));
    return fetched_[index_of(kind)].contains(key);
  }

  void judge_patience(Instant until) {
    for (const auto& [call, request] : requests().open()) {
      if (!list_of(request) || !requests().keeps_limits(request)) continue;
      const Duration patience =
          sim::wants_fresh(request.query) ? terms().refresh_patience : Duration::zero();
      const Instant due = request.complete() + patience + kReplySlack;
      if (due >= until || !told_.insert(call).second) continue;
      flag(text_of(request) + " is still not answered at " + text_of(due), Property::liveness);
    }
  }

  std::vector<Answer> answers_;  // of this instant
  // What is in force, then what was seen in this instant.
  std::array<Views, controller::kKindCount> shown_ = {Views(1), Views(1)};
  std::array<bool, controller::kKindCount> failed_{};                  // a refresh, in this instant
  std::array<bool, controller::kKindCount> succeeded_{};               // likewise, a refresh did
  std::array<std::set<std::string>, controller::kKindCount> fetched_;  // likewise, keys read
  std::array<std::optional<Round>, controller::kKindCount> last_over_;
  std::set<std::int64_t> told_;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h1(const Terms& terms) {
  return std::make_unique<H1>(terms);
}

}  // namespace scenarios
