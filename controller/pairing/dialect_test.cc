#include "controller/pairing/dialect.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

constexpr const char* kId = "00000001-0000-4000-8000-000000000001";

TEST(Dialect, OpenclawIsTheDefault) {
  const Dialect dialect;
  const std::string program = "/usr/local/bin/openclaw";
  EXPECT_EQ(dialect.list_channel("telegram"),
            (Argv{program, "pairing", "list", "telegram", "--json"}));
  EXPECT_EQ(dialect.list_devices(), (Argv{program, "devices", "list", "--json"}));
  EXPECT_EQ(dialect.approve_channel("slack", "ZZZZC5QW"),
            (Argv{program, "pairing", "approve", "slack", "ZZZZC5QW", "--notify"}));
  EXPECT_EQ(dialect.approve_device(kId), (Argv{program, "devices", "approve", kId}));
  EXPECT_EQ(dialect.version(), (Argv{program, "--version"}));
}

TEST(Dialect, Kilo) {
  const Dialect dialect(Dialect::Name::kilo, "kilo");
  EXPECT_EQ(dialect.list_channel("telegram"),
            (Argv{"kilo", "pairing", "list", "telegram", "--json"}));
  EXPECT_EQ(dialect.list_devices(), (Argv{"kilo", "device-pairing", "list", "--json"}));
  EXPECT_EQ(dialect.approve_channel("slack", "A"),
            (Argv{"kilo", "pairing", "approve", "slack", "A", "--notify"}));
  EXPECT_EQ(dialect.approve_device(kId), (Argv{"kilo", "device-pairing", "approve", kId}));
  EXPECT_EQ(dialect.version(), (Argv{"kilo", "--version"}));
}

TEST(Dialect, Names) {
  EXPECT_EQ(Dialect::parse_name("openclaw"), Dialect::Name::openclaw);
  EXPECT_EQ(Dialect::parse_name("kilo"), Dialect::Name::kilo);
  EXPECT_EQ(Dialect::parse_name("Kilo"), std::nullopt);
  EXPECT_EQ(Dialect::parse_name(""), std::nullopt);
}

}  // namespace
}  // namespace controller
