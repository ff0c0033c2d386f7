// F8: the platform routes.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRoute = "/_kilo/pairing/channels";
constexpr const char* kOneRequest =
    R"({"requests":[{"channel":"telegram","code":"AB","id":"7"}],"lastUpdated":"2026-11-22T06:00:00.000Z"})";

TEST(F8, AcceptsTheRefusals) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=u", {}, false);
  run.answers(1, 403, R"({"error":"Forbidden"})").platform(2, "GET /api/platform/pairing");
  run.answers(2, 400, R"({"error":"Missing userId"})");
  EXPECT_THAT(run.flaws(make_f8), IsEmpty());
  EXPECT_EQ(run.occasions(make_f8), 2U);
}
TEST(F8, FlagsAWrongKeyThatIsLetIn) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=u", {}, false).answers(1, 200, "{}");
  EXPECT_THAT(run.flaws(make_f8), ElementsAre(HasSubstr("its key is wrong")));
}
TEST(F8, FlagsAWrongKeyThatLeadsToACall) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=u", {}, false).controller(1, kRoute);
  EXPECT_THAT(run.answers(1, 403, R"({"error":"Forbidden"})").flaws(make_f8),
              ElementsAre(HasSubstr("was carried out")));
}
TEST(F8, FlagsLastUpdated) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=user").answers(1, 200, kOneRequest);
  EXPECT_THAT(run.flaws(make_f8), ElementsAre(HasSubstr("may not have lastUpdated")));
}
TEST(F8, FlagsA400ThatNobodyGave) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=user").controller(1, kRoute);
  CloudScript told = run;
  EXPECT_THAT(told.replies(1, 400).answers(1, 400, "{}").flaws(make_f8), IsEmpty());
  EXPECT_THAT(run.replies(1, 500).answers(1, 400, "{}").flaws(make_f8),
              ElementsAre(HasSubstr("nothing is wrong with it")));
}
TEST(F8, FlagsAMissingField) {
  CloudScript run = settled();
  run.at(10).platform(1, "POST /api/platform/pairing/approve", R"({"userId":"u","code":"A"})");
  EXPECT_THAT(run.answers(1, 500, "{}").flaws(make_f8), ElementsAre(HasSubstr("lacks a field")));
}
TEST(F8, FlagsAFailedApprovalWithAnotherStatus) {
  CloudScript run = settled();
  run.at(10).platform(1, "POST /api/platform/device-pairing/approve",
                      R"({"userId":"u","requestId":"r"})");
  EXPECT_THAT(run.answers(1, 200, R"({"success":false})").flaws(make_f8),
              ElementsAre(HasSubstr("has to be 500")));
}
TEST(F8, FlagsUnknownRoutes) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/else").answers(1, 404, R"({"error":"Not found"})");
  run.platform(2, "GET /api/else", {}, false).answers(2, 403, R"({"error":"Forbidden"})");
  EXPECT_THAT(run.flaws(make_f8), IsEmpty());
  run.platform(3, "GET /api/else").answers(3, 400, R"({"error":"Not found"})");
  run.platform(4, "GET /api/else", {}, false).answers(4, 404, R"({"error":"Not found"})");
  EXPECT_THAT(run.flaws(make_f8),
              ElementsAre(HasSubstr("it had to be 404"), HasSubstr("it had to be 403")));
}
TEST(F8, FlagsAUserIdThatIsBroken) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=%7").answers(1, 200, "{}");
  EXPECT_THAT(run.flaws(make_f8), ElementsAre(HasSubstr("its userId is broken")));
}
TEST(F8, FlagsAStrangerWhoIsServed) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=us%65r").answers(1, 200, "{}");
  EXPECT_THAT(run.flaws(make_f8), IsEmpty());
  run.platform(2, "GET /api/platform/pairing?userId=else").controller(1, kRoute);
  EXPECT_THAT(run.answers(2, 404, R"({"error":"Not found"})").flaws(make_f8),
              ElementsAre(HasSubstr("was carried out"), HasSubstr("an empty list")));
}
TEST(F8, FlagsASecretInAnyCase) {
  Terms terms;
  terms.cloud.secrets = {"s3cret"};
  CloudScript run = settled();
  EXPECT_THAT(run.at(10).logs("x=S3CRET").flaws(make_f8, terms),
              ElementsAre(HasSubstr("shows a secret")));
}
TEST(F8, FlagsSecretsPathsAndStacks) {
  Terms terms;
  terms.cloud.secrets = {"s3cret"};
  CloudScript run = settled();
  run.at(10).logs("url=https://x/?t=s3cret").lists(1).answers(1, 500, "at /root/.openclaw");
  EXPECT_THAT(run.flaws(make_f8, terms),
              ElementsAre(HasSubstr("the log of sb shows a secret"), HasSubstr("path or stack")));
}

}  // namespace
}  // namespace scenarios
