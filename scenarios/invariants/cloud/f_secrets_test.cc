// F8: how much of a secret is too much.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;

const std::string kToken = "22f1cd448c0e08436fda56d2fcc8624e837eb43e5168699447d45300426fea7c";

bool is_flagged(const std::string& shown, const std::string& secret = kToken) {
  Terms terms;
  terms.cloud.secrets = {secret};
  CloudScript run = settled();
  return !run.at(10)
              .lists(1)
              .answers(1, 502, "exec failed: " + shown)
              .flaws(make_f8, terms)
              .empty();
}

TEST(F8, FlagsSixteenCharactersOfASecretWhereverTheyAre) {
  for (std::size_t from = 0; from + 16 <= kToken.size(); ++from) {
    EXPECT_TRUE(is_flagged(kToken.substr(from, 16))) << from;
    EXPECT_FALSE(is_flagged(kToken.substr(from, 15))) << from;
    EXPECT_FALSE(is_flagged(kToken.substr(from, 15) + "-" + kToken.substr(from + 15, 1))) << from;
  }
}
TEST(F8, FlagsAllButOneCharacterOfASecret) {
  EXPECT_TRUE(is_flagged(kToken.substr(1)));
  EXPECT_TRUE(is_flagged(kToken.substr(0, kToken.size() - 1)));
  EXPECT_TRUE(is_flagged(kToken.substr(0, 8) + "? " + kToken.substr(0, 20))) << "the second time";
}
TEST(F8, FlagsAShortSecretOnlyWhole) {
  EXPECT_TRUE(is_flagged("the S3CRET word", "s3cret"));
  EXPECT_FALSE(is_flagged("the s3cre word", "s3cret"));
}

}  // namespace
}  // namespace scenarios
