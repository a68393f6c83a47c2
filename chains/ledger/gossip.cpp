#include "chains/ledger/gossip.h"

#include <algorithm>

#include "sim/network.h"

namespace orrery::chains {
namespace {

bool is_everywhere(const PooledTransaction& transaction, sim::EntityId zone) {
  return transaction.zone.is_none() || zone.is_none();
}

}  // namespace

bool Gossip::reach(const PooledTransaction& transaction, sim::EntityId zone) {
  if (transaction.visible > world_.now()) return false;
  if (is_everywhere(transaction, zone)) return true;
  auto& known_in = transaction.known_in;
  if (std::ranges::find(known_in, zone, &PooledTransaction::Known::zone) != known_in.end()) return true;
  const auto has_path_from = [&](sim::EntityId from) {
    return world_.network().draw_latency(from, zone, paths_).has_value();
  };
  const bool comes = has_path_from(transaction.zone) ||
                     std::ranges::any_of(known_in, [&](const auto& known) { return has_path_from(known.zone); });
  if (comes) known_in.push_back({zone, world_.now()});
  return comes;
}

bool Gossip::had_reached(const PooledTransaction& transaction, sim::EntityId zone, sim::Time at) {
  if (transaction.visible > at) return false;
  return is_everywhere(transaction, zone) || std::ranges::any_of(transaction.known_in, [&](const auto& known) {
           return known.zone == zone && known.since <= at;
         });
}

}  // namespace orrery::chains
