#pragma once

#include <map>

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/vault_system.h"

namespace orrery::nodes {

/// Someone who keeps a vault system's debts in order: takes them out of the queue when they have waited, pays them with
/// what auctions brought, and has auctioned what nothing pays. It follows the Vow's logs, so it knows
/// every debt that no reorg has moved.
struct VowKeeperSpec : ChainActorSpec {
  VaultSystem system = {};
  std::size_t most_open = 16;  ///< transactions under way at once
};

class VowKeeper final : public ChainActor {
 public:
  VowKeeper(sim::Host& host, const VowKeeperSpec& spec);

 private:
  void look() override;
  void on_log(const chains::LogRecord& log);
  /// Takes debts that have waited out of the queue.
  void release();
  /// Reads what is owed and what is there, and pays or sells.
  void settle();
  void pay(const Uint256& dai, const Uint256& free_debt, const Uint256& in_auctions);
  void sell(const Uint256& free_debt);

  VowKeeperSpec spec_;
  LogFollower follower_;
  /// Unix seconds at which debts were queued, to the job of releasing them.
  std::map<std::uint64_t, std::uint32_t> queued_;
  std::uint32_t next_job_;
};

}  // namespace orrery::nodes
