#include "controller/instance/identity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "controller/base/ascii.h"

namespace controller::instance {
namespace {

std::string sandbox(std::string_view user_id) { return sandbox_id_of(user_id).value_or("refused"); }

TEST(Identity, SandboxIdIsBase64UrlWithoutPadding) {
  // RFC 4648, section 10, and the two digits that the alphabets differ in.
  EXPECT_EQ(sandbox("f"), "Zg");
  EXPECT_EQ(sandbox("fo"), "Zm8");
  EXPECT_EQ(sandbox("foo"), "Zm9v");
  EXPECT_EQ(sandbox("foob"), "Zm9vYg");
  EXPECT_EQ(sandbox("fooba"), "Zm9vYmE");
  EXPECT_EQ(sandbox("foobar"), "Zm9vYmFy");
  EXPECT_EQ(sandbox("aa~aa?"), "YWF-YWE_");
  EXPECT_EQ(sandbox("2f4a1c3e-9b7d-4e7a-8a53-0c5d8f1e6b20"),
            "MmY0YTFjM2UtOWI3ZC00ZTdhLThhNTMtMGM1ZDhmMWU2YjIw");
}

TEST(Identity, HostileUserIdsAreEncodedOrRefused) {
  for (const std::string_view no_text :
       {std::string_view("\0", 1), std::string_view("a\0b", 3), std::string_view("\xFB\xFF\xFE"),
        std::string_view("a\xC3"), std::string_view("\xED\xA0\x80")})
    EXPECT_EQ(sandbox(no_text), "refused");
  EXPECT_EQ(sandbox("a\r\nb"), "YQ0KYg");
  EXPECT_EQ(sandbox("../../etc"), "Li4vLi4vZXRj");
  EXPECT_EQ(sandbox("J\xC3\xBCrgen"), "SsO8cmdlbg");
  EXPECT_EQ(sandbox(""), "refused");
  EXPECT_EQ(sandbox(std::string(47, 'a')).size(), kMaxSandboxIdLength);
  EXPECT_EQ(sandbox(std::string(48, 'a')), "refused");
  EXPECT_EQ(sandbox(std::string(10'240, 'a')), "refused");
}

RC_GTEST_PROP(Identity, SandboxIdsAreSafeAndDiffer, (const std::string& a, const std::string& b)) {
  const auto id = sandbox_id_of(a);
  if (!id) return;
  RC_ASSERT(
      std::ranges::all_of(*id, [](char c) { return is_alnum_ascii(c) || c == '-' || c == '_'; }));
  RC_ASSERT((sandbox_id_of(b) == id) == (a == b));
}

TEST(Identity, VolumeNameIsLowerCaseAndCut) {
  EXPECT_EQ(volume_name_of("Zm9v-_Yg"), "kiloclaw_zm9v__yg");
  EXPECT_EQ(volume_name_of("MmY0YTFjM2UtOWI3ZC00ZTdhLThh"), "kiloclaw_mmy0ytfjm2utowi3zc00z");
  EXPECT_EQ(volume_name_of("MmY0YTFjM2UtOWI3ZC00ZTdhLThh").size(), kMaxVolumeNameLength);
  EXPECT_EQ(volume_name_of("MmY0YTFjM2UtOWI3ZC00Z1"), volume_name_of("MmY0YTFjM2UtOWI3ZC00Z2"));
}

TEST(Identity, TokenIsHmacSha256) {
  // RFC 4231, test cases 2 and 6.
  EXPECT_EQ(controller_token("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(controller_token(std::string(131, '\xAA'),
                             "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Identity, ListKeysNameKindAppAndMachine) {
  EXPECT_EQ(list_key(Kind::channels, "app", "148e"), "pairing:app:148e");
  EXPECT_EQ(list_key(Kind::devices, "app", "148e"), "device-pairing:app:148e");
}

}  // namespace
}  // namespace controller::instance
