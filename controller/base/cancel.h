// Cancellation. A CancelSource is cancelled once; whoever holds its token learns it through a
// CancelCallback. Callbacks run inside cancel(), so they only take note and wake up; they never
// resume a coroutine themselves.
#pragma once

#include "controller/base/intrusive_list.h"

namespace controller {

class CancelSource;

// A view of a CancelSource, or of none at all (never cancelled). The source must outlive its use.
class CancelToken {
 public:
  CancelToken() = default;
  explicit CancelToken(CancelSource& source) : source_(&source) {}
  [[nodiscard]] bool cancelled() const;

 private:
  friend class CancelCallback;
  CancelSource* source_ = nullptr;
};

// Runs `run` once when the token's source is cancelled, unless destroyed before. Registering with a
// token that is cancelled already runs nothing: check cancelled() first.
class CancelCallback : public ListNode {
 public:
  using Run = void (*)(CancelCallback&);
  explicit CancelCallback(Run run) : run_(run) {}
  void watch(CancelToken token);

 private:
  friend class CancelSource;
  Run run_;
};

class CancelSource {
 public:
  CancelSource() = default;
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;

  [[nodiscard]] CancelToken token() { return CancelToken(*this); }
  [[nodiscard]] bool cancelled() const { return cancelled_; }

  // The first call runs the callbacks in the order of their registration; further calls do nothing.
  void cancel() {
    cancelled_ = true;
    while (!callbacks_.empty()) {
      CancelCallback& callback = callbacks_.pop_front();
      callback.run_(callback);
    }
  }

 private:
  friend class CancelCallback;
  bool cancelled_ = false;
  IntrusiveList<CancelCallback> callbacks_;
};

inline bool CancelToken::cancelled() const { return source_ != nullptr && source_->cancelled(); }

inline void CancelCallback::watch(CancelToken token) {
  unlink();
  if (token.source_ != nullptr && !token.source_->cancelled_)
    token.source_->callbacks_.push_back(*this);
}

}  // namespace controller
