// A timer that calls a member function.
#pragma once

#include "sim/world/process.h"

namespace sim {

template <class T, void (T::*Member)()>
class MemberTimer final : public Timer {
 public:
  explicit MemberTimer(T* target)
      : Timer([](Work& work) { (static_cast<MemberTimer&>(work).target_->*Member)(); }),
        target_(target) {}

 private:
  T* target_;
};

}  // namespace sim
