// Tells many what happens, and spares those who would not listen: most of them override only one or
// two of the functions by which they are told, and a run has hundreds of events.
#pragma once

#include <tuple>
#include <utility>
#include <vector>

namespace scenarios::seen {

// The base of a class whose virtual functions tell what happens. What such a function does by
// itself must be to say ignore(), so that who does not override it is known as soon as it is
// called; and it must be private, so that no overrider calls it.
class Listener {
 protected:
  ~Listener() = default;
  void ignore() { ignores_ = true; }

 private:
  template <class One, auto Function>
  friend class Audience;

  bool ignores_ = false;
};

// Who is told by `Function`, in the order in which they were added: at first all, and from then on
// those who override it. `One` is a Listener.
template <class One, auto Function>
class Audience {
 public:
  void add(One& one) { members_.push_back(&one); }

  template <class... News>
  void tell(const News&... news) {
    if (!is_known_) return tell_first(news...);
    for (One* one : members_) (one->*Function)(news...);
  }

 private:
  template <class... News>
  void tell_first(const News&... news) {
    is_known_ = true;
    std::vector<One*> listening;
    for (One* one : members_) {
      Listener& listener = *one;
      listener.ignores_ = false;
      (one->*Function)(news...);
      if (!listener.ignores_) listening.push_back(one);
    }
    members_ = std::move(listening);
  }

  std::vector<One*> members_;
  bool is_known_ = false;
};

// An audience for each of the functions.
template <class One, auto... Functions>
class Audiences {
 public:
  // Before anything is told; `one` must outlive the last of it.
  void add(One& one) { (audience<Functions>().add(one), ...); }

  template <auto Function, class... News>
  void tell(const News&... news) {
    audience<Function>().tell(news...);
  }

 private:
  template <auto Function>
  Audience<One, Function>& audience() {
    return std::get<Audience<One, Function>>(audiences_);
  }

  std::tuple<Audience<One, Functions>...> audiences_;
};

}  // namespace scenarios::seen
