#include "scenarios/explore/explorer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

#include "scenarios/runner/crew.h"
#include "scenarios/runner/running_now.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
// Each so many runs one is done twice, to see whether it gives the same trace.
constexpr std::uint64_t kTwiceEvery = 64;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  return sim::Prng(a ^ (b * 0x9e3779b97f4a7c15ULL)).next();
}

// What the threads share.
class Search {
 public:
  explicit Search(const ExploreOptions& options) : options_(options) {}

  // The number of a run to do; nothing: enough has been done.
  std::optional<std::uint64_t> take() {
    const std::scoped_lock lock(mutex_);
    if (ended_ || next_ >= options_.runs) return std::nullopt;
    const std::uint64_t number =
        options_.first + options_.shard.index + next_ * options_.shard.count;
    if (number > last_) return std::nullopt;
    ++next_;
    return number;
  }

  void add(std::uint64_t number, const RunResult& result) {
    const std::scoped_lock lock(mutex_);
    exploration_.visits.add(result);
    exploration_.digest += mixed(result.trace_hash, number);
  }

  void add(Found found, const RunOutcome& outcome) {
    const std::scoped_lock lock(mutex_);
    if (found.number > last_) return;
    if (!options_.collect) last_ = found.number;
    const auto known = std::ranges::find(found_, found.fingerprint, &Found::fingerprint);
    if (known == found_.end()) {
      found.unkept = options_.keep(found.planned, outcome);
      found_.push_back(std::move(found));
      return;
    }
    const std::uint64_t runs = known->runs + 1;
    if (found.number < known->number) {
      options_.drop(known->planned);
      found.unkept = options_.keep(found.planned, outcome);
      *known = std::move(found);
    }
    known->runs = runs;
  }

  void end() {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
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
  // Waits a little while; true: no thread runs any more.
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return threads_ == 0; });
  }
  Visits visits() {
    const std::scoped_lock lock(mutex_);
    return exploration_.visits;
  }

  // After all threads have ended.
  Exploration result() {
    if (exception_) std::rethrow_exception(exception_);
    exploration_.complete = next_ == options_.runs || last_ != kNone;
    // Of the runs beyond the first failure some were done, some not: that depends on the threads.
    std::ranges::sort(found_, {}, &Found::number);
    for (; !found_.empty() && found_.back().number > last_; found_.pop_back())
      options_.drop(found_.back().planned);
    exploration_.found = std::move(found_);
    return std::move(exploration_);
  }

 private:
  const ExploreOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ = 0;
  std::uint64_t last_ = kNone;  // no run beyond it is of interest
  std::size_t threads_ = 0;
  bool ended_ = false;
  std::exception_ptr exception_;
  Exploration exploration_;
  std::vector<Found> found_;
};

void learn_steps(const ExploreOptions& options, Planned& planned) {
  Scenario& scenario = planned.scenario;
  Scenario plain = scenario;
  plain.order = Order::fifo;
  plain.pct.reset();
  sim::Pct pct = scenario.pct.value_or(sim::Pct{});
  const RunOptions only_counted{.seed = planned.seeds[0], .judged = false};
  pct.steps = std::max<std::uint64_t>(1, options.run(plain, only_counted).steps);
  scenario.pct = pct;
  options.drawn(planned);
}

void do_run(const ExploreOptions& options, std::uint64_t number, Search& search) {
  Planned planned = explored_run(options, number);
  const std::uint64_t seed = planned.seeds[0];
  const auto outcome = number % kTwiceEvery == 0 ? run_twice(options.run, planned, seed)
                                                 : run_one(options.run, planned, seed, false);
  if (outcome.result.interrupted) return search.end();
  search.add(number, outcome.result);
  if (const auto fingerprint = fingerprint_of(outcome.result, outcome.remark))
    search.add({number, std::move(planned), *fingerprint,
                finding_of(outcome.result, *fingerprint, outcome.remark)},
               outcome);
}

void work(const ExploreOptions& options, Search& search) {
  try {
    while (!options.stopped()) {
      const auto number = search.take();
      if (!number) break;
      const RunningNow mark("run " + std::to_string(*number) + ": " +
                            explore_command(options, *number));
      do_run(options, *number, search);
    }
  } catch (...) {
    search.fail(std::current_exception());
  }
  search.thread_ended();
}

Profile profile_of(const ExploreOptions& options, std::uint64_t number) {
  return options.profiles[number % options.profiles.size()];
}

}  // namespace

std::string explore_command(const ExploreOptions& options, std::uint64_t number) {
  return "pairbench explore --seed " + std::to_string(options.seed) + " --first " +
         std::to_string(number) + " --runs 1 --profile " +
         std::string(name_of(profile_of(options, number)));
}

Planned explored_run(const ExploreOptions& options, std::uint64_t number) {
  const std::uint64_t seed = mixed(options.seed, number);
  sim::SeededChoices choices(seed);
  const Profile profile = profile_of(options, number);
  Planned planned{{},
                  options.generate(profile, choices),
                  Seeds(seed >> 32U, 1),
                  explore_command(options, number)};
  planned.scenario.name = "explored-" + std::string(name_of(profile)) + "-" +
                          std::to_string(options.seed) + "-" + std::to_string(number);
  planned.scenario.seed = planned.seeds[0];
  options.drawn(planned);
  if (planned.scenario.order == Order::pct) learn_steps(options, planned);
  return planned;
}

Exploration explore(const ExploreOptions& options) {
  Search search(options);
  {
    const Crew crew(search, std::max<std::size_t>(1, options.jobs),
                    [&options, &search] { work(options, search); });
    while (!search.wait()) options.progress(search.visits());
  }
  return search.result();
}

}  // namespace scenarios
