#include "sim/network/path_effect.h"

#include <algorithm>

#include "sim/network/named_hosts.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

bool contains(const std::vector<EntityId>& entities, EntityId wanted) {
  return std::find(entities.begin(), entities.end(), wanted) != entities.end();
}

PathSide parse_side(const World& world, std::string_view text) {
  PathSide side;
  for (const std::string_view name : split_names(text)) {
    const Entity& entity = world.entities()[world.entities().require(name)];
    if (entity.kind == "zone") {
      side.add_zone(entity.id);
    } else {
      for (const EntityId host : hosts_of(world, entity)) side.add_host(host);
    }
  }
  return side;
}

}  // namespace

bool PathSide::holds(EntityId host, EntityId zone) const { return contains(zones_, zone) || contains(hosts_, host); }

bool PathSelector::matches(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone) const {
  if (!has_to) return from.holds(from_host, from_zone) != from.holds(to_host, to_zone);
  if (from.holds(from_host, from_zone) && to.holds(to_host, to_zone)) return true;
  return both_ways && to.holds(from_host, from_zone) && from.holds(to_host, to_zone);
}

PathSelector parse_path_selector(const World& world, std::string_view text) {
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

PathVerdict PathEffects::judge(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone,
                               Faults& faults) {
  PathVerdict verdict;
  for (PathEffect& effect : effects_) {
    if (!effect.where.matches(from_host, from_zone, to_host, to_zone)) continue;
    if (effect.blocks) {
      verdict.blocked = true;
      verdict.fault = effect.fault;
      return verdict;
    }
    if (slow_down(effect, verdict)) faults.count_hit(effect.fault, Hit::kCopy);
    if (effect.luck.chance(effect.loss.parts_per_billion) && !verdict.lost) {
      verdict.lost = true;
      verdict.fault = effect.fault;
    }
    if (effect.luck.chance(effect.duplication.parts_per_billion) && !verdict.duplicated) {
      verdict.duplicated = true;
      if (!verdict.lost) verdict.fault = effect.fault;
    }
  }
  return verdict;
}

bool PathEffects::slow_down(PathEffect& effect, PathVerdict& verdict) {
  verdict.delay += effect.delay;
  const bool jitters = effect.delay_jitter > Duration::zero();
  if (jitters) verdict.delay += effect.luck.between(Duration::zero(), effect.delay_jitter);
  const std::uint64_t rate = effect.bytes_per_second;
  if (rate != 0 && (verdict.bytes_per_second == 0 || rate < verdict.bytes_per_second)) verdict.bytes_per_second = rate;
  return jitters || effect.delay > Duration::zero() || rate != 0;
}

}  // namespace orrery::sim
