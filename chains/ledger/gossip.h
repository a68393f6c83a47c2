#pragma once

#include <utility>

#include "chains/ledger/mempool.h"
#include "sim/random.h"
#include "sim/world.h"

namespace orrery::chains {

/// Where a chain's transactions are known. From the zone where one entered, and from every zone whose builders have it,
/// it goes on to the next as soon as there is a path; a path that is cut keeps it on one side.
class Gossip {
 public:
  Gossip(sim::World& world, sim::Random paths) : world_(world), paths_(std::move(paths)) {}

  /// Lets a transaction come to the builders of a zone, if it can by now; returns whether they have it. Those that
  /// stand in no zone have all.
  bool reach(const PooledTransaction& transaction, sim::EntityId zone);
  /// Whether they had it at an earlier moment, as far as anybody let it come there.
  static bool had_reached(const PooledTransaction& transaction, sim::EntityId zone, sim::Time at);

 private:
  sim::World& world_;
  sim::Random paths_;
};

}  // namespace orrery::chains
