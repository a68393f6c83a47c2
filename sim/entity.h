#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace orrery::sim {

/// A thing of the world that events happen to: a zone, a host, a chain, a network, a contract, a source. Dense from 0.
struct EntityId {
  std::uint32_t index = kNone;
  static constexpr std::uint32_t kNone = 0xffffff;  // an event keeps 24 bits of it
  static constexpr EntityId none() { return {}; }
  constexpr bool is_none() const { return index == kNone; }
  constexpr auto operator<=>(const EntityId&) const = default;
};

/// What stays the same about an entity during a run.
struct Entity {
  EntityId id;
  std::string kind;  ///< "zone", "host", "chain", "network", ...; a room names its own
  std::string name;  ///< unique in the world, as scenarios and filters write it
  EntityId parent;   ///< what it belongs to (a node's network, a contract's chain), or none
  EntityId zone;     ///< where it stands, or none
};

/// All entities of a world, by id and by name. Lookup O(1).
class Entities {
 public:
  /// Throws InputError when the name is taken or empty.
  EntityId add(std::string kind, std::string name, EntityId parent = {}, EntityId zone = {});
  const Entity& operator[](EntityId id) const;
  const std::string& name(EntityId id) const { return (*this)[id].name; }
  /// None when there is no such name.
  EntityId find(std::string_view name) const;
  /// Throws InputError with the nearest right name. `kind` may be empty for any.
  EntityId require(std::string_view name, std::string_view kind = {}) const;
  const std::vector<Entity>& all() const { return entities_; }

 private:
  std::vector<Entity> entities_;
  std::unordered_map<std::string, EntityId> by_name_;  // looked up, never iterated
};

}  // namespace orrery::sim
