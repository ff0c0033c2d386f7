#include "scenarios/runner/run_all.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "scenarios/runner/crew.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/running_now.h"

namespace scenarios {
namespace {

struct Job {
  std::size_t scenario = 0;
  std::size_t seed = 0;
};

// What the threads share. Runs are handed out scenario by scenario, so that few scenarios are open
// at a time.
class Board {
 public:
  explicit Board(const Plan& plan) : plan_(plan), tallies_(plan.scenarios.size()) {
    for (const auto& planned : plan.scenarios) progress_.runs += planned.seeds.size();
  }

  std::optional<Job> take() {
    const std::scoped_lock lock(mutex_);
    if (ended_ || next_.scenario == plan_.scenarios.size()) return std::nullopt;
    const Job job = next_;
    if (!tallies_[job.scenario]) open(job.scenario);
    if (++next_.seed == plan_.scenarios[job.scenario].seeds.size()) next_ = {job.scenario + 1, 0};
    return job;
  }

  void add(const Job& job, const RunOutcome& outcome) {
    const std::scoped_lock lock(mutex_);
    auto& tally = *tallies_[job.scenario];
    tally.add(job.seed, outcome);
    ++progress_.runs_done;
    if (tally.complete()) changed_.notify_all();
  }

  // A run was ended before its time.
  void interrupt() {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
  }

  // Nothing more is handed out.
  void end() {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  void fail(std::string error) {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (error_.empty()) error_ = std::move(error);
  }
  void fail(std::exception_ptr exception) {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (!exception_) exception_ = std::move(exception);
  }

  void thread_started() {
    const std::scoped_lock lock(mutex_);
    ++threads_;
  }
  void thread_ended() {
    const std::scoped_lock lock(mutex_);
    --threads_;
    changed_.notify_all();
  }

  // Waits until the scenario is complete or no thread runs any more; false: a little while has
  // passed instead.
  bool wait_for(std::size_t scenario) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(100), [&] {
      return threads_ == 0 || (tallies_[scenario] && tallies_[scenario]->complete());
    });
  }
  // One that never began is empty.
  std::unique_ptr<Tally> close(std::size_t scenario) {
    const std::scoped_lock lock(mutex_);
    if (!tallies_[scenario]) open(scenario);
    return std::move(tallies_[scenario]);
  }
  Progress progress() {
    const std::scoped_lock lock(mutex_);
    return progress_;
  }
  bool failed() {
    const std::scoped_lock lock(mutex_);
    return !error_.empty() || exception_;
  }
  // After all threads have ended.
  RunAllResult result() {
    if (exception_) std::rethrow_exception(exception_);
    return {interrupted_ || progress_.runs_done < progress_.runs, error_};
  }

 private:
  void open(std::size_t scenario) {
    tallies_[scenario] = std::make_unique<Tally>(plan_.scenarios[scenario]);
  }

  const Plan& plan_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Tally>> tallies_;
  Progress progress_;
  Job next_;
  std::size_t threads_ = 0;
  bool ended_ = false;
  bool interrupted_ = false;
  std::string error_;
  std::exception_ptr exception_;
};

void do_job(const Plan& plan, const RunAllOptions& options, const Job& job, Board& board) {
  const auto& planned = plan.scenarios[job.scenario];
  const bool only_one = planned.seeds.size() == 1;
  const auto seed = planned.seeds[job.seed];
  const RunningNow mark(seed_text(planned.scenario, seed) + ": " + replay_command(planned.file) +
                        " --seed " + std::to_string(seed));
  const auto outcome = run_one(options.run, planned, seed, only_one);
  if (outcome.result.interrupted) {
    board.interrupt();
    // Of one among many, nothing is missed: it counts as not run.
    if (!only_one) return;
  }
  if (only_one || outcome.result.verdict != Verdict::passed)
    if (auto error = options.keep(planned, outcome)) return board.fail(std::move(*error));
  board.add(job, outcome);
}

void work(const Plan& plan, const RunAllOptions& options, Board& board) {
  try {
    while (!options.stopped()) {
      const auto job = board.take();
      if (!job) break;
      do_job(plan, options, *job, board);
    }
  } catch (...) {
    board.fail(std::current_exception());
  }
  board.thread_ended();
}

void report_in_order(const Plan& plan, const RunAllOptions& options, Board& board) {
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) {
    while (!board.wait_for(i)) options.progress(board.progress());
    if (board.failed()) return;
    const auto tally = board.close(i);
    if (auto error = options.finished(*tally)) return board.fail(std::move(*error));
  }
}

}  // namespace

RunAllResult run_all(const Plan& plan, const RunAllOptions& options) {
  Board board(plan);
  {
    const auto runs = std::max<std::size_t>(1, board.progress().runs);
    const Crew crew(board, std::clamp<std::size_t>(options.jobs, 1, runs),
                    [&plan, &options, &board] { work(plan, options, board); });
    report_in_order(plan, options, board);
  }
  return board.result();
}

}  // namespace scenarios
