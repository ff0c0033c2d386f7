// What a request for a cached list costs once it has been read: routing, token, answer.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "bench/simulated_cache.h"
#include "controller/http/api.h"

namespace bench {
namespace {

using namespace std::chrono_literals;

// Ten requests of one channel, as the CLI prints them.
std::string ten_requests() {
  std::string text = R"({"channel":"telegram","requests":[)";
  for (int i = 0; i < 10; ++i) {
    if (i > 0) text += ',';
    text +=
        R"({"id":"81111111)" + std::to_string(i) + R"(","code":"ABCD234)" + std::to_string(i) +
        R"(","createdAt":"2025-12-18T00:00:00.000Z","meta":{"username":"alice","firstName":"Alice"}})";
  }
  return text + "]}";
}

// Every list answers at once; the gateway runs for ever.
class AtOnce final : public controller::ProcessSpawner {
 public:
  explicit AtOnce(controller::Scheduler& scheduler) : scheduler_(scheduler) {}

  controller::Result<std::unique_ptr<controller::ChildProcess>, std::string> spawn(
      const controller::SpawnSpec& spec, controller::ChildEvents& events) override {
    auto child = std::make_unique<Child>(*this, events);
    if (spec.argv.at(1) != "gateway") scheduler_.post(child->end);
    return std::unique_ptr<controller::ChildProcess>(std::move(child));
  }

 private:
  struct Child final : controller::ChildProcess {
    Child(AtOnce& spawner_in, controller::ChildEvents& events_in)
        : spawner(spawner_in), events(events_in), end(this) {}
    [[nodiscard]] std::int64_t pid() const override { return 1; }
    void signal(int /*number*/) override {}
    void answer() {
      events.on_output(controller::OutputStream::out, spawner.text_);
      events.on_exit(controller::ExitStatus{0, std::nullopt});
    }

    struct End : controller::Work {
      explicit End(Child* child_in)
          : Work([](Work& work) { static_cast<End&>(work).child->answer(); }), child(child_in) {}
      Child* child;
    };
    AtOnce& spawner;
    controller::ChildEvents& events;
    End end;
  };

  controller::Scheduler& scheduler_;
  std::string text_ = ten_requests();
};

class Discard final : public controller::OutputSink {
 public:
  void write(controller::OutputStream /*stream*/, std::string_view /*bytes*/) override {}
};

controller::ControllerConfig controller_config() {
  controller::ControllerConfig config;
  config.supervisor.gateway.argv = {"/usr/local/bin/openclaw", "gateway"};
  return config;
}

controller::HttpApiConfig http_config() {
  controller::HttpApiConfig config;
  config.token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  return config;
}

Task<void> ask(controller::HttpApi& api, controller::HttpRequest request, std::size_t& bytes) {
  auto answer = co_await api.handle(request);
  bytes += std::get<controller::HttpResponse>(answer).body->size();
}

void cached_list(benchmark::State& state) {
  Bed bed;
  AtOnce spawner(bed.process);
  Discard output;
  controller::PairingController controller(
      {bed.process, bed.wall, spawner, bed.config, output, bed.log}, controller_config());
  controller::HttpApi api(bed.process, bed.wall, controller, http_config());
  controller.start();
  bed.run_for(1s);
  const std::string bearer = "Bearer " + http_config().token;
  const std::array<controller::HttpHeader, 3> headers = {
      {{"Host", "controller"}, {"Accept", "*/*"}, {"Authorization", bearer}}};
  const controller::HttpRequest request{"GET", "/_kilo/pairing/channels", headers, {}};
  std::size_t bytes = 0;
  for (auto _ : state) {
    // To its end: nothing in it waits.
    Task<void> task = ask(api, request, bytes);
    task.handle().resume();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}
BENCHMARK(cached_list);

}  // namespace
}  // namespace bench
