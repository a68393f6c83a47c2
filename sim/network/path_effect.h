#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/entity.h"
#include "sim/journal.h"
#include "sim/network.h"
#include "sim/random.h"

namespace orrery::sim {

/// Some machines and zones: what stands on one side of a path.
class PathSide {
 public:
  void add_zone(EntityId zone) { zones_.push_back(zone); }
  void add_host(EntityId host) { hosts_.push_back(host); }
  /// `host` may be none for something that stands in a zone without being a host.
  bool holds(EntityId host, EntityId zone) const;

 private:
  std::vector<EntityId> zones_, hosts_;
};

/// Which copies a fault touches: those between two sides, one way or both. Without a second side: everything between
/// the first and the rest of the world, so what is on it goes on talking to itself.
struct PathSelector {
  PathSide from;
  PathSide to;
  bool has_to = false;
  bool both_ways = true;

  bool matches(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone) const;
};

/// Reads "a <-> b", "a -> b" or "a", where a and b are comma-separated names of zones, hosts, or entities that hosts
/// belong to. Throws InputError with the nearest name.
PathSelector parse_path_selector(const World& world, std::string_view text);

/// What a fault does to the copies on a path, until it is lifted.
struct PathEffect {
  PathSelector where;
  CauseId fault = {};
  bool blocks = false;
  Fraction loss = {};
  Fraction duplication = {};
  Duration delay = {};                 ///< added to the latency of every copy
  Duration delay_jitter = {};          ///< and uniformly up to this on top
  std::uint64_t bytes_per_second = 0;  ///< caps the bandwidth; 0: leaves it
  Random luck;                         ///< the fault's own stream, so that it shifts no other draw
};

/// What all faults together do to one copy.
struct PathVerdict {
  bool blocked = false;
  bool lost = false;
  bool duplicated = false;
  CauseId fault;  ///< that blocked, lost or duplicated it
  Duration delay;
  std::uint64_t bytes_per_second = 0;  ///< lowest cap, 0 when none
};

/// The effects that stand now. Empty in most of a run, which costs one test.
class PathEffects {
 public:
  bool empty() const { return effects_.empty(); }
  void add(PathEffect effect) { effects_.push_back(std::move(effect)); }
  void remove(CauseId fault);
  /// Counts a hit on every fault that slows the copy down; whoever drops or doubles it counts that.
  PathVerdict judge(EntityId from_host, EntityId from_zone, EntityId to_host, EntityId to_zone, Faults& faults);

 private:
  /// True when the effect touched the copy.
  static bool slow_down(PathEffect& effect, PathVerdict& verdict);

  std::vector<PathEffect> effects_;
};

}  // namespace orrery::sim
