#include "scenarios/observe/expectations.h"

#include <algorithm>
#include <concepts>

#include "scenarios/format/document.h"
#include "scenarios/format/words.h"
#include "scenarios/invariants/support/text.h"

namespace scenarios {
namespace {

using Unmet = std::optional<std::string>;  // nothing: the entry is met

struct Seen {
  const std::map<std::string, std::int64_t>& metrics;
  const ListHistory& lists;
  const GatewayHistory& gateway;
  const ReplyBook& replies;
  const NameBook& names;
  Instant end;
};

Unmet not_reached(const std::string& expected, Instant at, Instant end) {
  if (at <= end) return std::nullopt;
  return expected + ", but the run ended at " + seen::text_of(end);
}

// "telegram/@alice (telegram/ABCD2345)"; a request that was spelled out, only once.
std::string title_of(const RequestKey& key, const std::string& request) {
  return key.named ? text_of(key) + " (" + request + ')' : request;
}

// ---- metrics

std::string bounds_of(const expect::Metric& entry) {
  if (entry.equals) return "exactly " + std::to_string(*entry.equals);
  if (!entry.max) return "at least " + std::to_string(*entry.min);
  if (!entry.min) return "at most " + std::to_string(*entry.max);
  return "from " + std::to_string(*entry.min) + " to " + std::to_string(*entry.max);
}

Unmet judge(const expect::Metric& entry, const Seen& seen) {
  const std::string expected = "expected " + entry.metric + " to be " + bounds_of(entry);
  const auto found = seen.metrics.find(entry.metric);
  if (found == seen.metrics.end()) return expected + ", but nobody counted it";
  const std::int64_t value = found->second;
  const bool met = value >= entry.min.value_or(value) && value <= entry.max.value_or(value) &&
                   value == entry.equals.value_or(value);
  if (met) return std::nullopt;
  return expected + ", but it was " + std::to_string(value);
}

// ---- lists

std::string how_absent(const std::string& request, Instant at, const ListHistory& lists) {
  if (const auto since = lists.gone_since(request, at)) {
    return "it had been gone since " + seen::text_of(*since);
  }
  const auto first = lists.first_shown(request);
  return first ? "it was first served at " + seen::text_of(*first) : "it was never served";
}

Unmet served_by(const std::string& title, const std::string& request, Instant by,
                const ListHistory& lists) {
  const auto first = lists.first_shown(request);
  if (first && *first <= by) return std::nullopt;
  return "expected " + title + " served by " + seen::text_of(by) + ", but " +
         how_absent(request, by, lists);
}

Unmet served_at(const std::string& title, const std::string& request, Instant at,
                const ListHistory& lists) {
  if (lists.shown_since(request, at)) return std::nullopt;
  return "expected " + title + " served at " + seen::text_of(at) + ", but " +
         how_absent(request, at, lists);
}

Unmet judge(const expect::Served& entry, const Seen& seen) {
  const Instant moment = entry.by ? *entry.by : *entry.at;
  const std::string when = (entry.by ? " served by " : " served at ") + seen::text_of(moment);
  const std::string name = text_of(entry.served);
  if (entry.at) {
    auto unreached = not_reached("expected " + name + when, moment, seen.end);
    if (unreached) return unreached;
  }
  std::size_t given = 0;
  for (const NameBook::Request& request : seen.names.requests_of(entry.served)) {
    if (request.since > moment) continue;
    ++given;
    const std::string title = title_of(entry.served, request.key);
    const auto judge_one = entry.by ? served_by : served_at;
    auto unmet = judge_one(title, request.key, moment, seen.lists);
    if (unmet) return unmet;
  }
  if (given > 0) return std::nullopt;
  return "expected " + name + when + ", but it had no request by then";
}

Unmet absent_at(const std::string& title, const std::string& request, Instant at,
                const ListHistory& lists) {
  const auto since = lists.shown_since(request, at);
  if (!since) return std::nullopt;
  return "expected " + title + " absent at " + seen::text_of(at) + ", but it was served since " +
         seen::text_of(*since);
}

Unmet absent_from(const std::string& title, const std::string& request, Instant from,
                  const ListHistory& lists) {
  const std::string expected = "expected " + title + " absent from " + seen::text_of(from) + " on";
  if (const auto since = lists.shown_since(request, from)) {
    return expected + ", but it was served then, since " + seen::text_of(*since);
  }
  if (const auto later = lists.came_after(request, from)) {
    return expected + ", but it was served at " + seen::text_of(*later);
  }
  return std::nullopt;
}

Unmet judge(const expect::Absent& entry, const Seen& seen) {
  const Instant moment = entry.at ? *entry.at : *entry.from;
  const std::string name = text_of(entry.absent);
  auto unreached =
      not_reached("expected " + name + " absent at " + seen::text_of(moment), moment, seen.end);
  if (unreached) return unreached;
  const auto judge_one = entry.at ? absent_at : absent_from;
  for (const NameBook::Request& request : seen.names.requests_of(entry.absent)) {
    const std::string title = title_of(entry.absent, request.key);
    auto unmet = judge_one(title, request.key, moment, seen.lists);
    if (unmet) return unmet;
  }
  return std::nullopt;
}

std::string age_text(const ListHistory::Age& age) {
  if (!age.list_exists) return "the controller ended at " + seen::text_of(age.since);
  return "it changed at " + seen::text_of(age.since);
}

Unmet judge(const expect::LastUpdatedUnchanged& entry, const Seen& seen) {
  const Kind list = entry.last_updated_unchanged;
  const std::string expected = "expected lastUpdated of the " + std::string(word_of(list)) +
                               " unchanged from " + seen::text_of(entry.from) + " until " +
                               seen::text_of(entry.until);
  auto unreached = not_reached(expected, entry.until, seen.end);
  if (unreached) return unreached;
  if (!seen.lists.age_at(list, entry.from).list_exists) {
    return expected + ", but there was no list at " + seen::text_of(entry.from);
  }
  const auto change = seen.lists.age_changed(list, entry.from, entry.until);
  if (!change) return std::nullopt;
  return expected + ", but " + age_text(*change);
}

// Of cloud scenarios: see cloud_observer.h.
template <class CloudEntry>
requires std::same_as<CloudEntry, expect::Machines> || std::same_as<CloudEntry, expect::Volumes> ||
    std::same_as<CloudEntry, expect::DataKept> || std::same_as<CloudEntry, expect::InstanceIs>
        Unmet judge(const CloudEntry& /*entry*/, const Seen& /*seen*/) {
  return std::nullopt;
}

// ---- replies

// Results hold messages whole.
std::string whole(const std::string& message) { return shown(message, message.max_size()); }

std::string wanted_of(const expect::Reply& entry) {
  std::string text;
  if (entry.status) text += " with status " + std::to_string(*entry.status);
  if (entry.status && (entry.message || entry.message_contains)) text += " and";
  if (entry.message) text += " with the message " + whole(*entry.message);
  if (entry.message_contains) text += " with a message with " + whole(*entry.message_contains);
  return text;
}

bool agrees(const ReplyBook::Reply& reply, const expect::Reply& entry) {
  if (entry.status && reply.status != *entry.status) return false;
  if (entry.message && reply.message != *entry.message) return false;
  return !entry.message_contains ||
         reply.message.find(*entry.message_contains) != std::string::npos;
}

Unmet judge(const expect::Reply& entry, const Seen& seen) {
  const std::string expected =
      "expected the step " + shown(entry.reply) + " to be answered" + wanted_of(entry);
  const auto replies = seen.replies.replies_to(entry.reply);
  if (replies.empty()) {
    const bool called = seen.replies.calls_of(entry.reply) > 0;
    return expected + (called ? ", but it got no answer" : ", but it never called the controller");
  }
  for (const ReplyBook::Reply& reply : replies) {
    if (agrees(reply, entry)) continue;
    return expected + ", but the answer at " + seen::text_of(reply.at) + " had status " +
           std::to_string(reply.status) + " and the message " + whole(reply.message);
  }
  return std::nullopt;
}

// ---- the gateway

Unmet judge(const expect::GatewayIs& entry, const Seen& seen) {
  const std::string wanted(word_of(entry.gateway_state));
  const std::string expected =
      "expected the gateway to be " + wanted + " at " + seen::text_of(entry.at);
  auto unreached = not_reached(expected, entry.at, seen.end);
  if (unreached) return unreached;
  const auto state = seen.gateway.at(entry.at);
  if (!state) return expected + ", but no controller showed a state then";
  if (state->state == wanted) return std::nullopt;
  return expected + ", but it was " + state->state + " since " + seen::text_of(state->since);
}

}  // namespace

void ExpectationSink::on_event(const sim::Event& event) {
  now_ = event.at;
  lists_.observe(event);
  gateway_.observe(event);
  replies_.observe(event);
  names_.observe(event);
}

void ExpectationSink::step_called(const std::string& step_name, std::int64_t call) {
  replies_.step_called(step_name, call);
}

void ExpectationSink::name_is(const std::string& name_key, const std::string& request_key) {
  names_.name_is(name_key, request_key, now_);
}

std::vector<UnmetExpectation> ExpectationSink::unmet(
    const Scenario& scenario, const std::map<std::string, std::int64_t>& metrics,
    Instant end) const {
  const Seen seen{metrics, lists_, gateway_, replies_, names_, end};
  std::vector<UnmetExpectation> unmet;
  for (std::size_t i = 0; i < scenario.expect.size(); ++i) {
    auto text =
        std::visit([&](const auto& entry) { return judge(entry, seen); }, scenario.expect[i].sight);
    if (text) unmet.push_back(UnmetExpectation{i, std::move(*text)});
  }
  return unmet;
}

}  // namespace scenarios
