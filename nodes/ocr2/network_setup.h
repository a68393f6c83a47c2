#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "chains/crypto/signatures.h"
#include "nodes/ocr2/instance_config.h"
#include "nodes/ocr2/offchain_config.h"

namespace orrery::nodes {

/// Keys for a simulated oracle: each is keccak256(name ‖ "/" ‖ what it is for). The same name, the same keys; anybody
/// can derive them, so they protect nothing. `transmitter` is the account that sends reports.
OracleKeys make_oracle_keys(const chains::Signatures& signatures, std::string_view name,
                            const chains::Address& transmitter);

/// What setConfig of the aggregator takes, but for f and the onchain config.
struct NetworkConfig {
  std::vector<chains::Address> signers;
  std::vector<chains::Address> transmitters;
  OffchainConfig offchain;  ///< encode() makes setConfig's bytes
};

/// Puts oracles into a config: fills the parameters' keys, peer ids and encrypted shared secret. `secret_seed` stands
/// for the randomness of whoever configures the network.
NetworkConfig make_network_config(const std::vector<OracleKeys>& oracles, OffchainConfig parameters,
                                  const SharedSecret& secret, const Bytes32& secret_seed);

}  // namespace orrery::nodes
