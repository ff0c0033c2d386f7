#include "controller/posix/config_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

namespace controller::posix {
namespace {

class ConfigFileTest : public ::testing::Test {
 protected:
  ConfigFileTest() {
    std::array<char, 32> name = {"/tmp/config_file_XXXXXX"};
    folder = ::mkdtemp(name.data());
  }
  ~ConfigFileTest() override { std::filesystem::remove_all(folder); }

  std::string error_for(const std::string& path) {
    std::string bytes;
    std::string error;
    return ConfigFile(path).read(bytes, error) ? "read" : error;
  }

  std::string folder;
};

TEST_F(ConfigFileTest, ReadsTheWholeFileAsItIsNow) {
  const std::string path = folder + "/c";
  ConfigFile config(path);
  std::string bytes;
  std::string error;
  for (const std::size_t size : {0UL, 5UL, 100'000UL, 20UL}) {
    std::ofstream(path) << std::string(size, 'c');
    ASSERT_TRUE(config.read(bytes, error)) << error;
    EXPECT_TRUE(bytes == std::string(size, 'c')) << size;
  }
}

TEST_F(ConfigFileTest, SaysWhyItCannot) {
  EXPECT_EQ(error_for(folder + "/missing"), "No such file or directory");
  EXPECT_EQ(error_for(folder), "not a regular file");
  ASSERT_EQ(::mkfifo((folder + "/fifo").c_str(), 0600), 0);
  EXPECT_EQ(error_for(folder + "/fifo"), "not a regular file");
  std::filesystem::resize_file((std::ofstream(folder + "/big"), folder + "/big"), 17U << 20U);
  EXPECT_EQ(error_for(folder + "/big"), "larger than 16 MiB");
}

}  // namespace
}  // namespace controller::posix
