#include "controller/http/request_intake.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegan{};

int status_of(const std::optional<HttpResponse>& refusal) { return refusal ? refusal->status : 0; }

TEST(RequestIntake, TheHeadHasSixteenKibibytes) {
  RequestIntake intake(kBegan);
  EXPECT_EQ(status_of(intake.head(16'000)), 0);
  EXPECT_EQ(status_of(intake.head(384)), 0);
  EXPECT_EQ(status_of(intake.head(1)), 431);
}

TEST(RequestIntake, ABodyBelowKiloHasSixtyFour) {
  RequestIntake announced(kBegan);
  EXPECT_EQ(status_of(announced.head_complete("/_kilo/x", 65'536, kBegan)), 0);
  EXPECT_EQ(status_of(announced.head_complete("/_kilo/x", 65'537, kBegan)), 413);
  EXPECT_EQ(status_of(announced.head_complete("/_kilo/x", UINT64_MAX, kBegan)), 413);
  RequestIntake chunked(kBegan);
  EXPECT_EQ(status_of(chunked.head_complete("/_kilo/x", std::nullopt, kBegan)), 0);
  EXPECT_EQ(status_of(chunked.body(65'536, kBegan)), 0);
  EXPECT_EQ(status_of(chunked.body(1, kBegan)), 413);
}

TEST(RequestIntake, OthersHaveNoLimitOnTheirBody) {
  RequestIntake intake(kBegan);
  EXPECT_EQ(status_of(intake.head_complete("/upload", 1'000'000'000, kBegan)), 0);
  EXPECT_EQ(status_of(intake.body(1'000'000'000, kBegan)), 0);
}

TEST(RequestIntake, TheFramingOfABodyHasAsMuchAgain) {
  RequestIntake own(kBegan);
  EXPECT_EQ(status_of(own.head_complete("/_kilo/x", std::nullopt, kBegan)), 0);
  EXPECT_EQ(status_of(own.framing(65536)), 0);
  EXPECT_EQ(status_of(own.body(65536, kBegan)), 0);
  EXPECT_EQ(status_of(own.framing(1)), 413);
  RequestIntake passed_on(kBegan);
  EXPECT_EQ(status_of(passed_on.head_complete("/x", std::nullopt, kBegan)), 0);
  EXPECT_EQ(status_of(passed_on.framing(1'000'000'000)), 0);
}

TEST(RequestIntake, TenSecondsAreForTheWholeRequestOrForThePauses) {
  RequestIntake own(kBegan);
  (void)own.head_complete("/_kilo/x", std::nullopt, kBegan);
  (void)own.body(1, kBegan + 9s);
  EXPECT_EQ(own.deadline(), kBegan + 10s);
  RequestIntake passed_on(kBegan);
  EXPECT_EQ(passed_on.deadline(), kBegan + 10s);
  (void)passed_on.head_complete("/x", std::nullopt, kBegan + 9s);
  EXPECT_EQ(passed_on.deadline(), kBegan + 19s) << "a pause begins with the head's end";
  (void)passed_on.body(1, kBegan + 12s);
  EXPECT_EQ(passed_on.deadline(), kBegan + 22s);
  EXPECT_EQ(RequestIntake::too_slow().status, 408);
}

}  // namespace
}  // namespace controller
