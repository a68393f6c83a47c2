#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/network_setup.h"
#include "nodes/ocr3/offchain_config.h"

namespace orrery::nodes::ocr3 {

/// A contract's config as one of its oracles understands it: checked, decrypted, and knowing which oracle is its own.
struct InstanceConfig : Membership {
  Ocr3OffchainConfig offchain;
  SelectionKeys keys;

  NodeIndex leader(std::uint64_t epoch) const { return {ocr3_leader(keys.leader, epoch, n)}; }
  sim::Duration delta_initial() const { return *offchain.delta_initial; }
  sim::Duration delta_certified_commit_request() const { return *offchain.delta_certified_commit_request; }
  /// The least time between starts of rounds under a correct leader.
  sim::Duration least_round_interval() const { return std::max(offchain.delta_round, offchain.delta_grace); }
};

/// Understands a config as the oracle with `keys`. Empty with `why` when it cannot run: wrong version or encoding,
/// lists of different lengths, repeated identities, unsound parameters, an oracle that is not (or not wholly) in it, a
/// secret that does not decrypt. Source: spec/ocr.md §2.3, §5.9, §8.4.
std::optional<InstanceConfig> understand_config(const ContractConfig& config, const OracleKeys& keys, std::string& why);

/// What setConfig takes, but for f and the onchain config.
struct NetworkConfig {
  std::vector<chains::Address> signers;
  std::vector<chains::Address> transmitters;
  Ocr3OffchainConfig offchain;  ///< encode() makes setConfig's bytes
};
/// Puts oracles into a config: fills the parameters' keys, peer ids and encrypted shared secret. `secret_seed` stands
/// for the randomness of whoever configures the network.
NetworkConfig make_network_config(const std::vector<OracleKeys>& oracles, Ocr3OffchainConfig parameters,
                                  const SharedSecret& secret, const Bytes32& secret_seed);

}  // namespace orrery::nodes::ocr3
