#include "sim/entity.h"

#include <algorithm>

#include "sim/assert.h"
#include "sim/input_error.h"

namespace orrery::sim {
namespace {

// Targets of faults are "a, b" and "a -> b".
bool can_be_targeted(std::string_view name) {
  const auto ends_line = [](unsigned char c) { return c < ' '; };
  return name.find(',') == std::string_view::npos && name.find("->") == std::string_view::npos && name.front() != ' ' &&
         name.back() != ' ' && std::none_of(name.begin(), name.end(), ends_line);
}

}  // namespace

EntityId Entities::add(std::string kind, std::string name, EntityId parent, EntityId zone) {
  if (name.empty()) throw InputError({}, "a " + kind + " has an empty name", "give it a name that is its own");
  if (!can_be_targeted(name))
    throw InputError({}, "a " + kind + " has a name with a comma, an arrow, a line end or a space around it",
                     "faults name several machines or a path that way; give it another");
  if (const EntityId taken = find(name); !taken.is_none()) {
    throw InputError({}, "the name \"" + name + "\" of a " + kind + " is taken by a " + (*this)[taken].kind,
                     "names are unique in a world");
  }
  ORRERY_ASSERT(entities_.size() < EntityId::kNone, "an event keeps 24 bits of an entity");
  const EntityId id{static_cast<std::uint32_t>(entities_.size())};
  by_name_.emplace(name, id);
  entities_.push_back({id, std::move(kind), std::move(name), parent, zone});
  return id;
}

const Entity& Entities::operator[](EntityId id) const {
  ORRERY_ASSERT(id.index < entities_.size(), "an entity of this world");
  return entities_[id.index];
}

EntityId Entities::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? EntityId::none() : found->second;
}

EntityId Entities::require(std::string_view name, std::string_view kind) const {
  const std::string wanted = kind.empty() ? "entity" : std::string(kind);
  const EntityId id = find(name);
  if (!id.is_none() && (kind.empty() || (*this)[id].kind == kind)) return id;
  if (!id.is_none()) {
    throw InputError({}, "\"" + std::string(name) + "\" is a " + (*this)[id].kind + ", not a " + wanted);
  }
  std::vector<std::string> candidates;
  for (const Entity& entity : entities_) {
    if (kind.empty() || entity.kind == kind) candidates.push_back(entity.name);
  }
  throw InputError({}, "there is no " + wanted + " \"" + std::string(name) + "\"", did_you_mean(name, candidates));
}

}  // namespace orrery::sim
