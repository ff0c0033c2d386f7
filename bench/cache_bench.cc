// Refreshes of one simulated pairing cache: three channels and the devices, every 60 s, each call 5
// s.
#include <benchmark/benchmark.h>

#include "bench/simulated_cache.h"

namespace bench {
namespace {

using namespace std::chrono_literals;

// Virtual time of one iteration: a thousand refreshes or so.
constexpr Duration kStretch = 18h;

std::uint64_t refreshes_of(const controller::PairingCache& cache) {
  return cache.counters().refreshes_begun[0];
}

void report(benchmark::State& state, std::uint64_t refreshes) {
  state.SetItemsProcessed(static_cast<std::int64_t>(refreshes));
}

void typed_refreshes(benchmark::State& state) {
  Bed bed;
  FixedLister lister(bed.process);
  controller::PairingCache cache(bed.seams(lister), controller::PairingCacheConfig());
  cache.start();
  for (auto _ : state) bed.run_for(kStretch);
  report(state, refreshes_of(cache));
}
BENCHMARK(typed_refreshes);

void json_refreshes(benchmark::State& state, FixedRunner::Output output) {
  Bed bed;
  FixedRunner runner(bed.process, output);
  controller::Semaphore slots(bed.process, 4);
  controller::CliLister lister(bed.process, runner, slots, controller::CliConfig());
  controller::PairingCache cache(bed.seams(lister), controller::PairingCacheConfig());
  cache.start();
  for (auto _ : state) bed.run_for(kStretch);
  report(state, refreshes_of(cache));
}
BENCHMARK_CAPTURE(json_refreshes, same_bytes, FixedRunner::Output::same);
BENCHMARK_CAPTURE(json_refreshes, changing_bytes, FixedRunner::Output::changing);

// A whole day of one cache with a log line every 30 s, every tenth of which is a trigger.
void simulated_day(benchmark::State& state, FixedRunner::Output output) {
  for (auto _ : state) {
    Bed bed;
    FixedRunner runner(bed.process, output);
    controller::Semaphore slots(bed.process, 2);
    controller::CliLister lister(bed.process, runner, slots, controller::CliConfig());
    controller::PairingCache cache(bed.seams(lister), controller::PairingCacheConfig());
    cache.start();
    for (int line = 0; line < 24 * 120; ++line) {
      bed.run_for(30s);
      cache.on_log_line(
          line % 10 == 0 ? "[gateway] device pairing auto-approved device=4447d0e7 role=operator"
                         : "[ws] → event health seq=4 clients=1 presenceVersion=1 healthVersion=7");
    }
    benchmark::DoNotOptimize(refreshes_of(cache));
  }
}
BENCHMARK_CAPTURE(simulated_day, same_bytes, FixedRunner::Output::same)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(simulated_day, changing_bytes, FixedRunner::Output::changing)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench
