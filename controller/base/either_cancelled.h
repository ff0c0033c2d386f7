// A cancel source that is cancelled with either of two others, which must outlive it.
#pragma once

#include "controller/base/cancel.h"

namespace controller {

class EitherCancelled {
 public:
  EitherCancelled(CancelToken first, CancelToken second) : first_(this), second_(this) {
    if (first.cancelled() || second.cancelled()) source_.cancel();
    first_.watch(first);
    second_.watch(second);
  }
  EitherCancelled(const EitherCancelled&) = delete;
  EitherCancelled& operator=(const EitherCancelled&) = delete;

  [[nodiscard]] CancelToken token() { return source_.token(); }
  [[nodiscard]] bool cancelled() const { return source_.cancelled(); }

 private:
  struct Watch : CancelCallback {
    explicit Watch(EitherCancelled* either_in)
        : CancelCallback([](CancelCallback& callback) {
            static_cast<Watch&>(callback).either->source_.cancel();
          }),
          either(either_in) {}
    EitherCancelled* either;
  };

  CancelSource source_;
  Watch first_;
  Watch second_;
};

}  // namespace controller
