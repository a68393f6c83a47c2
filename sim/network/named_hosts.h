#pragma once

#include <string_view>
#include <vector>

#include "sim/entity.h"

namespace orrery::sim {

class World;

/// The names of a comma-separated list, without the blanks around them.
std::vector<std::string_view> split_names(std::string_view text);

/// The hosts that belong to an entity, such as a network's nodes. Throws InputError when there are none.
std::vector<EntityId> hosts_of(const World& world, const Entity& parent);

/// The hosts that a comma-separated list names: each name a host, a zone (its hosts), or what hosts belong to. No host
/// twice. Throws InputError with the nearest name, or when a name holds no host.
std::vector<EntityId> parse_hosts(const World& world, std::string_view text);

}  // namespace orrery::sim
