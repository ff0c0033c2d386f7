// Throughput of the keyword search over the recorded verbose log of the gateway (L1).
#include <benchmark/benchmark.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "controller/pairing/log_trigger.h"

namespace {

std::vector<std::string> recorded_lines() {
  std::ifstream file(PAIRBENCH_SOURCE_DIR
                     "/sim/recordings/openclaw-2026.3.13/gateway-verbose.jsonl");
  std::vector<std::string> lines;
  for (std::string row; std::getline(file, row);) {
    const auto json = nlohmann::json::parse(row);
    if (json.at("stream") != "marker") lines.push_back(json.at("line"));
  }
  return lines;
}

void scan_recorded_log(benchmark::State& state) {
  const auto lines = recorded_lines();
  if (lines.empty()) return state.SkipWithError("the recording is missing");
  const controller::LogTrigger trigger;
  std::size_t bytes = 0;
  for (const auto& line : lines) bytes += line.size();
  for (auto _ : state) {
    std::size_t triggers = 0;
    for (const auto& line : lines) triggers += trigger.matches(line) ? 1 : 0;
    benchmark::DoNotOptimize(triggers);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * lines.size()));
}
BENCHMARK(scan_recorded_log);

}  // namespace
