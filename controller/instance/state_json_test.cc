#include "controller/instance/state_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace controller::instance {
namespace {

using std::chrono::milliseconds;

// Text of any characters that UTF-8 can hold, quotes and controls among them.
rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::inRange<char>(1, 127), rc::gen::element('"', '\\', '\n', '/')));
}

rc::Gen<WallTime> any_moment() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 4'000'000'000'000),
                      [](std::int64_t ms) { return WallTime(milliseconds(ms)); });
}

CreateIntent any_intent() {
  CreateIntent intent;
  intent.what = *rc::gen::element(CreateIntent::What::machine, CreateIntent::What::volume,
                                  CreateIntent::What::fork);
  intent.name = *any_text();
  intent.region = *any_text();
  intent.source_volume_id = *any_text();
  intent.known_volumes = *rc::gen::container<std::vector<std::string>>(any_text());
  intent.mounts = *rc::gen::container<std::vector<std::string>>(any_text());
  intent.made_at = *any_moment();
  return intent;
}

fly::Guest any_guest() {
  fly::Guest guest;
  guest.cpu_kind = *any_text();
  guest.cpus = *rc::gen::arbitrary<std::int64_t>();
  guest.memory_mb = *rc::gen::arbitrary<std::int64_t>();
  return guest;
}

std::vector<PendingDeletion> any_deletions() {
  std::vector<PendingDeletion> deletions(*rc::gen::inRange<std::size_t>(0, 4));
  for (PendingDeletion& deletion : deletions) {
    deletion.what =
        *rc::gen::element(PendingDeletion::What::machine, PendingDeletion::What::volume);
    deletion.id = *any_text();
  }
  return deletions;
}

InstanceState any_state() {
  InstanceState state;
  state.user_id = *any_text() + "ü🙂";
  state.sandbox_id = *any_text();
  state.status = *rc::gen::element(Status::provisioned, Status::starting, Status::running,
                                   Status::stopped, Status::destroying);
  state.machine_id = *any_text();
  state.volume_id = *any_text();
  state.region = *any_text();
  if (*rc::gen::arbitrary<bool>()) state.guest = any_guest();
  state.has_user_data = *rc::gen::arbitrary<bool>();
  state.unconfirmed_sources = *rc::gen::container<std::vector<std::string>>(any_text());
  state.fork_was_used = *rc::gen::arbitrary<bool>();
  state.fork_was_started = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) state.machine_intent = any_intent();
  if (*rc::gen::arbitrary<bool>()) state.volume_intent = any_intent();
  state.deletions = any_deletions();
  state.doubted_machines = *rc::gen::container<std::vector<std::string>>(any_text());
  state.named_machines = *rc::gen::container<std::vector<std::string>>(any_text());
  state.confirmed_sources = *rc::gen::container<std::vector<std::string>>(any_text());
  state.doubted_volume = *any_text();
  state.left_volumes = *rc::gen::container<std::vector<std::string>>(any_text());
  state.found_mount = *any_text();
  if (*rc::gen::arbitrary<bool>()) state.starting_since = *any_moment();
  state.failed_checks = *rc::gen::inRange(0, 100);
  return state;
}

RC_GTEST_PROP(StateJson, ReadsBackWhatWasWritten, ()) {
  const InstanceState state = any_state();
  const auto read = state_from_json(state_to_json(state));
  RC_ASSERT(read.ok());
  RC_ASSERT(read.value() == state);
}

// Cut anywhere, or with any member renamed, it is refused and nothing is made up.
TEST(StateJson, RefusesEveryCutAndEveryMissingMember) {
  InstanceState state;
  state.user_id = "u";
  state.guest = fly::Guest{};
  state.machine_intent = CreateIntent{};
  state.deletions = {{PendingDeletion::What::volume, "vol_1"}};
  const std::string whole = state_to_json(state);
  constexpr const char* kLater[] = {"doubtedMachine_", "namedMachine_", "\"confirmedSource_",
                                    "doubtedVolumeI_", "leftVolume_",   "foundMoun_"};
  for (std::size_t end = 0; end < whole.size(); ++end)
    EXPECT_FALSE(state_from_json(whole.substr(0, end))) << end;
  std::size_t members = 0;
  for (std::size_t at = whole.find("\":"); at != std::string::npos;
       at = whole.find("\":", at + 1)) {
    ++members;
    std::string renamed = whole;
    renamed.at(at - 1) = '_';
    const bool is_new = std::ranges::any_of(
        kLater, [&](const char* member) { return renamed.find(member) != std::string::npos; });
    EXPECT_EQ(state_from_json(renamed).ok(), is_new) << renamed;
  }
  EXPECT_EQ(members, 23U + 3U + 7U + 2U);
}

// A program of the day before is replaced by this one, and comes back.
TEST(StateJson, ReadsWhatTheFirstProgramsWrote) {
  InstanceState state;
  state.user_id = "u";
  std::string text = state_to_json(state);
  const std::string_view members =
      R"("doubtedMachines":[],"namedMachines":[],"confirmedSources":[],)"
      R"("doubtedVolumeId":"","leftVolumes":[],"foundMount":"",)";
  text.erase(text.find(members), members.size());
  const auto read = state_from_json(text);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(state_to_json(*read), state_to_json(state));
}

std::string flaw_of(std::string text, const std::string& part, const std::string& other) {
  text.replace(text.find(part), part.size(), other);
  const auto read = state_from_json(text);
  return read ? "none" : read.error();
}

TEST(StateJson, SaysWhatIsWrong) {
  const std::string whole = state_to_json(InstanceState{});
  EXPECT_EQ(flaw_of(whole, R"("version":1)", R"("version":2)"),
            "written by another version of this program");
  EXPECT_EQ(flaw_of(whole, R"("provisioned")", R"("sleeping")"), "\"status\" is missing or wrong");
  EXPECT_EQ(flaw_of(whole, R"("failedChecks":0)", R"("failedChecks":-1)"),
            "\"failedChecks\" is missing or wrong");
  EXPECT_EQ(flaw_of(whole, R"("guest":null)", R"("guest":3)"), "\"guest\" is missing or wrong");
  EXPECT_EQ(flaw_of(whole, R"("deletions":[])", R"("deletions":[3])"),
            "\"deletions\" is missing or wrong");
  EXPECT_EQ(flaw_of(whole, R"({)", R"([)"), "no JSON object");
}

TEST(StateJson, IgnoresMembersOfLater) {
  EXPECT_TRUE(state_from_json(R"({"new":[1],)" + state_to_json(InstanceState{}).substr(1)));
}

}  // namespace
}  // namespace controller::instance
