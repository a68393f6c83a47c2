#include "sim/network/path_effect.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

bool contains(const std::vector<EntityId>& entities, EntityId wanted) {
  return std::find(entities.begin(), entities.end(), wanted) != entities.end();
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void add_named(World& world, std::string_view name, PathSide& side) {
  const EntityId id = world.entities().require(name);
  const Entity& entity = world.entities()[id];
  if (entity.kind == "zone") return side.add_zone(id);
  if (entity.kind == "host") return side.add_host(id);
  bool found = false;
  for (const Entity& other : world.entities().all()) {
    if (other.kind != "host" || other.parent != id) continue;
    side.add_host(other.id);
    found = true;
  }
  if (!found) {
    throw InputError({}, "no host belongs to the " + entity.kind + " \"" + entity.name + "\"",
                     "name zones, hosts, or what hosts belong to");
  }
}

PathSide parse_side(World& world, std::string_view text) {
  PathSide side;
  while (true) {
    const auto comma = text.find(',');
    add_named(world, trimmed(text.substr(0, comma)), side);
    if (comma == std::string_view::npos) return side;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

bool PathSide::holds(EntityId host, EntityId zone) const { return contains(zones_, zone) || contains(hosts_, host); }

bool PathSelector::matches(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone) const {
  if (!has_to) return from.holds(from_host, from_zone) != from.holds(to_host, to_zone);
  if (from.holds(from_host, from_zone) && to.holds(to_host, to_zone)) return true;
  return both_ways && to.holds(from_host, from_zone) && from.holds(to_host, to_zone);
}

PathSelector parse_path_selector(World& world, std::string_view text) {
  PathSelector selector;
  std::string_view arrow = "<->";
  auto at = text.find(arrow);
  if (at == std::string_view::npos) at = text.find(arrow = "->");
  selector.both_ways = arrow == "<->" || at == std::string_view::npos;
  selector.from = parse_side(world, text.substr(0, at));
  if (at != std::string_view::npos) {
    selector.to = parse_side(world, text.substr(at + arrow.size()));
    selector.has_to = true;
  }
  return selector;
}

void PathEffects::remove(CauseId fault) {
  std::erase_if(effects_, [&](const PathEffect& effect) { return effect.fault == fault; });
}

PathVerdict PathEffects::judge(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone) {
  PathVerdict verdict;
  for (PathEffect& effect : effects_) {
    if (!effect.where.matches(from_host, from_zone, to_host, to_zone)) continue;
    if (effect.blocks) {
      verdict.blocked = true;
      verdict.fault = effect.fault;
      return verdict;
    }
    verdict.delay += effect.delay;
    if (effect.delay_jitter > Duration::zero()) {
      verdict.delay += effect.luck.between(Duration::zero(), effect.delay_jitter);
    }
    if (effect.bytes_per_second != 0 &&
        (verdict.bytes_per_second == 0 || effect.bytes_per_second < verdict.bytes_per_second)) {
      verdict.bytes_per_second = effect.bytes_per_second;
    }
    if (effect.loss.parts_per_billion != 0 && effect.luck.chance(effect.loss.parts_per_billion) && !verdict.lost) {
      verdict.lost = true;
      verdict.fault = effect.fault;
    }
    if (effect.duplication.parts_per_billion != 0 && effect.luck.chance(effect.duplication.parts_per_billion) &&
        !verdict.duplicated) {
      verdict.duplicated = true;
      if (!verdict.lost) verdict.fault = effect.fault;
    }
  }
  return verdict;
}

const CauseId* PathEffects::blocked_by(EntityId from_zone, EntityId to_zone) const {
  for (const PathEffect& effect : effects_) {
    if (effect.blocks && effect.where.matches({}, from_zone, {}, to_zone)) return &effect.fault;
  }
  return nullptr;
}

}  // namespace orrery::sim
