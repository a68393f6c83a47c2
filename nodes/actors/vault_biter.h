#pragma once

#include <map>

#include "nodes/actors/chain_actor.h"
#include "nodes/actors/vault_system.h"

namespace orrery::nodes {

/// A bot that has unsafe vaults auctioned: it follows the Vat's logs, so it knows every vault, and reads the system's
/// price each look.
struct VaultBiterSpec : ChainActorSpec {
  VaultSystem system = {};
  std::size_t most_open = 16;  ///< bites under way at once
};

class VaultBiter final : public ChainActor {
 public:
  VaultBiter(sim::Host& host, const VaultBiterSpec& spec);

 private:
  struct Vault {
    Uint256 ink, art;
    std::uint32_t job = 0;
  };
  void look() override;
  /// Of a frob or grab, how the vault changed; of others nothing.
  void on_change(const chains::LogRecord& log);
  void bite_unsafe(const Uint256& rate, const Uint256& spot);

  VaultBiterSpec spec_;
  LogFollower follower_;
  std::map<Address, Vault> vaults_;
};

}  // namespace orrery::nodes
