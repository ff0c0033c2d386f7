#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/minimize/passes.h"
#include "scenarios/runner/chance.h"

namespace scenarios {
namespace {

constexpr const char* kChoices = "choices";

// With the member, in place of the one that it has.
Node with_member(const Node& object, std::string_view key, const Node& value) {
  if (const auto place = place_of(object, key)) return with(object, {*place}, value);
  Node out = object;
  add(out, key, value);
  return out;
}

Node without_member(const Node& object, std::string_view key) {
  const auto place = place_of(object, key);
  return place ? without(object, {*place}) : object;
}

// Without the choices for which `goes` holds.
Node without_choices(const Node& root, const std::function<bool(const Node&)>& goes) {
  const auto place = place_of(root, kChoices);
  if (!place) return root;
  Node out = root;
  auto& children = out.children[*place].children;
  std::erase_if(children, goes);
  return children.empty() ? without(root, {*place}) : out;
}

std::string site_of(const Node& choice) { return member(choice, "site")->text; }

std::set<std::string> sites_in(const Node& root) {
  std::set<std::string> sites;
  if (const Node* choices = member(root, kChoices))
    for (const Node& choice : choices->children) sites.insert(site_of(choice));
  return sites;
}

Node without_site(const Node& root, const std::string& site) {
  return without_choices(root, [&](const Node& choice) { return site_of(choice) == site; });
}

Node calm(const Node& root) { return with_member(root, "chance", text_node("calm")); }

// A choice for each draw that was not calm.
Node spelled_out(const std::vector<DrawRecord>& draws) {
  Node choices = array_node();
  for (const DrawRecord& draw : draws) {
    if (draw.value == 0) continue;
    Node choice = object_node();
    add(choice, "site", text_node(draw.site));
    if (draw.nth != 1) add(choice, "nth", unsigned_node(draw.nth));
    add(choice, "value", unsigned_node(draw.value));
    choices.children.push_back(std::move(choice));
  }
  return choices;
}

// A site whose draws a setting fixes: the durations of one kind of thing.
struct Setting {
  std::string_view site;
  std::string_view object;
  std::string_view key;
};
constexpr std::array kSettings = {
    Setting{"cli.duration", "cli", "duration"}, Setting{"gateway.boot", "gateway", "boot"},
    Setting{"fly.latency", "fly", "latency"},   Setting{"fly.starting", "fly", "starting"},
    Setting{"fly.stopping", "fly", "stopping"}, Setting{"fly.hydrating", "fly", "hydrating"}};

void settle(Hunt& hunt, const Setting& setting) {
  if (!sites_in(hunt.draft()).contains(std::string(setting.site))) return;
  const auto fewer = without_site(hunt.draft(), std::string(setting.site));
  for (const char* span : {"1s", "2s", "3s", "5s", "8s", "10s", "15s", "20s", "30s", "1m", "2m"}) {
    const Node* old = member(fewer, setting.object);
    const auto object =
        with_member(old == nullptr ? object_node() : *old, setting.key, text_node(span));
    if (hunt.over() || hunt.accepts(with_member(fewer, setting.object, object))) return;
  }
}

}  // namespace

void calm_down(Hunt& hunt) {
  const auto fifo = with_member(without_member(hunt.draft(), "pct"), "order", text_node("fifo"));
  if (hunt.scenario().order != Order::fifo) (void)hunt.accepts(fifo);
  if (hunt.scenario().chance == Chance::calm || hunt.over()) return;
  if (!hunt.accepts(calm(fifo))) (void)hunt.accepts(calm(hunt.draft()));
}

void spell_out_chance(Hunt& hunt) {
  if (hunt.scenario().chance == Chance::seeded && !hunt.over()) {
    std::vector<DrawRecord> draws;
    (void)hunt.run(hunt.scenario(), {.seed = hunt.seed(), .draws = &draws});
    (void)hunt.accepts(calm(with_member(hunt.draft(), kChoices, spelled_out(draws))));
  }
  drop_choices(hunt);
}

void drop_choices(Hunt& hunt) {
  for (const auto& site : sites_in(hunt.draft()))
    if (!hunt.over()) (void)hunt.accepts(without_site(hunt.draft(), site));
  if (const auto place = place_of(hunt.draft(), kChoices)) reduce_array(hunt, {*place});
}

void settle_choices(Hunt& hunt) {
  for (const Setting& setting : kSettings) settle(hunt, setting);
}

}  // namespace scenarios
