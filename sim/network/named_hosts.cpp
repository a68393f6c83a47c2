#include "sim/network/named_hosts.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::vector<std::string_view> split_names(std::string_view text) {
  std::vector<std::string_view> names;
  while (true) {
    const auto comma = text.find(',');
    names.push_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

std::vector<EntityId> hosts_of(const World& world, const Entity& parent) {
  std::vector<EntityId> hosts;
  for (const Entity& entity : world.entities().all()) {
    if (entity.kind != "host") continue;
    if (entity.id == parent.id || entity.parent == parent.id || entity.zone == parent.id) hosts.push_back(entity.id);
  }
  if (hosts.empty()) {
    throw InputError({}, "no host belongs to the " + parent.kind + " \"" + parent.name + "\"",
                     "name hosts, zones with hosts, or what hosts belong to");
  }
  return hosts;
}

std::vector<EntityId> parse_hosts(const World& world, std::string_view text) {
  std::vector<EntityId> hosts;
  for (const std::string_view name : split_names(text)) {
    for (const EntityId host : hosts_of(world, world.entities()[world.entities().require(name)])) {
      if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.push_back(host);
    }
  }
  return hosts;
}

}  // namespace orrery::sim
