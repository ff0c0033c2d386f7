// Every row of the facts (docs/fly-facts.md), in every shape that a body can have.
#include "controller/fly/refusal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "controller/base/ascii.h"
#include "controller/base/json_text.h"
#include "controller/fly/types.h"

namespace controller::fly {
namespace {

using namespace std::string_literals;
using Kind = RefusalKind;

constexpr std::string_view kId = "148ed21f789d18";

InboundReply reply_of(int status, std::string body) { return {status, {}, std::move(body)}; }

std::string json_error(std::string_view text, std::string_view status = "unknown") {
  std::string body = R"({"error":)";
  append_json_string(body, text);
  body += R"(,"status":)";
  append_json_string(body, status);
  return body + "}";
}

struct Fact {
  int status;
  std::string text;
  Kind kind;
  Missing missing = Missing::none;
};

std::ostream& operator<<(std::ostream& out, const Fact& fact) {
  return out << fact.status << ' ' << fact.text;
}

const std::vector<Fact>& facts() {
  static const std::vector<Fact> all = {
      // name taken
      {409,
       "already_exists: unique machine name violation, machine ID 148ed21f789d18 already exists "
       "with name \"abc_def\"",
       Kind::name_taken},
      {409,
       "already_exists: unique machine name violation, machine ID 148ed21f789d18 already exists "
       "with name abc_def",
       Kind::name_taken},
      {409, "already_exists: unique machine name violation,", Kind::name_taken},
      {422,
       "already_exists: unique machine name violation, machine ID 148ed21f789d18 already exists "
       "with name \"abc_def\"",
       Kind::name_taken},
      {409, "already_exists: conflict", Kind::name_taken},
      {409, "already_exists: unique machine name violation", Kind::name_taken},
      // other conflicts
      {409,
       "machine ID 148ed21f789d18 lease currently held by someone@example.com, expires at "
       "2026-05-01T10:00:00Z",
       Kind::lease},
      {409, "aborted: machine update failed due to concurrent update", Kind::concurrent_update},
      {409, "current_version mismatch", Kind::concurrent_update},
      {409, "current_version does not match", Kind::concurrent_update},
      // capacity and limits
      {409,
       "aborted: could not reserve resource for machine: insufficient memory available to fulfill "
       "request",
       Kind::capacity},
      {409,
       "unknown: could not reserve resource for machine: insufficient CPUs available to fulfill "
       "request",
       Kind::capacity},
      {409, "could not reserve resource for machine: insufficient IPs", Kind::capacity},
      {409, "insufficient memory available to fulfill request", Kind::capacity},
      {409, "aborted: no capacity", Kind::capacity},
      {412, "insufficient resources to create new machine with existing volume 'vol_4xk9d1'",
       Kind::capacity},
      {422, "could not find a candidate host", Kind::capacity},
      {400, "no capacity", Kind::capacity},
      {403,
       "organization \"personal\" is using 40960 MB of memory in dfw which is over the allowed "
       "quota",
       Kind::quota},
      {422,
       "Your organization has reached its machine limit. Please contact billing@fly.io to raise it",
       Kind::machine_limit},
      // preconditions
      {412, "failed_precondition: unable to start machine from current state: 'created'",
       Kind::precondition},
      {412, "machine getting replaced, refusing to start", Kind::precondition},
      {412, "machine still active, refusing to start", Kind::precondition},
      {412, "unable to destroy machine, not currently stopped, suspended, failed or created",
       Kind::precondition},
      {412, "volume is currently bound to machine: 148ed21f789d18", Kind::precondition},
      {412, "volume already claimed by machine 148ed21f789d18", Kind::precondition},
      {412, "volume already claimed by machine "s + std::string(14, '\0'), Kind::precondition},
      // missing things
      {400, "invalid_argument: volume does not exist", Kind::volume_missing},
      {400, "volume not found", Kind::volume_missing},
      {404, "volume not found", Kind::volume_missing},
      {422, "volume not found", Kind::volume_missing},
      {400, "could not find volume", Kind::volume_missing},
      {404, "could not find volume", Kind::volume_missing},
      {422, "could not find volume", Kind::volume_missing},
      {404, "app not found", Kind::not_found, Missing::app},
      {404, "machine not found", Kind::not_found, Missing::machine},
      {404, "not_found: machine not found", Kind::not_found, Missing::machine},
      {404, "404 page not found", Kind::not_found, Missing::route},
      // time-outs and rate limits
      {408, "deadline_exceeded: machine failed to reach desired state, started, currently created",
       Kind::wait_timeout},
      {400, "invalid_argument: timeout is too long", Kind::invalid},
      {429, "rate limit exceeded", Kind::rate_limited},
      {429, "resource_exhausted: rate limit exceeded", Kind::rate_limited},
      // exec
      {400, "machine not running", Kind::precondition},
      {412, "failed_precondition: machine not running", Kind::precondition},
      {400, "output over 10 MiB", Kind::invalid},
  };
  return all;
}

void expect_fact(const Fact& fact, const std::string& body) {
  const Refusal refusal = classify(reply_of(fact.status, body));
  EXPECT_EQ(name_of(refusal.kind), name_of(fact.kind)) << fact << "\n" << body.substr(0, 300);
  EXPECT_EQ(refusal.missing, fact.missing) << fact << "\n" << body.substr(0, 300);
  EXPECT_EQ(refusal.status, fact.status);
}

TEST(Classify, KnowsEveryFact) {
  for (const Fact& fact : facts()) expect_fact(fact, json_error(fact.text));
}

TEST(Classify, AnyShapeOfBodyWillDo) {
  for (const Fact& fact : facts()) {
    const std::string json = json_error(fact.text);
    expect_fact(fact, fact.text);
    expect_fact(fact, "<html><head><title>Error</title></head><body><h1>" + fact.text +
                          "</h1></body></html>");
    expect_fact(fact, json.substr(0, json.size() - 20));  // cut behind the text
    expect_fact(fact, R"({"errors":[)" + json_error(fact.text) + "]}");
    expect_fact(fact, "\0\xFF\n"s + json);
    expect_fact(fact, json_error(fact.text + "\n\n" + std::string(20, ' ')));
    expect_fact(fact, json_error("\"" + fact.text + "\""));  // all of it in quotes
  }
}

TEST(Classify, ALargeBodyIsJudgedByItsBegin) {
  for (const Fact& fact : {facts()[0], facts()[10]}) {
    expect_fact(fact, json_error(fact.text) + std::string(10'000'000, ' '));
    expect_fact(fact, json_error(fact.text + std::string(10'000'000, 'x')));
  }
  expect_fact({409, "late", Kind::unknown}, std::string(10'000'000, ' ') + "already exists");
}

TEST(Classify, AnyPrefixAndCaseWillDo) {
  for (const Fact& fact : facts()) {
    expect_fact(fact, json_error(to_upper_ascii(fact.text)));
    for (const char* prefix : {"aborted: ", "unknown: ", "failed_precondition: ", "internal: ",
                               "failed to launch VM: ", "rpc error: code = Unknown desc = "}) {
      expect_fact(fact, json_error(prefix + fact.text));
    }
  }
}

TEST(Classify, MessageWins) {
  for (const Fact& fact : facts()) {
    std::string body = R"({"error":"app not found: no capacity, already exists, lease","message":)";
    append_json_string(body, fact.text);
    expect_fact(fact, body + "}");
    body = R"({"message":"","error":)";
    append_json_string(body, fact.text);
    expect_fact(fact, body + "}");
    body = R"({"message":{"no":"text"},"error":)";
    append_json_string(body, fact.text);
    expect_fact(fact, body + "}");
  }
}

TEST(Classify, ReadsTheStatusField) {
  EXPECT_EQ(classify(reply_of(422, json_error("sorry", "insufficient_capacity"))).kind,
            Kind::capacity);
  EXPECT_EQ(classify(reply_of(422, json_error("", "insufficient_capacity"))).kind, Kind::capacity);
  // The two do not run into one another.
  EXPECT_EQ(classify(reply_of(422, json_error("there is no", "capacity_x"))).kind, Kind::capacity);
  EXPECT_EQ(classify(reply_of(503, json_error("there is no", "capacity"))).kind, Kind::transient);
}

struct Wording {
  int status;
  const char* text;
  Kind kind;
  Missing missing = Missing::none;
};

TEST(Classify, ManagesWordingsThatNoDocumentHas) {
  for (const Wording& wording : std::vector<Wording>{
           {409, "Name has already been taken", Kind::name_taken},
           {422, "a machine with this name exists", Kind::name_taken},
           {409, "machine name 'abc' is in use", Kind::name_taken},
           {409, "machine name is already in use", Kind::name_taken},
           {422, "ERROR: duplicate key value violates unique constraint \"machines_name\"",
            Kind::name_taken},
           {422, "machine names must be unique", Kind::name_taken},
           {409, "There is already a machine named abc", Kind::name_taken},
           {409, "AlreadyExists", Kind::unknown},
           {409, "already-exists", Kind::name_taken},
           {409, "name conflict", Kind::name_taken},
           {409, "failed_precondition: machine already exists", Kind::name_taken},
           {409, "machine \"no capacity lease quota\" already exists", Kind::name_taken},
           {409, "conflict", Kind::unknown},
           {422, "no machine exists with that version", Kind::invalid},
           {409, "port 443 is already in use", Kind::unknown},
           {400, "output has reached its limit", Kind::invalid},
           {409, "", Kind::unknown},
           {422, "validation failed", Kind::invalid},

           {409, "not enough capacity in region dfw", Kind::capacity},
           {422, "no available hosts in dfw", Kind::capacity},
           {409, "already_exists: no capacity for a machine of that name", Kind::capacity},
           {400, "insufficient disk space for volume", Kind::capacity},
           {422, "could not find host with volume 'vol_1'", Kind::capacity},
           {500, "unknown: could not reserve resource for machine: insufficient memory",
            Kind::capacity},
           {503, "no capacity", Kind::capacity},
           {503, "The server cannot serve your request due to capacity problems", Kind::transient},
           {429, "insufficient memory available to fulfill request", Kind::capacity},

           {422, "You have reached the maximum number of machines for this organization",
            Kind::machine_limit},
           {403, "limit of 10 machines exceeded", Kind::machine_limit},
           {422, "too many machines, add capacity to your plan", Kind::machine_limit},
           {422, "organization has reached its memory limit", Kind::quota},
           {409, "quota exceeded: machine name already exists", Kind::quota},
           {429, "Quota exceeded for requests per minute", Kind::rate_limited},
           {500, "internal: memory quota exceeded", Kind::quota},
           {402, "Payment required", Kind::unknown},

           {409, "machine is leased by another process, name already in use", Kind::lease},
           {412, "lease nonce mismatch", Kind::lease},
           {423, "unable to acquire lease", Kind::lease},
           {409, "released: machine already exists", Kind::name_taken},
           {409, "another update of this machine is in progress", Kind::concurrent_update},
           {409, "aborted: concurrent create, name already exists", Kind::concurrent_update},

           {409, "volume 'vol_1' is already attached to another machine", Kind::precondition},
           {422, "volume vol_1 is already in use", Kind::precondition},
           {422, "volume vol_1 is in use by machine 148ed21f789d18", Kind::precondition},
           {422, "volume no longer exists", Kind::volume_missing},
           {404, "volume 'vol_1' not found", Kind::volume_missing},
           {404, "volume with ID vol_1 not found", Kind::volume_missing},
           {422, "volume vol_1 doesn't exist", Kind::volume_missing},
           {400, "no such volume: vol_1", Kind::volume_missing},
           {404, "machine not found, volume vol_1 not found on it", Kind::not_found,
            Missing::machine},
           {503, "volume not found", Kind::transient},
           {401, "volume not found", Kind::invalid},

           {404, "machine '148ed21f789d18' not found", Kind::not_found, Missing::machine},
           {404, "app foo: machine not found", Kind::not_found, Missing::machine},
           {404, "could not find machine", Kind::not_found, Missing::machine},
           {410, "machine has been destroyed", Kind::not_found, Missing::machine},
           {404, "app 'foo' not found", Kind::not_found, Missing::app},
           {404, "could not find app", Kind::not_found, Missing::unclear},
           {404, "no such machine in app: app not found", Kind::not_found, Missing::app},
           {404, "organization not found", Kind::not_found, Missing::unclear},
           {404, "<html><body><h1>404 Not Found</h1>nginx</body></html>", Kind::not_found,
            Missing::unclear},
           {404, "", Kind::not_found, Missing::unclear},

           {408, "", Kind::wait_timeout},
           {412, "", Kind::precondition},
           {429, "", Kind::rate_limited},
           {400, "", Kind::invalid},
           {401, "", Kind::invalid},
           {403, "unauthorized", Kind::invalid},
           {405, "", Kind::invalid},
           {500, "", Kind::transient},
           {502, "<html><h1>502 Bad Gateway</h1></html>", Kind::transient},
           {503, "rate limit exceeded", Kind::rate_limited},
           {504, "deadline_exceeded: machine failed to reach desired state", Kind::wait_timeout},
           {599, "what", Kind::transient},
           {418, "", Kind::unknown},
           {302, "already exists", Kind::unknown},
           {0, "", Kind::unknown},
       }) {
    expect_fact({wording.status, wording.text, wording.kind, wording.missing},
                json_error(wording.text));
  }
}

TEST(Classify, SaysWhetherItMayHaveHappened) {
  for (const int status : {400, 401, 403, 404, 409, 412, 422, 429}) {
    EXPECT_FALSE(classify(reply_of(status, "x")).may_have_happened) << status;
  }
  for (const int status : {408, 500, 502, 503, 504, 599, 302, 0}) {
    EXPECT_TRUE(classify(reply_of(status, "x")).may_have_happened) << status;
  }
  EXPECT_FALSE(classify(reply_of(500, "no capacity")).may_have_happened) << "there was no room";
}

TEST(Classify, ReadsRetryAfter) {
  const auto retry_after = [](std::string value) {
    InboundReply reply = reply_of(429, "");
    reply.headers = {{"Content-Type", "x"}, {"RETRY-After", std::move(value)}};
    return classify(reply).retry_after;
  };
  using std::chrono::seconds;
  EXPECT_EQ(retry_after("7"), seconds(7));
  EXPECT_EQ(retry_after(" 0 "), seconds(0));
  EXPECT_EQ(retry_after("301"), seconds(301));
  // It is added to a moment: the sum has to be one.
  constexpr auto kMost = std::chrono::seconds(std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(retry_after("2147483647"), kMost);
  EXPECT_EQ(retry_after("2147483648"), kMost);
  EXPECT_EQ(retry_after("99999999999999999999999999"), kMost);
  EXPECT_EQ(retry_after("9223372036854775807"), kMost);
  for (const char* value :
       {"", "-1", "1.5", "+1", "1s", "Wed, 21 Oct 2026 07:28:00 GMT", "0x10", "1 2"}) {
    EXPECT_EQ(retry_after(value), std::nullopt) << value;
  }
  EXPECT_EQ(classify(reply_of(429, "")).retry_after, std::nullopt);
}

TEST(Classify, ShowsOneShortLine) {
  EXPECT_EQ(classify(reply_of(409, json_error(" a\n\0b "s))).text, "a b");
  EXPECT_EQ(classify(reply_of(409, json_error(std::string(300, 'x')))).text.size(), 200U);
  EXPECT_EQ(classify(reply_of(500, "<h1>\r\nBad</h1>")).text, "<h1> Bad</h1>");
}

std::string hint_of(std::string_view text) {
  return classify(reply_of(409, json_error(text))).machine_id_hint;
}

TEST(MachineHint, IsTheIdThatTheTextNames) {
  EXPECT_EQ(hint_of("unique machine name violation, machine ID 148ed21f789d18 already exists with "
                    "name \"abc\""),
            kId);
  EXPECT_EQ(hint_of("MACHINE ID: 148ed21f789d18 already exists."), kId);
  EXPECT_EQ(hint_of("already exists, machine_id=148ed21f789d18"), kId);
  EXPECT_EQ(hint_of("already exists: machine ID \"148ed21f789d18\"."), kId);
  EXPECT_EQ(hint_of("name already in use by machine 148ed21f789d18."), kId);
  EXPECT_EQ(hint_of("already exists (machine 148ed21f789d18)"), kId);
  EXPECT_EQ(hint_of("machine ID 9x already exists"), "9x");
}

TEST(MachineHint, ComesFromNowhereElse) {
  for (const auto& text : std::vector<std::string>{
           "already_exists: unique machine name violation,",
           "already exists with name \"148ed21f789d18\"",
           "already exists, app 148ed21f789d18",
           "machine ID already exists",
           "machine abc already exists",
           "machine name 148ed21f789d18 already exists",
           "machine 148ed21f789d already exists",
           "machine ID ../../148ed21f789d18 already exists",
           "machine ID 148ed21f789d18/../x already exists",
           "machine ID 148ed21f789d18%2F already exists",
           "machine ID 148ed21f789d18\xC3\xA9 already exists",
           "machine ID 148ed21f789d18.. already exists",
           "machine ID "s + std::string(14, '\0') + " already exists",
           "already exists, machine ID " + std::string(65, '1'),
           "my-machine 148ed21f789d18 already exists",
           "already exists, machine ID",
           "already exists, machine",
       }) {
    EXPECT_EQ(hint_of(text), "") << text;
    EXPECT_EQ(classify(reply_of(409, json_error(text))).kind, Kind::name_taken) << text;
  }
}

TEST(MachineHint, IsNotBelievedAtACut) {
  const std::string cut = R"({"error":"already_exists: machine ID 148ed21f78)";
  EXPECT_EQ(classify(reply_of(409, cut)).kind, Kind::name_taken);
  EXPECT_EQ(classify(reply_of(409, cut)).machine_id_hint, "");
  EXPECT_EQ(classify(reply_of(409, cut + "9d18 ")).machine_id_hint, kId);
}

TEST(MachineHint, BelongsToATakenName) {
  for (const Fact& fact : facts()) {
    const Refusal refusal = classify(reply_of(fact.status, json_error(fact.text)));
    const bool named = fact.text.find(kId) != std::string::npos;
    EXPECT_EQ(refusal.machine_id_hint, fact.kind == Kind::name_taken && named ? kId : "") << fact;
  }
}

TEST(RefusalOf, ToldByTheTransport) {
  const Refusal refusal = refusal_of({TransportFailure::unreachable, "no\nroute"});
  EXPECT_EQ(refusal.kind, Kind::transient);
  EXPECT_EQ(refusal.status, 0);
  EXPECT_EQ(refusal.text, "no route");
  EXPECT_FALSE(refusal.may_have_happened);
  EXPECT_TRUE(refusal_of({TransportFailure::broken, ""}).may_have_happened);
  EXPECT_TRUE(refusal_of({TransportFailure::cancelled, ""}).may_have_happened);
}

TEST(WorthRetrying, OnlyWhatPasses) {
  for (int i = 0; i <= static_cast<int>(Kind::unknown); ++i) {
    Refusal refusal;
    refusal.kind = static_cast<Kind>(i);
    const bool passes = refusal.kind == Kind::lease || refusal.kind == Kind::rate_limited ||
                        refusal.kind == Kind::concurrent_update || refusal.kind == Kind::transient;
    EXPECT_EQ(worth_retrying(refusal), passes) << name_of(refusal.kind);
  }
}

// ---- properties

auto any_status() {
  return rc::gen::oneOf(rc::gen::inRange(0, 1000), rc::gen::element(404, 409, 412, 422));
}

void check_sane(const Refusal& refusal) {
  RC_ASSERT(refusal.text.size() <= 200U);
  RC_ASSERT(simdjson::validate_utf8(refusal.text));
  RC_ASSERT(refusal.machine_id_hint.empty() || valid_id(refusal.machine_id_hint));
  RC_ASSERT(refusal.machine_id_hint.empty() || refusal.kind == Kind::name_taken);
  RC_ASSERT((refusal.missing != Missing::none) == (refusal.kind == Kind::not_found));
}

RC_GTEST_PROP(ClassifyProperty, SurvivesAnyBytes, (const std::string& body)) {
  check_sane(classify(reply_of(*any_status(), body)));
}

RC_GTEST_PROP(ClassifyProperty, SurvivesDamagedFacts, ()) {
  const Fact& fact = *rc::gen::elementOf(facts());
  std::string body = json_error(fact.text);
  body.resize(*rc::gen::inRange<std::size_t>(0, body.size() + 1));
  if (!body.empty())
    body[*rc::gen::inRange<std::size_t>(0, body.size())] = *rc::gen::arbitrary<char>();
  check_sane(classify(reply_of(*any_status(), body)));
}

// M3: the codes of a taken name are those of capacity, quota, lease and concurrent update too.
RC_GTEST_PROP(ClassifyProperty, NameTakenIsNeverSomethingElse, ()) {
  const Fact& fact = *rc::gen::suchThat(rc::gen::elementOf(facts()), [](const Fact& candidate) {
    return candidate.kind == Kind::capacity || candidate.kind == Kind::quota ||
           candidate.kind == Kind::machine_limit || candidate.kind == Kind::lease ||
           candidate.kind == Kind::concurrent_update;
  });
  const Fact& other = *rc::gen::suchThat(rc::gen::elementOf(facts()), [](const Fact& candidate) {
    return candidate.kind == Kind::name_taken;
  });
  const bool first = *rc::gen::arbitrary<bool>();
  const std::string text = first ? fact.text + "; " + other.text : other.text + "; " + fact.text;
  const int status = *rc::gen::element(409, 422);
  RC_ASSERT(classify(reply_of(status, json_error(text))).kind != Kind::name_taken);
  RC_ASSERT(classify(reply_of(status, text)).kind != Kind::name_taken);
}

}  // namespace
}  // namespace controller::fly
