// A doubly linked list whose links live in its elements: linking never allocates, and an element
// that dies leaves its list by itself. The list does not own its elements. Not thread safe.
#pragma once

namespace controller {

class ListNode {
 public:
  ListNode() = default;
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;
  ~ListNode() { unlink(); }

  [[nodiscard]] bool linked() const { return next_ != this; }
  void unlink() {
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = this;
  }

 private:
  template <class T>
  friend class IntrusiveList;

  ListNode* prev_ = this;
  ListNode* next_ = this;
};

// T derives from ListNode.
template <class T>
class IntrusiveList {
 public:
  IntrusiveList() = default;
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;
  ~IntrusiveList() { clear(); }

  [[nodiscard]] bool empty() const { return !head_.linked(); }
  // Precondition: !empty().
  T& front() { return element(head_.next_); }

  // Precondition: the element is in no list.
  void push_back(T& item) { insert_before(item, head_); }

  // Precondition: !empty().
  T& pop_front() {
    T& first = front();
    node(first).unlink();
    return first;
  }

  // The element after `item`, or nullptr at the end.
  T* next(T& item) {
    ListNode* following = node(item).next_;
    return following == &head_ ? nullptr : &element(following);
  }
  T* first() { return empty() ? nullptr : &front(); }

  void clear() {
    while (!empty()) pop_front();
  }

 private:
  static ListNode& node(T& item) { return static_cast<ListNode&>(item); }
  static T& element(ListNode* item) { return *static_cast<T*>(item); }

  static void insert_before(T& item, ListNode& position) {
    ListNode& fresh = node(item);
    fresh.prev_ = position.prev_;
    fresh.next_ = &position;
    position.prev_->next_ = &fresh;
    position.prev_ = &fresh;
  }

  ListNode head_;
};

}  // namespace controller
