#include "scenarios/invariants/support/audience.h"

#include <gmock/gmock.h>

#include <string>

namespace scenarios::seen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Told = std::vector<std::string>;

class Guest : public Listener {
 public:
  Guest(std::string name, Told& told) : name_(std::move(name)), told_(told) {}
  virtual ~Guest() = default;

  virtual void joke(int number) {
    note("nothing of joke ", number);
    ignore();
  }
  virtual void news(int number) {
    note("nothing of news ", number);
    ignore();
  }

 protected:
  void note(const std::string& what, int number) {
    told_.push_back(name_ + " hears " + what + std::to_string(number));
  }

 private:
  std::string name_;
  Told& told_;
};

class Laughing final : public Guest {
 public:
  using Guest::Guest;
  void joke(int number) override { note("joke ", number); }
};

class Reading final : public Guest {
 public:
  using Guest::Guest;
  void joke(int number) override { note("joke ", number); }
  void news(int number) override { note("news ", number); }
};

class AudienceTest : public ::testing::Test {
 protected:
  AudienceTest() {
    for (Guest* guest : {&nobody_, static_cast<Guest*>(&ann_), static_cast<Guest*>(&bob_)})
      guests_.add(*guest);
  }

  // What they hear of it.
  template <auto Function>
  Told tell(int number) {
    told_.clear();
    guests_.tell<Function>(number);
    return told_;
  }

  Told told_;
  Guest nobody_{"nobody", told_};
  Reading ann_{"ann", told_};
  Laughing bob_{"bob", told_};
  Audiences<Guest, &Guest::joke, &Guest::news> guests_;
};

TEST_F(AudienceTest, TellsThoseWhoListenInTheOrderInWhichTheyWereAdded) {
  tell<&Guest::joke>(1);
  EXPECT_THAT(tell<&Guest::joke>(2), ElementsAre("ann hears joke 2", "bob hears joke 2"));
  EXPECT_THAT(tell<&Guest::joke>(3), ElementsAre("ann hears joke 3", "bob hears joke 3"));
}

TEST_F(AudienceTest, FindsOutWhoListensWhenItTellsForTheFirstTime) {
  EXPECT_THAT(tell<&Guest::news>(1),
              ElementsAre("nobody hears nothing of news 1", "ann hears news 1",
                          "bob hears nothing of news 1"));
  EXPECT_THAT(tell<&Guest::news>(2), ElementsAre("ann hears news 2"));
  EXPECT_THAT(tell<&Guest::joke>(1), ElementsAre("nobody hears nothing of joke 1",
                                                 "ann hears joke 1", "bob hears joke 1"));
}

}  // namespace
}  // namespace scenarios::seen
