#include "sim/trace/recorder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace sim {
namespace {

class Last final : public EventSink {
 public:
  void on_event(const Event& event) override { last = event; }
  Event last;
};

struct Bed {
  Bed() { recorder.add_sink(sink); }
  VirtualScheduler time;
  WallClock wall{time, WallTime()};
  Recorder recorder{time, wall};
  Last sink;
};

TEST(TraceHash, TakesEightBytesAWordAndFillsUpTheLast) {
  const std::string text =
      "\xff"
      "bcdefgh\x80jklmnop\xfe";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    TraceHash expected;
    expected.add(std::uint64_t{size});
    for (std::size_t begin = 0; begin < size; begin += 8) {
      std::uint64_t word = 0;
      for (std::size_t i = begin; i < std::min(begin + 8, size); ++i)
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i - begin));
      expected.add(word);
    }
    TraceHash hash;
    hash.add(std::string_view(text).substr(0, size));
    EXPECT_EQ(hash.value(), expected.value()) << size;
  }
}

TEST(Recorder, AnEventMadeInPlaceIsTheOneThatIsHandedOver) {
  const InstanceStarted started{"c2FuZGJveA", "alice"};
  Bed handed;
  Bed made;
  EXPECT_EQ(handed.recorder.emit(3, started), 1U);
  EXPECT_EQ(made.recorder.emit_made(3, [&started] { return started; }), 1U);
  EXPECT_EQ(made.recorder.hash(), handed.recorder.hash());
  EXPECT_EQ(made.sink.last.process, 3U);
  ASSERT_TRUE(std::holds_alternative<InstanceStarted>(made.sink.last.body));
  EXPECT_EQ(std::get<InstanceStarted>(made.sink.last.body).user, "alice");
}

TEST(Recorder, WhenMutedNothingIsMade) {
  Bed bed;
  bed.recorder.mute();
  bool asked = false;
  const auto make = [&asked] {
    asked = true;
    return CalmBegan{};
  };
  EXPECT_EQ(bed.recorder.emit_made(0, make), 0U);
  EXPECT_FALSE(asked);
}

}  // namespace
}  // namespace sim
