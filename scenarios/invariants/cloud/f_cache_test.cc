// F5: lists by fallback and the cache.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::Kind;
using seen::settled;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kListRoute = "/_kilo/pairing/channels";
constexpr const char* kKeptAt = "pairing:app:m1";
constexpr const char* kOneKept = R"({"requests":[{"channel":"telegram","code":"AB","id":"7"}]})";
constexpr const char* kNothingKept = R"({"requests":[]})";
constexpr const char* kListScript =
    "/usr/bin/env HOME=/root node /usr/local/bin/openclaw-pairing-list.js";
constexpr std::int64_t kKeptFor = 120'000;

// A list that a controller without the routes was asked for; the cache has nothing.
CloudScript fallen_back() {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kListRoute).at(11).replies(1, 404, "404 page not found");
  return run.kv("get", kKeptAt);
}
CloudScript executing() {
  CloudScript run = fallen_back();
  return run.fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(15);
}
// The exec has listed AB.
CloudScript listed() {
  CloudScript run = executing();
  return run.ok(1, {.exit_code = 0, .out = kOneKept});
}
CloudScript kept() {
  CloudScript run = listed();
  return run.kv("put", kKeptAt, kOneKept, kKeptFor).answers(1, 200, "", {"telegram/AB"});
}

TEST(F5, AcceptsAListThatIsCached) {
  EXPECT_THAT(kept().at(100).flaws(make_f5), IsEmpty());
  EXPECT_GE(kept().occasions(make_f5), 2U);
}
TEST(F5, FlagsAnotherLifeAndKey) {
  CloudScript run = listed();
  run.kv("put", "pairing:app:m2", kOneKept, 60'000).answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("60000 ms"), HasSubstr("m2")));
}
TEST(F5, FlagsThatAFailureIsCached) {
  CloudScript run = executing();
  run.ok(1, {.exit_code = 1}).kv("put", kKeptAt, kNothingKept, kKeptFor).answers(1, 200);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("no exec that listed")));
}
TEST(F5, FlagsThatAFailureIsCachedAfterASuccess) {
  CloudScript run = kept();
  run.at(20).lists(2, Kind::channels, true).controller(2, kListRoute).at(21).replies(2, 404);
  run.fly(2, "exec", {.machine = "m1", .detail = kListScript}).at(25).ok(2, {.exit_code = 1});
  run.kv("put", kKeptAt, kNothingKept, kKeptFor).answers(2, 200);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("no exec that listed")));
}
TEST(F5, FlagsAKilledCommandThatIsBelieved) {
  CloudScript run = executing();
  run.ok(1, {.exit_code = 0, .out = kOneKept, .exit_signal = 9})
      .answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("the exec listed 0")));
}
TEST(F5, FlagsThatNothingIsCached) {
  CloudScript run = listed();
  run.answers(1, 200, "", {"telegram/AB"}).at(40);
  EXPECT_THAT(run.flaws(make_f5), IsEmpty()) << "there is time left";
  EXPECT_THAT(run.at(50).flaws(make_f5), ElementsAre(HasSubstr("is not cached")));
}
TEST(F5, AcceptsThatAListOvertakenByAnApprovalIsNotCached) {
  CloudScript run = listed();
  run.at(16).approves(2, "telegram", "AB").at(17).answers(2, 503, "broken");
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).at(60).flaws(make_f5), IsEmpty());
}
TEST(F5, FlagsThatAListFromBeforeAnApprovalIsCached) {
  CloudScript run = listed();
  run.at(16).approves(2, "telegram", "AB").at(17).answers(2, 200, "ok").at(18);
  run.kv("put", kKeptAt, kOneKept, kKeptFor).answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("before the approval")));
}
// The approval was carried out when the list began, though its client was not told yet.
TEST(F5, AcceptsAListFromBetweenAnApprovalAndItsAnswer) {
  for (const double begins : {12.0, 10.5}) {
    CloudScript run = settled();
    run.at(10).approves(2, "telegram", "AB").controller(2, "/_kilo/pairing/channels/approve");
    if (begins < 11) run.at(begins).lists(1).controller(1, kListRoute);
    run.at(11).replies(2, 200, R"({"success":true,"message":"Pairing approved"})");
    if (begins > 11) run.at(begins).lists(1).controller(1, kListRoute);
    run.at(12.5).replies(1, 404).kv("get", kKeptAt);
    run.fly(1, "exec", {.machine = "m1", .detail = kListScript});
    run.at(13).kv("erase", kKeptAt).answers(2, 200, "Pairing approved").at(15);
    run.ok(1, {.exit_code = 0, .out = kNothingKept}).kv("put", kKeptAt, kNothingKept, kKeptFor);
    run.answers(1, 200);
    if (begins > 11) {
      EXPECT_THAT(run.flaws(make_f5), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("before the approval")));
    }
  }
}
TEST(F5, FlagsThatAnOvertakenWriteIsNotDeletedAgain) {
  CloudScript run = listed();
  run.at(16).approves(2, "telegram", "AB").at(17).answers(2, 200, "ok").at(18);
  run.kv("put", kKeptAt, kOneKept, kKeptFor, 2.5).answers(1, 200, "", {"telegram/AB"});
  CloudScript right = run;
  EXPECT_THAT(right.kv("erase", kKeptAt).at(30).flaws(make_f5), IsEmpty());
  EXPECT_THAT(run.at(30).flaws(make_f5), ElementsAre(HasSubstr("not deleted again")));
}
TEST(F5, FlagsWritesBesideEachOther) {
  CloudScript run = kept();
  EXPECT_THAT(run.at(20).kv("put", kKeptAt, kOneKept, kKeptFor, 6).flaws(make_f5),
              ElementsAre(HasSubstr("beside another one")));
}
TEST(F5, FlagsAWriteThatIsGivenUpTooEarly) {
  CloudScript run = listed();
  run.at(17)
      .kv("put", kKeptAt, kOneKept, kKeptFor, 2, "given up")
      .answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("watched for 30.000 s")));
}
TEST(F5, FlagsAForcedListFromTheCache) {
  CloudScript run = settled();
  run.at(10).lists(1, Kind::channels, true).controller(1, kListRoute).at(11).replies(1, 404);
  run.kv("get", kKeptAt, kNothingKept).answers(1, 200);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("a forced list")));
}
TEST(F5, FlagsThatTheCacheIsNotAsked) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kListRoute).at(11).replies(1, 404);
  run.fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(15);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("without having asked the cache")));
}
// Two lists of one instant, of which the forced one goes on first: what an exec serves is told by
// its cause.
TEST(F5, TellsListsOfOneInstantApart) {
  for (const bool asks_the_cache : {true, false}) {
    CloudScript run = settled();
    run.at(10).lists(1);
    const auto plain = run.last();
    run.lists(2, Kind::channels, true);
    const auto forced = run.last();
    run.caused_by(plain).controller(1, kListRoute);
    run.caused_by(forced).controller(2, "/_kilo/pairing/channels?refresh=true").at(11);
    run.replies(1, 404);
    auto plain_goes_on = run.last();
    run.replies(2, 404).caused_by(run.last());
    run.fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(11.5).caused_by(plain_goes_on);
    if (asks_the_cache) plain_goes_on = run.kv("get", kKeptAt).last();
    run.caused_by(plain_goes_on).fly(2, "exec", {.machine = "m1", .detail = kListScript}).at(12);
    if (asks_the_cache) {
      EXPECT_THAT(run.flaws(make_f5), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("without having asked the cache")));
    }
  }
}
// What goes wrong on the way, and is logged, does not hide which list an exec serves.
TEST(F5, TellsListsOfOneInstantApartThroughFaults) {
  CloudScript run = settled();
  run.at(10).lists(1);
  const auto first = run.last();
  run.lists(2);
  const auto second = run.last();
  run.caused_by(first).controller(1, kListRoute);
  run.caused_by(second).controller(2, kListRoute).at(11).replies(1, 404);
  const auto first_goes_on = run.last();
  run.caused_by(second).replies(2, 404);
  run.caused_by(run.last()).fault();
  run.caused_by(run.last()).kv("get", kKeptAt, {}, 0, 0, "broken");
  run.caused_by(run.last()).logs("operation=get");
  run.caused_by(run.last()).fly(2, "exec", {.machine = "m1", .detail = kListScript});
  run.caused_by(first_goes_on).kv("get", kKeptAt);
  run.caused_by(run.last()).fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(12);
  run.refused(2, 429, "slow down").answers(2, 429, "Fly exec failed: slow down").at(13);
  run.ok(1, {.exit_code = 0, .out = kOneKept}).kv("put", kKeptAt, kOneKept, kKeptFor);
  run.answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), IsEmpty());
}
TEST(F5, FlagsThatTheCacheIsNotUsed) {
  CloudScript run = settled();
  run.at(10)
      .lists(1)
      .controller(1, kListRoute)
      .at(11)
      .replies(1, 404)
      .kv("get", kKeptAt, kNothingKept);
  run.fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(15);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("although the cache held a list")));
}
TEST(F5, FlagsAnInvalidCachedValue) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kListRoute).at(11).replies(1, 404);
  run.kv("get", kKeptAt, "garbage").answers(1, 200).at(12);
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("held no valid list")));
}
TEST(F5, FlagsOtherEntriesThanTheCacheHeld) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kListRoute).at(11).replies(1, 404);
  run.kv("get", kKeptAt, kNothingKept).answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("other entries than the cache held")));
}
TEST(F5, FlagsWhatWasApprovedBefore) {
  CloudScript run = kept();
  run.at(20).approves(2, "telegram", "ab").at(21).answers(2, 200, "ok");
  run.at(22).lists(3).controller(3, kListRoute).at(23).replies(3, 404).kv("get", kKeptAt, kOneKept);
  EXPECT_THAT(run.answers(3, 200, "", {"telegram/AB"}).flaws(make_f5),
              ElementsAre(HasSubstr("had been approved before")));
}
// What was listed at 15 s lies in the cache still, as its key could not be deleted.
CloudScript approved(const std::string& erasing = "given up") {
  CloudScript run = kept();
  run.at(20).approves(2, "telegram", "AB").controller(2, "/_kilo/pairing/channels/approve").at(21);
  run.replies(2, 200, R"({"success":true,"message":"Pairing approved"})").at(23);
  return run.kv("erase", kKeptAt, "", 0, 2, erasing).answers(2, 200, "Pairing approved");
}
CloudScript shows_it_at(CloudScript run, double seconds) {
  run.at(seconds).lists(3).controller(3, kListRoute).replies(3, 404).kv("get", kKeptAt, kOneKept);
  return run.answers(3, 200, "", {"telegram/AB"});
}
TEST(F5, AcceptsAfterARestartWhatCouldNotBeDeleted) {
  CloudScript run = approved();
  EXPECT_THAT(shows_it_at(run.at(30).crashes().lives(), 40).flaws(make_f5), IsEmpty());
  EXPECT_THAT(shows_it_at(run, 134).flaws(make_f5), IsEmpty()) << "it was written at 15 s";
  EXPECT_THAT(shows_it_at(run, 136).flaws(make_f5), ElementsAre(HasSubstr("approved before")));
}
TEST(F5, FlagsWhatCouldNotBeDeletedWithoutARestart) {
  EXPECT_THAT(shows_it_at(approved(), 40).flaws(make_f5),
              ElementsAre(HasSubstr("approved before")));
}
TEST(F5, FlagsAfterARestartWhatWasDeleted) {
  CloudScript run = approved("");
  EXPECT_THAT(shows_it_at(run.at(30).crashes().lives(), 40).flaws(make_f5),
              ElementsAre(HasSubstr("approved before")));
}
TEST(F5, FlagsAfterARestartWhatWasApprovedByItsNewProcess) {
  CloudScript run = kept();
  run.at(16).crashes().lives();
  run.at(20).approves(2, "telegram", "AB").at(21).answers(2, 200, "ok");
  EXPECT_THAT(shows_it_at(run, 40).flaws(make_f5), ElementsAre(HasSubstr("approved before")));
}
// The write had begun before the approval, and the process ended before it could delete that again.
TEST(F5, AcceptsAfterARestartAWriteThatWasUnderWay) {
  for (const double ends : {18.0, 50.0}) {
    CloudScript run = listed();
    run.answers(1, 200, "", {"telegram/AB"}).at(16).approves(2, "telegram", "AB").at(17);
    run.kv("erase", kKeptAt).answers(2, 200, "ok").at(ends).crashes().lives();
    run = shows_it_at(run, 60);
    if (ends < 20) {
      EXPECT_THAT(run.flaws(make_f5), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("approved before"))) << "given up";
    }
  }
}
TEST(F5, FlagsWaitsForTheCache) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kListRoute).at(11).replies(1, 404);
  run.at(21).kv("get", kKeptAt, "", 0, 10, "given up");
  run.fly(1, "exec", {.machine = "m1", .detail = kListScript}).at(25);
  run.ok(1, {.exit_code = 0, .out = kOneKept}).at(45).kv("put", kKeptAt, kOneKept, kKeptFor, 20);
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).flaws(make_f5),
              ElementsAre(HasSubstr("waited 10.000 s"), HasSubstr("waited until 45.000 s")));
}
TEST(F5, FlagsAFailedExecThatIsHidden) {
  CloudScript run = executing();
  run.refused(1, 412, "not running");
  EXPECT_THAT(CloudScript(run).answers(1, 412, "Fly exec failed: not running").flaws(make_f5),
              IsEmpty());
  EXPECT_THAT(run.answers(1, 200).flaws(make_f5),
              ElementsAre(HasSubstr("failed with 412"), HasSubstr("Fly exec failed")));
}
TEST(F5, FlagsAnotherStatusForAnUnansweredExec) {
  CloudScript run = executing();
  run.refused(1, 0, "broken").answers(1, 500, "Fly exec failed: broken");
  EXPECT_THAT(run.flaws(make_f5), ElementsAre(HasSubstr("it had to be 503")));
}
TEST(F5, FlagsAnExecThatIsGivenUpTooEarlyOrLate) {
  CloudScript early = executing();
  early.at(60).refused(1, 0, "cancelled").answers(1, 503, "Fly exec failed: given up");
  EXPECT_THAT(early.flaws(make_f5), ElementsAre(HasSubstr("gave its exec up after 49.000 s")));
  CloudScript late = executing();
  late.at(100).refused(1, 0, "cancelled").answers(1, 503, "Fly exec failed: given up");
  EXPECT_THAT(late.flaws(make_f5), ElementsAre(HasSubstr("gave its exec up after 89.000 s")));
}
TEST(F5, FlagsOtherEntriesThanTheExecListed) {
  CloudScript run = listed();
  EXPECT_THAT(run.answers(1, 200).flaws(make_f5), ElementsAre(HasSubstr("the exec listed 1")));
}
TEST(F5, FlagsAListOfTheOtherKind) {
  CloudScript run = listed();
  run.kv("put", "device-pairing:app:m1", kOneKept, kKeptFor).answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f5), Contains(HasSubstr("is none")));
}

}  // namespace
}  // namespace scenarios
