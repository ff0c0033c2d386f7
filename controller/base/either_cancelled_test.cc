#include "controller/base/either_cancelled.h"

#include <gtest/gtest.h>

#include <optional>

namespace controller {
namespace {

TEST(EitherCancelled, WithEach) {
  for (const bool first : {true, false}) {
    CancelSource a;
    CancelSource b;
    EitherCancelled either(a.token(), b.token());
    EXPECT_FALSE(either.cancelled());
    (first ? a : b).cancel();
    EXPECT_TRUE(either.cancelled());
    EXPECT_TRUE(either.token().cancelled());
    (first ? b : a).cancel();
    EXPECT_TRUE(either.cancelled());
  }
}

TEST(EitherCancelled, FromTheStart) {
  CancelSource a;
  a.cancel();
  EXPECT_TRUE(EitherCancelled(a.token(), CancelToken()).cancelled());
  EXPECT_TRUE(EitherCancelled(CancelToken(), a.token()).cancelled());
  EXPECT_FALSE(EitherCancelled(CancelToken(), CancelToken()).cancelled());
}

TEST(EitherCancelled, LeavesNothingBehind) {
  CancelSource a;
  std::optional<EitherCancelled> either(std::in_place, a.token(), CancelToken());
  either.reset();
  a.cancel();
  EXPECT_TRUE(a.cancelled());
}

}  // namespace
}  // namespace controller
