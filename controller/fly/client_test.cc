#include "controller/fly/client.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "controller/fly/testing/instant_transport.h"

namespace controller::fly {
namespace {

using controller::testing::InstantTransport;
using controller::testing::result_of;
using std::chrono::seconds;
using namespace std::string_literals;

// Keeps all that is written, values included.
class TextLog final : public Log {
 public:
  std::vector<std::string> lines;
  void write_entry(LogLevel /*level*/, std::string_view event,
                   std::span<const LogField> fields) override {
    std::string line(event);
    for (const LogField& field : fields) {
      line += ' ' + std::string(field.key) + '=';
      const auto* text = std::get_if<std::string_view>(&field.value);
      line += text != nullptr ? std::string(*text) : std::to_string(std::get<1>(field.value));
    }
    lines.push_back(line);
  }
};

constexpr std::string_view kMachine =
    R"({"id":"148ed21f789d18","state":"started","config":{"mounts":[]}})";
constexpr std::string_view kToken = "FlyV1 fm2_lJPE+/aa==,fm2_second";

class ClientTest : public ::testing::Test {
 protected:
  const OutboundRequest& last() const { return transport.requests.back(); }
  std::string last_path() const {
    const std::string base = "https://api.machines.dev/v1/apps/my-app";
    EXPECT_TRUE(last().url.starts_with(base)) << last().url;
    return last().method + " " + last().url.substr(base.size());
  }
  void reply(int status, std::string body) { transport.reply = {status, {}, std::move(body)}; }

  const std::string id = "148ed21f789d18";
  const MachineSpec spec{"img", {}, {}, {}, {}};
  InstantTransport transport;
  TextLog log;
  Client client{{transport, log}, {.app = "my-app", .token = std::string(kToken)}};
};

TEST_F(ClientTest, RequestsAreOnTheRightPaths) {
  const std::vector<std::string> command = {"ls"};
  (void)result_of(client.get_machine(id, {}));
  EXPECT_EQ(last_path(), "GET /machines/148ed21f789d18");
  (void)result_of(client.start_machine(id, {}));
  EXPECT_EQ(last_path(), "POST /machines/148ed21f789d18/start");
  (void)result_of(client.stop_machine(id, {}));
  EXPECT_EQ(last_path(), "POST /machines/148ed21f789d18/stop");
  (void)result_of(client.destroy_machine(id, {}));
  EXPECT_EQ(last_path(), "DELETE /machines/148ed21f789d18?force=true");
  (void)result_of(client.list_volumes({}));
  EXPECT_EQ(last_path(), "GET /volumes");
  (void)result_of(client.get_volume("vol_1", {}));
  EXPECT_EQ(last_path(), "GET /volumes/vol_1");
  (void)result_of(client.destroy_volume("vol_1", {}));
  EXPECT_EQ(last_path(), "DELETE /volumes/vol_1");
  (void)result_of(client.update_machine(id, spec, {}));
  EXPECT_EQ(last_path(), "POST /machines/148ed21f789d18");
  (void)result_of(client.exec(id, command, seconds(60), {}));
  EXPECT_EQ(last_path(), "POST /machines/148ed21f789d18/exec");
  EXPECT_EQ(last().body, R"({"command":["ls"],"timeout":60})");
}

TEST_F(ClientTest, ListsByMetadataPercentEncoded) {
  const MachineFilter all;
  const MachineFilter user{"kiloclaw_user_id", "a/b&c=d e\xC3\xA9"};
  (void)result_of(client.list_machines(all, {}));
  EXPECT_EQ(last_path(), "GET /machines");
  (void)result_of(client.list_machines(user, {}));
  EXPECT_EQ(last_path(), "GET /machines?metadata.kiloclaw_user_id=a%2Fb%26c%3Dd%20e%C3%A9");
}

TEST_F(ClientTest, WaitsForAMinuteAndForOneInstance) {
  (void)result_of(client.wait_for(id, MachineState::started, "", {}));
  EXPECT_EQ(last_path(), "GET /machines/148ed21f789d18/wait?timeout=60&state=started");
  (void)result_of(client.wait_for(id, MachineState::stopped, "01J9", {}));
  EXPECT_EQ(last_path(),
            "GET /machines/148ed21f789d18/wait?timeout=60&state=stopped&instance_id=01J9");
}

TEST_F(ClientTest, CreatesTheWholeMachine) {
  const CreateMachine wanted{"dXNlcg",
                             "dfw",
                             {"registry.fly.io/x@sha256:1",
                              {{"HOME", "/root"}, {"A", "\"\n"}},
                              {{"kiloclaw_user_id", "user"}},
                              {"shared", 2, 3072},
                              {{"vol_1", "/root"}}}};
  (void)result_of(client.create_machine(wanted, {}));
  EXPECT_EQ(last_path(), "POST /machines");
  const std::string config =
      R"("config":{"image":"registry.fly.io/x@sha256:1","env":{"HOME":"/root","A":"\"\n"},)"
      R"("guest":{"cpu_kind":"shared","cpus":2,"memory_mb":3072},)"
      R"("mounts":[{"volume":"vol_1","path":"/root"}],"metadata":{"kiloclaw_user_id":"user"},)"
      R"("services":[{"protocol":"tcp","internal_port":18789,"autostart":false,"autostop":"off",)"
      R"("ports":[{"port":443,"handlers":["tls","http"]}]}],)"
      R"("checks":{"health":{"type":"http","port":18789,"method":"GET","path":"/_kilo/health",)"
      R"("interval":"30s","timeout":"5s","grace_period":"120s"}}}})";
  EXPECT_EQ(last().body, R"({"name":"dXNlcg","region":"dfw",)" + config);
  (void)result_of(client.update_machine(id, wanted.spec, {}));
  EXPECT_EQ(last().body, "{" + config);
}

TEST_F(ClientTest, AForkHasTheSizeOfItsSource) {
  const CreateVolume fresh{"kiloclaw_x", "dfw", 10, ""};
  const CreateVolume fork{"kiloclaw_x", "ewr", 10, "vol_1"};
  (void)result_of(client.create_volume(fresh, {}));
  EXPECT_EQ(last_path(), "POST /volumes");
  EXPECT_EQ(last().body, R"({"name":"kiloclaw_x","region":"dfw","size_gb":10,"encrypted":true})");
  (void)result_of(client.create_volume(fork, {}));
  EXPECT_EQ(last().body, R"({"name":"kiloclaw_x","region":"ewr","source_volume_id":"vol_1"})");
}

TEST_F(ClientTest, HeadersCarryTheTokenAndTheType) {
  (void)result_of(client.get_machine(id, {}));
  const HeaderList bare = {{"authorization", "Bearer " + std::string(kToken)}};
  EXPECT_EQ(last().headers, bare);
  (void)result_of(client.update_machine(id, spec, {}));
  HeaderList typed = bare;
  typed.emplace_back("content-type", "application/json");
  EXPECT_EQ(last().headers, typed);
}

TEST_F(ClientTest, AnswersAreValues) {
  reply(200, std::string(kMachine));
  EXPECT_EQ(result_of(client.get_machine(id, {}))->id, id);
  EXPECT_EQ(result_of(client.update_machine(id, spec, {}))->state, MachineState::started);
  reply(201, "[" + std::string(kMachine) + "]");
  const MachineFilter all;
  EXPECT_EQ(result_of(client.list_machines(all, {}))->size(), 1U);
  reply(200, R"({"id":"vol_1","state":"created"})");
  EXPECT_EQ(result_of(client.get_volume("vol_1", {}))->state, VolumeState::created);
  reply(200, R"({"id":"vol_1","state":"scheduling_destroy"})");
  EXPECT_EQ(result_of(client.destroy_volume("vol_1", {}))->state, VolumeState::scheduling_destroy);
  reply(200, R"([])");
  EXPECT_TRUE(result_of(client.list_volumes({}))->empty());
  reply(200, R"({"exit_code":3,"stdout":"x"})");
  const std::vector<std::string> command = {"ls"};
  EXPECT_EQ(result_of(client.exec(id, command, seconds(1), {}))->exit_code, 3);
  for (const char* body : {"", "{\"ok\":true}", "nonsense"}) {
    reply(200, body);
    EXPECT_TRUE(result_of(client.start_machine(id, {})));
    EXPECT_TRUE(result_of(client.destroy_machine(id, {})));
  }
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(ClientTest, ABadValueIsRefusedWithoutARequest) {
  const auto expect_refused = [this](const auto& reply, std::string_view text) {
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, RefusalKind::invalid);
    EXPECT_EQ(reply.error().status, 0);
    EXPECT_EQ(reply.error().text, text);
    EXPECT_FALSE(reply.error().may_have_happened);
    EXPECT_TRUE(transport.requests.empty());
  };
  const std::vector<std::string> command = {"ls"};
  for (const std::string& bad : {""s, ".."s, "a/b"s, "a\0b"s, "a?x=1"s, "a#b"s, "%2e%2e"s,
                                 "\xC3\xA9"s, std::string(10'000, 'a'), "a\r\nX: y"s}) {
    expect_refused(result_of(client.get_machine(bad, {})), "bad id");
    expect_refused(result_of(client.update_machine(bad, spec, {})), "bad id");
    expect_refused(result_of(client.start_machine(bad, {})), "bad id");
    expect_refused(result_of(client.stop_machine(bad, {})), "bad id");
    expect_refused(result_of(client.wait_for(bad, MachineState::started, "", {})), "bad id");
    expect_refused(result_of(client.destroy_machine(bad, {})), "bad id");
    expect_refused(result_of(client.exec(bad, command, seconds(1), {})), "bad id");
    expect_refused(result_of(client.get_volume(bad, {})), "bad id");
    expect_refused(result_of(client.destroy_volume(bad, {})), "bad id");
    expect_refused(result_of(client.wait_for(id, MachineState::stopped, bad, {})),
                   "bad instance id");
    Client other({transport, log}, {.app = bad, .token = "t"});
    expect_refused(result_of(other.list_volumes({})), "bad app name");
  }
  const MachineFilter nobody{"kiloclaw_user_id", ""};
  expect_refused(result_of(client.list_machines(nobody, {})), "no metadata value to list by");
  const CreateMachine nameless{"", "dfw", spec};
  expect_refused(result_of(client.create_machine(nameless, {})), "bad machine name");
  const CreateVolume nowhere{"vol", "", 10, ""};
  expect_refused(result_of(client.create_volume(nowhere, {})), "bad region");
  expect_refused(result_of(client.wait_for(id, MachineState::failed, "x", {})),
                 "no state to wait for");
}

TEST_F(ClientTest, AnAnswerThatMakesNoSenseMayStillBeADeed) {
  for (const char* body : {"", "null", "[]", "{", "<html>", R"({"id":"../x","state":"started"})"}) {
    reply(200, body);
    const CreateMachine wanted{"name", "dfw", spec};
    const auto answer = result_of(client.create_machine(wanted, {}));
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().kind, RefusalKind::invalid);
    EXPECT_EQ(answer.error().status, 200);
    EXPECT_TRUE(answer.error().may_have_happened);
    EXPECT_TRUE(answer.error().text.starts_with("the reply makes no sense: "));
    EXPECT_TRUE(log.lines.back().starts_with("fly.reply_invalid operation=create_machine"));
  }
}

TEST_F(ClientTest, RefusalsAreClassified) {
  reply(404, R"({"error":"machine not found"})");
  EXPECT_EQ(result_of(client.get_machine(id, {})).error().missing, Missing::machine);
  reply(302, "");
  EXPECT_EQ(result_of(client.start_machine(id, {})).error().kind, RefusalKind::unknown);
  transport.error = TransportError{TransportFailure::broken, "reset"};
  EXPECT_EQ(result_of(client.get_machine(id, {})).error().kind, RefusalKind::transient);
}

TEST_F(ClientTest, OnlyAWaitTimesOutWaiting) {
  reply(408, "");
  EXPECT_EQ(result_of(client.wait_for(id, MachineState::started, "", {})).error().kind,
            RefusalKind::wait_timeout);
  EXPECT_EQ(result_of(client.get_machine(id, {})).error().kind, RefusalKind::transient);
  EXPECT_TRUE(result_of(client.stop_machine(id, {})).error().may_have_happened);
}

TEST_F(ClientTest, LogsWhatItCannotExplain) {
  reply(409, "what \n" + std::string(1000, 'x'));
  (void)result_of(client.get_machine(id, {}));
  ASSERT_EQ(log.lines.size(), 1U);
  const std::string begin =
      "fly.refusal_unexplained operation=get_machine kind=unknown status=409 body=what ";
  EXPECT_EQ(log.lines[0], begin + std::string(495, 'x'));
  reply(409, "no capacity");
  (void)result_of(client.get_machine(id, {}));
  EXPECT_EQ(log.lines.size(), 1U);
}

// Fly may show in an error what it was sent.
TEST_F(ClientTest, SecretsAppearNowhere) {
  const MachineSpec secret{"img", {{"K", "key/\"1234"}, {"SHORT", "abc"}}, {}, {}, {}};
  const std::vector<std::string> leaks = {"fm2_lJPE+/aa==", "fm2_second", R"(key/\"1234)",
                                          R"(key\/\"1234)", "key/\"1234"};
  std::string all;
  for (const std::string& leak : leaks) all += leak + " abc ";
  for (const int status : {400, 401, 409, 500, 302}) {
    for (const std::string& body : {all, "{\"error\":\"" + std::string(190, 'x') + " fm2_second\"}",
                                    std::string(492, 'x') + "fm2_lJPE+/aa=="}) {
      reply(status, body);
      const auto answer = result_of(client.update_machine(id, secret, {}));
      std::string seen = answer.error().text + answer.error().machine_id_hint;
      for (const std::string& line : log.lines) seen += line;
      for (const char* part : {"fm2_l", "fm2_s", "1234"}) {
        EXPECT_EQ(seen.find(part), std::string::npos) << part << " in " << seen;
      }
    }
  }
  EXPECT_NE(log.lines[0].find("abc"), std::string::npos);
}

// JSON has many spellings; Go's writes `&`, `<` and `>` as \u0026, \u003c and \u003e.
TEST_F(ClientTest, SecretsAppearInNoSpelling) {
  const MachineSpec secret{"img", {{"K", "p&ss<word>/12"}, {"L", "schl\xC3\xBCssel"}}, {}, {}, {}};
  for (const char* body :
       {R"({"error":"K=p\u0026ss\u003cword\u003e/12"})",
        R"({"error":"K=p\u0026ss<word>\/1\u0032"})", R"({"oops":"L=schl\u00fcssel"})",
        R"({"oops":"L=schl\u00FCssel K=p&ss<word>/12)"}) {
    log.lines.clear();
    reply(400, body);
    const auto answer = result_of(client.update_machine(id, secret, {}));
    const std::string seen = answer.error().text + " " + log.lines.at(0);
    for (const char* part : {"word", "ssel"})
      EXPECT_EQ(seen.find(part), std::string::npos) << part << " in " << seen;
    EXPECT_NE(seen.find("***"), std::string::npos) << seen;
  }
}

RC_GTEST_PROP(ClientProperty, NoIdLeadsElsewhere, (const std::string& any)) {
  InstantTransport transport;
  TextLog log;
  Client client({transport, log}, {.app = "my-app", .token = "t"});
  (void)result_of(client.get_machine(any, {}));
  const MachineFilter filter{any, any};
  (void)result_of(client.list_machines(filter, {}));
  const std::string base = "https://api.machines.dev/v1/apps/my-app/machines";
  for (const OutboundRequest& request : transport.requests) {
    RC_ASSERT(request.url.starts_with(base));
    const std::string rest = request.url.substr(base.size());
    RC_ASSERT(std::ranges::count(rest, '/') <= 1);
    RC_ASSERT(std::ranges::count(rest, '?') <= 1);
    for (const char c : rest) RC_ASSERT(c > 0x20 && c < 0x7F && c != '#');
  }
}

}  // namespace
}  // namespace controller::fly
