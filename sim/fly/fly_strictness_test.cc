// What the fake refuses although no fault rule asks it to (S5). Each test cites the fact of
// docs/fly-facts.md, or the OpenAPI description [spec], that it rests on.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/fly/http_front.h"
#include "sim/fly/testing/model_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;

// Requests as bytes.
struct Wire : ModelBed {
  std::string send(std::string_view method, std::string_view path, std::string_view body = {},
                   std::string_view token = "fly-token") {
    const controller::HeaderList headers = {{"Authorization", "Bearer " + std::string(token)}};
    const FlyRequest request = read_fly_request(method, path, headers, body);
    const auto reply = model.step(request, ++last_ticket, now);
    keep_effects();
    if (!reply) return "waits";
    const controller::InboundReply bytes = write_fly_reply(*reply, last_ticket);
    return std::to_string(bytes.status) + (bytes.status == 200 ? "" : " " + bytes.body);
  }
};

constexpr std::string_view kMachines = "/v1/apps/pairbench/machines";
constexpr std::string_view kVolumes = "/v1/apps/pairbench/volumes";

std::string refused(std::string_view status, std::string_view text) {
  return std::string(status) + " " + fly_error_body(text, "unknown");
}
std::string invalid(std::string_view detail) {
  return refused("400", "invalid_argument: " + std::string(detail));
}

// "a wait for stopped needs the instance_id [D]: the fake refuses it without"
TEST(FlyStrict, WaitingForStoppedNeedsTheInstance) {
  Wire wire;
  const std::string id = wire.started("a");
  const std::string path = std::string(kMachines) + "/" + id + "/wait?state=stopped";
  EXPECT_EQ(wire.send("GET", path), invalid("instance_id is required to wait for stopped"));
  EXPECT_EQ(wire.send("GET", path + "&instance_id=" + wire.instance_of(id)), "waits");
}

// "wait timeout over 60: 400"; [spec]: state is one of six words.
TEST(FlyStrict, WaitingHasItsLimits) {
  Wire wire;
  const std::string path = std::string(kMachines) + "/" + wire.started("a") + "/wait?timeout=";
  EXPECT_EQ(wire.send("GET", path + "60"), "200");
  EXPECT_EQ(wire.send("GET", path + "61"), invalid("timeout must be between 0 and 60 seconds"));
  EXPECT_EQ(wire.send("GET", path + "x"), invalid("invalid value of query parameter \"timeout\""));
  EXPECT_EQ(wire.send("GET", path + "1&state=created"), invalid("state is invalid"));
}

// "a volume belongs to one machine, in the same region: the fake refuses a mount across regions"
TEST(FlyStrict, NoMountAcrossRegions) {
  Wire wire;
  const std::string volume = wire.made(wire.fresh("lax"));
  EXPECT_EQ(wire.say(wire.create("a", volume, "iad")),
            "400 invalid_argument: volume " + volume + " is not in region iad");
  const std::string id = wire.started("b");
  EXPECT_EQ(wire.reply(wire.update(id, volume)).status, 400);
}

// "… and a second claim": 412 `volume already claimed by machine <id>`
TEST(FlyStrict, NoSecondClaim) {
  Wire wire;
  const std::string volume = wire.made(wire.fresh());
  const std::string id = wire.made(wire.create("a", volume));
  const std::string claimed = "412 volume already claimed by machine " + id;
  EXPECT_EQ(wire.say(wire.create("b", volume)), claimed);
  const std::string other = wire.started("c");
  EXPECT_EQ(wire.say(wire.update(other, volume)), claimed);
  EXPECT_EQ(wire.reply(wire.update(id, volume)).status, 200);  // its own
}

// "a fork is a create with source_volume_id; then size_gb is refused"
TEST(FlyStrict, NoSizeOnAFork) {
  Wire wire;
  const std::string source = wire.made(wire.fresh());
  const std::string fork = R"({"name":"v","region":"iad","source_volume_id":")" + source + "\"";
  EXPECT_EQ(wire.send("POST", kVolumes, fork + R"(,"size_gb":10})"),
            invalid("size_gb cannot be given with source_volume_id"));
  EXPECT_EQ(wire.send("POST", kVolumes, fork + "}"), "200");
}

// [spec]: the schemas of the bodies
TEST(FlyStrict, NoFieldsOrTypesThatTheDescriptionDoesNotHave) {
  Wire wire;
  const auto create = [&](const std::string& rest) {
    return wire.send("POST", kMachines, R"({"name":"a","region":"iad",)" + rest + "}");
  };
  EXPECT_EQ(create(R"("image":"x")"), invalid("json: unknown field \"image\""));
  EXPECT_EQ(create(R"("config":{"image":"x","mount":[]})"),
            invalid("json: unknown field \"mount\""));
  EXPECT_EQ(create(R"("config":{"image":"x","mounts":[{"volume":"v","path":"/root","x":1}]})"),
            invalid("json: unknown field \"x\""));
  EXPECT_EQ(create(R"("config":{"image":"x","env":{"A":1}})"),
            invalid("json: wrong type of field \"env\""));
  EXPECT_EQ(create(R"("config":{"image":"x","guest":{"cpus":"2"}})"),
            invalid("json: wrong type of field \"cpus\""));
  EXPECT_EQ(create(R"("config":{"image":"x","guest":{"cpus":2.5}})"),
            invalid("json: wrong type of field \"cpus\""));
  EXPECT_EQ(create(R"("config":{"image":"x","restart":{"policy":"never"}})"),
            invalid("invalid value of field \"policy\""));
  EXPECT_EQ(create(R"("config":{"image":"x","services":{}})"),
            invalid("json: wrong type of field \"services\""));
  EXPECT_EQ(create(R"("config":{"image":"x","statics":[{}]})"),
            invalid("missing field \"guest_path\""));
  EXPECT_EQ(create(R"("config":{})"), invalid("config.image is required"));
  EXPECT_EQ(create(R"("config":null)"), invalid("json: wrong type of field \"config\""));
  EXPECT_EQ(wire.send("POST", kMachines, "{"), invalid("invalid JSON"));
  EXPECT_EQ(wire.send("POST", kMachines, "[]"), invalid("invalid JSON"));
  EXPECT_EQ(wire.send("POST", kMachines, ""), invalid("invalid JSON"));
  EXPECT_EQ(wire.send("POST", kMachines, "{} {}"), invalid("invalid JSON"));
  EXPECT_EQ(wire.send("POST", kMachines, "{\"name\":\"\xff\"}"), invalid("invalid JSON"));
  EXPECT_EQ(create(R"("config":{"image":"x"})"), "200");
}

// [spec]: the parameters of the queries; "list by metadata"
TEST(FlyStrict, NoParametersThatTheDescriptionDoesNotHave) {
  Wire wire;
  const std::string id = wire.started("a");
  const std::string machine = std::string(kMachines) + "/" + id;
  EXPECT_EQ(wire.send("GET", std::string(kMachines) + "?metadata.a=b&include_deleted=true"), "200");
  EXPECT_EQ(wire.send("GET", std::string(kMachines) + "?metadata=b"),
            invalid("unknown query parameter \"metadata\""));
  EXPECT_EQ(wire.send("GET", std::string(kMachines) + "?summary=1"),
            invalid("invalid value of query parameter \"summary\""));
  EXPECT_EQ(wire.send("GET", std::string(kMachines) + "?%zz=1"), invalid("invalid query"));
  EXPECT_EQ(wire.send("GET", machine + "?force=true"),
            invalid("unknown query parameter \"force\""));
  EXPECT_EQ(wire.send("POST", machine + "/stop", R"({"signal":"SIGFOO"})"),
            invalid("invalid value of field \"signal\""));
  EXPECT_EQ(wire.send("POST", machine + "/start", R"({"x":1})"), invalid("no body expected"));
}

// "unknown route: 404, plain text `404 page not found`"
TEST(FlyStrict, UnknownRoutes) {
  Wire wire;
  const std::string id = wire.started("a");
  const std::string machine = std::string(kMachines) + "/" + id;
  for (const std::string& path :
       {std::string("/"), std::string("/v1/apps"), std::string("/v1/apps/pairbench"),
        std::string("/v2/apps/pairbench/machines"), std::string("/v1/apps/pairbench/machines/"),
        std::string("/v1/apps//machines"), machine + "/reboot", machine + "/", machine + "/a/b",
        machine + "/suspend", std::string(kVolumes) + "/vol_1/extend"})
    EXPECT_EQ(wire.send("GET", path), "404 404 page not found") << path;
  EXPECT_EQ(wire.send("PATCH", machine), "404 404 page not found");
  EXPECT_EQ(wire.send("PUT", kMachines), "404 404 page not found");
  EXPECT_EQ(wire.send("GET", machine + "/start"), "404 404 page not found");
  const FlyReply reply =
      refuse(FlyRefusal::route_missing, wordings_of(FlyRefusal::route_missing).front(), {});
  EXPECT_EQ(write_fly_reply(reply, 1).header("content-type"), "text/plain; charset=utf-8");
}

// "app: 404 `app not found`"; that a wrong token is refused is assumed.
TEST(FlyStrict, OtherAppsAndWrongTokens) {
  Wire wire;
  EXPECT_EQ(wire.send("GET", "/v1/apps/other/machines"), refused("404", "app not found"));
  EXPECT_EQ(wire.send("GET", kMachines, {}, "wrong"), refused("401", "unauthorized"));
  EXPECT_EQ(wire.send("GET", kMachines, {}, ""), refused("401", "unauthorized"));
}

// "machine: 404 `machine not found`; at wait: `not_found: machine not found`; volume, at its own
// routes: 404 `volume not found`"
TEST(FlyStrict, MissingThings) {
  Wire wire;
  const std::string machine = std::string(kMachines) + "/none";
  EXPECT_EQ(wire.send("GET", machine), refused("404", "machine not found"));
  EXPECT_EQ(wire.send("DELETE", machine + "?force=true"), refused("404", "machine not found"));
  EXPECT_EQ(wire.send("POST", machine + "/start"), refused("404", "machine not found"));
  EXPECT_EQ(wire.send("POST", machine + "/stop"), refused("404", "machine not found"));
  EXPECT_EQ(wire.send("POST", machine + "/exec", R"({"command":["x"]})"),
            refused("404", "machine not found"));
  EXPECT_EQ(wire.send("GET", machine + "/wait"), refused("404", "not_found: machine not found"));
  EXPECT_EQ(wire.send("GET", machine + "/lease"), refused("404", "machine not found"));
  EXPECT_EQ(wire.send("GET", std::string(kVolumes) + "/none"), refused("404", "volume not found"));
  EXPECT_EQ(wire.send("DELETE", std::string(kVolumes) + "/none"),
            refused("404", "volume not found"));
  // "volume missing at create or update: 400 `invalid_argument: volume does not exist`"
  EXPECT_EQ(wire.say(wire.create("a", "vol_none")), "400 invalid_argument: volume does not exist");
}

// "volume is currently bound to machine: <id>"
TEST(FlyStrict, NoDeletionOfAVolumeInUse) {
  Wire wire;
  const std::string volume = wire.made(wire.fresh());
  const std::string id = wire.started("a", volume);
  EXPECT_EQ(wire.send("DELETE", std::string(kVolumes) + "/" + volume),
            refused("412", "volume is currently bound to machine: " + id));
}

// That there are limits to names, sizes and regions is known, which ones is assumed.
TEST(FlyStrict, NamesSizesAndRegions) {
  Wire wire;
  EXPECT_EQ(wire.say(wire.create("a b")), "400 invalid_argument: name is invalid");
  EXPECT_EQ(wire.say(wire.create("a/b")), "400 invalid_argument: name is invalid");
  EXPECT_EQ(wire.reply(wire.create(std::string(201, 'a'))).status, 400);
  EXPECT_EQ(wire.say(wire.create("a", {}, "mars")), "400 invalid_argument: region mars not found");
  EXPECT_EQ(wire.say(wire.fresh("mars")), "400 invalid_argument: region mars not found");
  EXPECT_EQ(wire.say(wire.fresh("iad", "Vol")), "400 invalid_argument: volume name is invalid");
  EXPECT_EQ(wire.say(wire.fresh("iad", std::string(31, 'a'))),
            "400 invalid_argument: volume name is invalid");
  auto large = wire.fresh();
  large.size_gb = 501;
  EXPECT_EQ(wire.say(large), "400 invalid_argument: size_gb is out of range");
  large.size_gb = 0;
  EXPECT_EQ(wire.reply(large).status, 400);
  EXPECT_EQ(wire.say(fly_call::Exec{"x", {}, 60}), "400 invalid_argument: command is required");
  const std::string id = wire.started("a");
  auto update = wire.update(id);
  update.region = "lax";
  EXPECT_EQ(wire.reply(update).status, 400);
  update.region = "iad";
  update.name = "b";
  EXPECT_EQ(wire.reply(update).status, 400);
  EXPECT_EQ(wire.say(fly_call::CreateLease{id, 0, ""}),
            "400 invalid_argument: ttl is out of range");
}

// "Capacity and limits"
TEST(FlyStrict, CapacityAndLimits) {
  Wire wire;
  const std::string volume = wire.made(wire.fresh());
  const std::string spare = wire.made(wire.fresh());
  const std::string id = wire.started("a", spare);
  wire.reply(fly_call::StopMachine{id});
  wire.pass(1min);
  wire.model.set_region_full("iad", true);
  const std::string reserve =
      "409 aborted: could not reserve resource for machine: insufficient memory available to "
      "fulfill request";
  EXPECT_EQ(wire.say(wire.create("b")), reserve);
  EXPECT_EQ(
      wire.say(wire.create("b", volume)),
      "412 insufficient resources to create new machine with existing volume '" + volume + "'");
  EXPECT_EQ(wire.say(wire.update(id, spare)), reserve);
  EXPECT_EQ(wire.say(fly_call::StartMachine{id}), reserve);
  EXPECT_EQ(wire.say(wire.fresh()), "400 no capacity");
  EXPECT_EQ(wire.reply(wire.fresh("lax")).status, 200);
  wire.model.set_region_full("iad", false);
  wire.model.set_machine_limit(1);
  EXPECT_EQ(wire.say(wire.create("b")), "422 Your organization has reached its machine limit of 1");
  wire.model.set_machine_limit({});
  wire.model.set_memory_quota(3072 + 3071);
  EXPECT_EQ(wire.say(wire.create("b")),
            "403 organization \"personal\" is using 6144 MB of memory in dfw which is over the "
            "allowed quota");
  wire.model.set_memory_quota(3072 + 3072);
  EXPECT_EQ(wire.reply(wire.create("b")).status, 200);
}

// "any action: 1 request/s, burst 3; get: 5 requests/s, burst 10 [D]"
TEST(FlyStrict, RateLimits) {
  FlyConfig config;
  config.limits.enabled = true;
  ModelBed bed(config);
  const std::string a = bed.started("a");
  const std::string b = bed.started("b");
  const auto many = [&](const FlyCall& call) {
    int admitted = 0;
    while (bed.reply(call).status != 429) ++admitted;
    return admitted;
  };
  EXPECT_EQ(many(fly_call::StopMachine{a}), 3);
  EXPECT_EQ(bed.say(fly_call::StopMachine{a}), "429 rate limit exceeded");
  EXPECT_EQ(bed.reply(fly_call::StopMachine{b}).status, 200);  // another machine
  EXPECT_EQ(bed.reply(fly_call::ListMachines{}).status, 200);  // another action
  EXPECT_EQ(many(fly_call::GetMachine{a}), 10);
  bed.pass(1s);
  EXPECT_EQ(many(fly_call::StopMachine{a}), 1);
  EXPECT_EQ(many(fly_call::GetMachine{a}), 5);
  bed.pass(1h);
  EXPECT_EQ(many(fly_call::StopMachine{a}), 3);
  EXPECT_EQ(many(fly_call::GetMachine{a}), 10);
}

// Names are unique, every refusal has a name of its own and a wording.
TEST(FlyRefusals, AreData) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFlyRefusalCount; ++i) {
    const auto refusal = static_cast<FlyRefusal>(i);
    names.insert(name_of(refusal));
    EXPECT_EQ(fly_refusal_of(name_of(refusal)), refusal);
    EXPECT_FALSE(wordings_of(refusal).empty());
    for (const FlyWording& wording : wordings_of(refusal)) EXPECT_GE(wording.status, 400);
  }
  EXPECT_EQ(names.size(), kFlyRefusalCount);
  EXPECT_EQ(fly_refusal_of("none"), std::nullopt);
}

// "Name taken": all the wordings of the facts, one without an id, and none
TEST(FlyRefusals, SayItInEveryWording) {
  ModelBed bed;
  const std::string id = bed.made(bed.create("a"));
  const std::string violation = "already_exists: unique machine name violation";
  const std::string full = violation + ", machine ID " + id + " already exists with name ";
  const std::vector<std::string> expected = {
      "409 " + full + "\"a\"",
      "409 " + full + "a",
      "409 " + violation + ",",
      "422 " + full + "\"a\"",
      "409 already_exists: conflict",
      "409 " + violation,
      "409 ",
  };
  const auto index = static_cast<std::size_t>(FlyRefusal::name_taken);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    bed.model.quirks().wordings[index] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(bed.say(bed.create("a")), expected[i]);
    EXPECT_EQ(ModelBed::said(bed.model.refuse_as(FlyRefusal::name_taken, i, bed.create("a"))),
              expected[i]);
  }
  EXPECT_EQ(write_fly_reply(bed.reply(bed.create("a")), 1).body, "");
}

// "with or without Retry-After"
TEST(FlyRefusals, MayNameATimeToWait) {
  const auto wordings = wordings_of(FlyRefusal::rate_limited);
  EXPECT_EQ(
      write_fly_reply(refuse(FlyRefusal::rate_limited, wordings[0], {}), 1).header("retry-after"),
      std::nullopt);
  EXPECT_EQ(
      write_fly_reply(refuse(FlyRefusal::rate_limited, wordings[1], {}), 1).header("Retry-After"),
      "1");
}

}  // namespace
}  // namespace sim
