// The fake Fly: the price of one call, typed and as bytes.
#include <benchmark/benchmark.h>

#include <string>

#include "controller/base/scope.h"
#include "sim/choice/seeded_choices.h"
#include "sim/fly/fly_transport.h"
#include "sim/fly/http_front.h"
#include "sim/fly/typed_fly.h"

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCreate =
    R"({"name":"c2FuZGJveA","region":"iad","config":{"image":"registry.fly.io/app:1",)"
    R"("env":{"A":"1","B":"2","C":"3"},"metadata":{"kiloclaw_user_id":"user",)"
    R"("kiloclaw_sandbox_id":"c2FuZGJveA"},"guest":{"cpu_kind":"shared","cpus":2,)"
    R"("memory_mb":3072},"mounts":[],"restart":{"policy":"on-failure"},"services":[{)"
    R"("protocol":"tcp","internal_port":18789,"autostart":false,"autostop":"off","ports":[{)"
    R"("port":443,"handlers":["tls","http"]}]}],"checks":{"health":{"type":"http","port":18789,)"
    R"("method":"GET","path":"/_kilo/health","interval":"30s","timeout":"5s",)"
    R"("grace_period":"120s"}}}})";
constexpr std::string_view kTarget = "/v1/apps/pairbench/machines";

controller::HeaderList headers() { return {{"authorization", "Bearer fly-token"}}; }

// Read, carried out, written.
void fly_json_create(benchmark::State& state) {
  sim::CalmChoices choices;
  sim::FlyModel model(sim::FlyConfig{}, choices);
  const controller::HeaderList sent = headers();
  sim::FlyNow now{};
  std::uint64_t ticket = 0;
  for (auto step : state) {
    sim::FlyRequest request = sim::read_fly_request("POST", kTarget, sent, kCreate);
    auto& create = std::get<sim::fly_call::CreateMachine>(request.call);
    create.name += std::to_string(ticket);
    auto reply = model.step(request, ++ticket, now);
    benchmark::DoNotOptimize(sim::write_fly_reply(*reply, ticket));
    benchmark::DoNotOptimize(model.take_effects());
  }
}
BENCHMARK(fly_json_create)->Iterations(2000);

void fly_json_get(benchmark::State& state) {
  sim::CalmChoices choices;
  sim::FlyModel model(sim::FlyConfig{}, choices);
  const controller::HeaderList sent = headers();
  const sim::FlyRequest create = sim::read_fly_request("POST", kTarget, sent, kCreate);
  const auto made = model.step(create, 1, sim::FlyNow{});
  const std::string target =
      std::string(kTarget) + "/" + std::get<sim::FlyMachineView>(made->body).id;
  std::uint64_t ticket = 1;
  for (auto step : state) {
    const sim::FlyRequest request = sim::read_fly_request("GET", target, sent, {});
    const auto reply = model.step(request, ++ticket, sim::FlyNow{});
    benchmark::DoNotOptimize(sim::write_fly_reply(*reply, ticket));
  }
}
BENCHMARK(fly_json_get);

// One call after the other through the service, in virtual time.
struct Bed {
  sim::CalmChoices choices;
  sim::VirtualScheduler time;
  sim::WallClock wall{time, controller::WallTime(1700000000s)};
  sim::Process world{time, 0, "world"};
  sim::Process caller{time, 1, "instance"};
  sim::Recorder recorder{time, wall};
  sim::CloudFaultBook faults;
  sim::FlyService service{{world, wall, choices, recorder, faults}, sim::FlyConfig{}};
  sim::FlyTransport transport{service, caller, "c2FuZGJveA"};
  sim::TypedFly typed{service, caller, "c2FuZGJveA"};
  controller::Scope scope{caller};
};

controller::Task<void> get_typed(Bed& bed, const std::string& id, std::int64_t times) {
  const controller::CancelToken token;
  for (; times > 0; --times) {
    const auto reply = co_await bed.typed.get_machine(id, token);
    if (!reply.ok()) std::abort();
  }
}

controller::Task<void> get_bytes(Bed& bed, const std::string& id, std::int64_t times) {
  controller::OutboundRequest request;
  request.method = "GET";
  request.url = "https://api.machines.dev" + std::string(kTarget) + "/" + id;
  request.headers = headers();
  const controller::CancelToken token;
  for (; times > 0; --times) {
    const auto reply = co_await bed.transport.send(request, token);
    if (!reply.ok() || reply->status != 200) std::abort();
  }
}

template <class Calls>
void through_service(benchmark::State& state, Calls calls) {
  constexpr std::int64_t kCalls = 1000;
  for (auto step : state) {
    Bed bed;
    controller::fly::MachineSpec spec;
    spec.image = "image";
    const std::string id = bed.service.model().seed_machine(
        "name", "iad", spec, controller::fly::MachineState::started, bed.service.now());
    bed.scope.spawn(calls(bed, id, kCalls));
    bed.time.run_until(controller::Instant(24h));
  }
  state.SetItemsProcessed(state.iterations() * kCalls);
}
void fly_service_typed_get(benchmark::State& state) { through_service(state, get_typed); }
BENCHMARK(fly_service_typed_get);
void fly_service_json_get(benchmark::State& state) { through_service(state, get_bytes); }
BENCHMARK(fly_service_json_get);

}  // namespace
