// Threads that all do the same work beside the caller; ended and joined on every way out.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace scenarios {

// `Board`, which they share, has thread_started(), thread_ended(), to be said by the work at its
// end, and end(), after which the work ends soon.
template <class Board>
class Crew {
 public:
  // Fewer threads than wished for do as well, as long as there is one.
  Crew(Board& board, std::size_t size, const std::function<void()>& work) : board_(board) {
    for (std::size_t i = 0; i < size; ++i)
      if (!hire(work)) break;
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() {
    board_.end();
    for (auto& thread : threads_) thread.join();
  }

 private:
  bool hire(const std::function<void()>& work) {
    board_.thread_started();
    try {
      threads_.emplace_back(work);
    } catch (const std::exception&) {
      board_.thread_ended();
      if (threads_.empty()) throw;
      return false;
    }
    return true;
  }

  Board& board_;
  std::vector<std::thread> threads_;
};

}  // namespace scenarios
