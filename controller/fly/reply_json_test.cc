#include "controller/fly/reply_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "controller/base/testing/allocation_counter.h"

namespace controller::fly {
namespace {

using namespace std::string_literals;

const std::string kWhole =
    R"({"id":"148ed21f789d18","name":"dXNlcg","state":"started","region":"dfw",)"
    R"("instance_id":"01J9ABC","private_ip":"fdaa::1","created_at":"2026-05-01T10:00:00Z",)"
    R"("updated_at":"2026-05-01T10:00:00.123456789Z","host_status":"ok",)"
    R"("config":{"image":"x","env":{"A":"b"},"guest":{"cpu_kind":"shared","cpus":2,)"
    R"("memory_mb":3072},"metadata":{"kiloclaw_user_id":"u","n":1,"e":"\u00e9"},)"
    R"("mounts":[{"volume":"vol_1","path":"/root","name":"v","size_gb":10,"encrypted":true}],)"
    R"("services":[{"autostop":false}]},"events":[{"type":"start"}]})";

WallTime at(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

Machine whole_machine() {
  return {.id = "148ed21f789d18",
          .name = "dXNlcg",
          .state = MachineState::started,
          .region = "dfw",
          .instance_id = "01J9ABC",
          .created_at = at(1777629600000),
          .updated_at = at(1777629600123),
          .mounts = {{"vol_1", "/root"}},
          .metadata = {{"kiloclaw_user_id", "u"}, {"e", "\xC3\xA9"}},
          .guest = Guest{"shared", 2, 3072}};
}

std::string machine(std::string_view members) {
  return R"({"id":"m1","state":"stopped","config":{})" + std::string(members) + "}";
}

TEST(ReplyReader, ReadsAMachine) {
  ReplyReader reader;
  const auto read = reader.machine(kWhole);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(*read, whole_machine());
}

TEST(ReplyReader, ReadsAListOfMachines) {
  ReplyReader reader;
  const auto read = reader.machines("[" + kWhole + "," + machine("") + "]");
  ASSERT_TRUE(read) << read.error().text;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0], whole_machine());
  EXPECT_EQ((*read)[1].state, MachineState::stopped);
  EXPECT_TRUE(reader.machines(" [] ")->empty());
}

TEST(ReplyReader, FieldsThatAreNotAsTheyShouldAreEmpty) {
  ReplyReader reader;
  Machine bare;
  bare.id = "m1";
  bare.state = MachineState::stopped;
  for (const char* members :
       {"", R"(,"name":1,"region":[],"instance_id":{},"updated_at":5)",
        R"(,"name":null,"region":null,"instance_id":null,"updated_at":null)",
        R"(,"updated_at":"yesterday")", R"(,"updated_at":"2026-02-30T00:00:00Z")"}) {
    const auto read = reader.machine(machine(members));
    ASSERT_TRUE(read) << members;
    EXPECT_EQ(*read, bare) << members;
  }
  for (const char* config :
       {R"({"mounts":null,"metadata":[],"guest":"big"})", R"({"mounts":[],"metadata":{"a":1}})",
        R"({"guest":{"cpu_kind":"shared","cpus":2}})",
        R"({"guest":{"cpu_kind":"shared","cpus":"2","memory_mb":1}})",
        R"({"guest":{"cpus":2,"memory_mb":1}})"}) {
    const auto read =
        reader.machine(R"({"id":"m1","state":"stopped","config":)" + std::string(config) + "}");
    ASSERT_TRUE(read) << config;
    EXPECT_EQ(*read, bare) << config;
  }
}

TEST(ReplyReader, KnowsOffsets) {
  ReplyReader reader;
  EXPECT_EQ(reader.machine(machine(R"(,"updated_at":"1970-01-01T01:00:00.5+01:00")"))->updated_at,
            at(500));
}

TEST(ReplyReader, OtherStatesAreUnknown) {
  ReplyReader reader;
  const auto read = reader.machine(R"({"id":"m1","state":"dreaming","config":{}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, MachineState::unknown);
}

TEST(ReplyReader, TheLastOfEqualNamesCounts) {
  ReplyReader reader;
  EXPECT_EQ(reader.machine(machine(R"(,"id":"m2")"))->id, "m2");
  EXPECT_FALSE(reader.machine(machine(R"(,"id":null)")));
}

TEST(ReplyReader, AMachineWithoutIdentityIsNone) {
  ReplyReader reader;
  for (const char* body :
       {"", " ", "null", "5", "\"x\"", "[]", "{}", "{", R"({"id":"m1","config":{}})",
        R"({"state":"started","config":{}})", R"({"id":"","state":"started","config":{}})",
        R"({"id":"m1","state":"","config":{}})", R"({"id":5,"state":"started","config":{}})",
        R"({"id":"m1","state":5,"config":{}})", R"({"id":"../m1","state":"started","config":{}})",
        R"({"id":"m\u00001","state":"started","config":{}})",
        R"({"id":"m1","state":"started","config":{}} x)", "<html></html>",
        "{\"id\":\"m1\",\"state\":\"started\",\"config\":{},\"name\":\"\xFF\"}"}) {
    EXPECT_FALSE(reader.machine(body)) << body;
    EXPECT_FALSE(reader.machines("[" + kWhole + "," + body + "]")) << body;
  }
  EXPECT_FALSE(reader.machines(kWhole));
  EXPECT_FALSE(reader.machines("null"));
}

// Read as one without a volume it would be given a new one, and the user's data would be lost.
TEST(ReplyReader, MountsAreNeverGuessed) {
  ReplyReader reader;
  for (const char* config :
       {"null", "5", "[]", R"({"mounts":{}})", R"({"mounts":[5]})", R"({"mounts":"vol_1"})",
        R"({"mounts":[{"path":"/root"}]})", R"({"mounts":[{"volume":"vol_1"}]})",
        R"({"mounts":[{"volume":5,"path":"/root"}]})",
        R"({"mounts":[{"volume":"../x","path":"/root"}]})"}) {
    const std::string body = R"("id":"m1","config":)" + std::string(config) + "}";
    EXPECT_FALSE(reader.machine(R"({"state":"started",)" + body)) << config;
    EXPECT_FALSE(reader.machine(R"({"state":"dreaming",)" + body)) << config;
    const auto gone = reader.machine(R"({"state":"destroyed",)" + body);
    ASSERT_TRUE(gone) << config;
    EXPECT_TRUE(gone->mounts.empty());
  }
  EXPECT_FALSE(reader.machine(R"({"id":"m1","state":"started"})"));
  EXPECT_TRUE(reader.machine(R"({"id":"m1","state":"destroying"})"));
}

TEST(ReplyReader, AnIncompleteConfigurationWillDo) {
  ReplyReader reader;
  const auto read =
      reader.machine(R"({"id":"m1","state":"started","config":null,)"
                     R"("incomplete_config":{"mounts":[{"volume":"vol_1","path":"/root"}]}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->mounts, (std::vector<Mount>{{"vol_1", "/root"}}));
  EXPECT_TRUE(read->mounts_told);
}

TEST(ReplyReader, AMachineWhoseMountsNobodyTellsIsForListsOnly) {
  ReplyReader reader;
  const std::string untold = R"({"id":"m1","state":"started","incomplete_config":{"image":"i"}})";
  EXPECT_FALSE(reader.machine(untold));
  const auto list =
      reader.machines('[' + untold + R"(,{"id":"m2","state":"started","config":{}}])");
  ASSERT_TRUE(list);
  EXPECT_FALSE(list->front().mounts_told);
  EXPECT_TRUE(list->back().mounts_told);
  EXPECT_TRUE(reader.machine(R"({"id":"m1","state":"destroyed","incomplete_config":{}})"));
}

TEST(ReplyReader, ReadsVolumes) {
  ReplyReader reader;
  const std::string whole =
      R"({"id":"vol_1","name":"v","state":"attached","region":"dfw","size_gb":10,)"
      R"("attached_machine_id":"m1","created_at":"1970-01-01T00:00:01Z","zone":"z"})";
  const Volume expected = {.id = "vol_1",
                           .name = "v",
                           .state = VolumeState::attached,
                           .region = "dfw",
                           .size_gb = 10,
                           .attached_machine_id = "m1",
                           .created_at = at(1000)};
  EXPECT_EQ(*reader.volume(whole), expected);
  Volume bare;
  bare.id = "vol_2";
  const std::string odd =
      R"({"id":"vol_2","state":"odd","size_gb":"10","attached_machine_id":null,"created_at":1})";
  EXPECT_EQ(*reader.volumes("[" + whole + "," + odd + "]"), (std::vector<Volume>{expected, bare}));
  for (const char* body : {"", "[]", "{}", R"({"id":"vol_1"})", R"({"id":"a/b","state":"created"})",
                           R"({"state":"created"})"}) {
    EXPECT_FALSE(reader.volume(body)) << body;
    EXPECT_FALSE(reader.volumes("[" + whole + "," + body + "]")) << body;
  }
}

TEST(ReplyReader, ReadsWhatACommandDid) {
  ReplyReader reader;
  const auto read =
      reader.exec_result(R"({"exit_code":1,"exit_signal":9,"stdout":"o\u0000","stderr":"e"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->exit_code, 1);
  EXPECT_EQ(read->exit_signal, 9);
  EXPECT_EQ(read->out, "o\0"s);
  EXPECT_EQ(read->err, "e");
  // What is zero is left out.
  EXPECT_EQ(reader.exec_result(R"({"stdout":null})")->exit_code, 0);
  for (const char* body :
       {"", "[]", "null", R"({"exit_code":"0"})", R"({"exit_code":1.5})", R"({"stdout":5})",
        R"({"stderr":[]})", R"({"exit_signal":true})", "{}", R"({"error":"no such machine"})"}) {
    EXPECT_FALSE(reader.exec_result(body)) << body;
  }
}

TEST(ReplyReader, AGuestOfAnImpossibleSizeIsNone) {
  ReplyReader reader;
  for (const char* guest : {R"({"cpu_kind":"shared","cpus":0,"memory_mb":256})",
                            R"({"cpu_kind":"shared","cpus":1,"memory_mb":-256})",
                            R"({"cpu_kind":"shared","cpus":1,"memory_mb":1e3})"}) {
    const auto read = reader.machine(std::string(R"({"id":"m1","state":"started","config":)") +
                                     R"({"guest":)" + guest + "}}");
    ASSERT_TRUE(read) << guest;
    EXPECT_FALSE(read->guest) << guest;
  }
}

TEST(ReplyReader, LikeAnswersNeedNoNewBuffers) {
  if (!controller::testing::kAllocationsAreCounted) GTEST_SKIP();
  ReplyReader reader;
  const std::string volume = R"({"id":"vol_1","state":"created"})";
  const std::string longer =
      R"({"id":"vol_1","state":"created","zone":")" + std::string(5000, 'x') + "\"}";
  (void)reader.volume(longer);
  const auto before = controller::testing::allocations();
  for (int i = 0; i < 100; ++i) {
    (void)reader.volume(volume);
    (void)reader.volume(longer);
  }
  EXPECT_EQ(controller::testing::allocations(), before);
}

TEST(ReplyReader, OneLargeAnswerIsNoBurdenLater) {
  ReplyReader reader;
  const std::string large = R"({"stdout":")" + std::string(8'000'000, 'x') + "\"}";
  EXPECT_EQ(reader.exec_result(large)->out.size(), 8'000'000U);
  EXPECT_TRUE(reader.machine(kWhole));
  EXPECT_EQ(reader.exec_result(large)->out.size(), 8'000'000U);
}

TEST(ReplyReader, DepthIsBounded) {
  ReplyReader reader;
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_FALSE(reader.machine(R"({"id":"m1","state":"started","config":{},"x":)" + deep + "}"));
}

RC_GTEST_PROP(ReplyReaderProperty, SurvivesAnyBytes, (const std::string& body)) {
  ReplyReader reader;
  (void)reader.machine(body);
  (void)reader.machines(body);
  (void)reader.volume(body);
  (void)reader.volumes(body);
  (void)reader.exec_result(body);
}

RC_GTEST_PROP(ReplyReaderProperty, DamageIsSeenOrHarmless, ()) {
  ReplyReader reader;
  std::string body = kWhole;
  body[*rc::gen::inRange<std::size_t>(0, body.size())] = *rc::gen::arbitrary<char>();
  const auto read = reader.machine(body);
  if (read) RC_ASSERT(valid_id(read->id));
  body.resize(*rc::gen::inRange<std::size_t>(0, body.size()));
  RC_ASSERT(!reader.machine(body));
}

}  // namespace
}  // namespace controller::fly
