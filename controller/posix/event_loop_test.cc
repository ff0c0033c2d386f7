#include "controller/posix/event_loop.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "controller/base/task.h"
#include "controller/base/wait.h"

namespace controller::posix {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class Noting : public Timer {
 public:
  Noting(std::string& into, char what, EventLoop* stops = nullptr)
      : Timer([](Work& work) {
          auto& self = static_cast<Noting&>(work);
          self.into_ += self.what_;
          if (self.stops_ != nullptr) self.stops_->stop();
        }),
        into_(into),
        what_(what),
        stops_(stops) {}

 private:
  std::string& into_;
  char what_;
  EventLoop* stops_;
};

TEST(EventLoop, RunsWorkInOrderAndTimersByDeadline) {
  EventLoop loop;
  std::string order;
  Noting late(order, 'd', &loop);
  Noting early(order, 'c');
  Noting first(order, 'a');
  Noting second(order, 'b');
  loop.arm(late, loop.now() + milliseconds(3));
  loop.arm(early, loop.now() + milliseconds(1));
  loop.post(first);
  loop.post(second);
  loop.run();
  EXPECT_EQ(order, "abcd");
}

TEST(EventLoop, NeverFiresBeforeTheDeadline) {
  for (int i = 0; i < 20; ++i) {
    EventLoop loop;
    std::string order;
    Noting timer(order, 'x', &loop);
    const Instant deadline = loop.now() + std::chrono::microseconds(300 + 37 * i);
    loop.arm(timer, deadline);
    loop.run();
    EXPECT_GE(loop.now(), deadline);
  }
}

TEST(EventLoop, AnEarlierTimerMovesTheAlarm) {
  EventLoop loop;
  std::string order;
  Noting never(order, 'n');
  Noting far(order, 'f');
  Noting soon(order, 's', &loop);
  loop.arm(never, kNever);
  loop.arm(far, loop.now() + hours(1000000));
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(5));
    loop.post_from_anywhere([&] { loop.arm(soon, loop.now()); });
  });
  loop.run();
  other.join();
  EXPECT_EQ(order, "s");
}

TEST(EventLoop, DisarmedTimersDoNotFire) {
  EventLoop loop;
  std::string order;
  Noting end(order, 'e', &loop);
  {
    Noting gone(order, 'g');
    Noting taken_back(order, 't');
    loop.arm(gone, loop.now());
    loop.arm(taken_back, loop.now());
    taken_back.disarm();
  }
  loop.arm(end, loop.now() + milliseconds(1));
  loop.run();
  EXPECT_EQ(order, "e");
}

TEST(EventLoop, WorkThatPostsItselfDoesNotKeepOthersWaiting) {
  struct Again : Work {
    explicit Again(EventLoop& on)
        : Work([](Work& work) { static_cast<Again&>(work).loop.post(work); }), loop(on) {}
    EventLoop& loop;
  };
  EventLoop loop;
  Again again(loop);
  loop.post(again);
  loop.post_from_anywhere([&] { loop.stop(); });
  loop.run();
  EXPECT_TRUE(again.linked());
}

TEST(EventLoop, HandlersThatNeverEndDoNotKeepTimersWaiting) {
  EventLoop loop;
  std::string order;
  Noting end(order, 'e', &loop);
  loop.arm(end, loop.now() + milliseconds(5));
  std::function<void()> again = [&] { loop.post_from_anywhere(again); };
  loop.post_from_anywhere(again);
  loop.run();
  EXPECT_EQ(order, "e");
}

TEST(EventLoop, WorkLeftWhenStoppedRunsNextTime) {
  EventLoop loop;
  std::string order;
  Noting first(order, '1', &loop);
  Noting second(order, '2', &loop);
  loop.post(first);
  loop.post(second);
  loop.run();
  EXPECT_EQ(order, "1");
  loop.run();
  EXPECT_EQ(order, "12");
}

}  // namespace
}  // namespace controller::posix
