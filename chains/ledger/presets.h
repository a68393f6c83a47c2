#pragma once

#include <string>
#include <vector>

#include "chains/ledger/chain_spec.h"
#include "chains/ledger/consensus.h"
#include "chains/ledger/consensus_committee.h"

namespace orrery::chains {

/// Ethereum as it was in October 2025: 12 s slots, 45 M gas, EIP-1559. Sources of the numbers: docs/chains.md.
ChainSpec ethereum_like(std::string name, std::vector<ProposerGroup> validators);

/// A rollup of the OP stack as Base was in October 2025: 2 s blocks, 150 M gas, elasticity 3.
ChainSpec base_like(std::string name, std::string l1, std::string sequencer_zone,
                    std::vector<std::string> sequencer_leans_on = {});

/// A rollup as Arbitrum One: 250 ms blocks, first come first served, a floor of 0.01 gwei. Its own fee formula is
/// modelled by EIP-1559 with the same target of gas per second.
ChainSpec arbitrum_like(std::string name, std::string l1, std::string sequencer_zone,
                        std::vector<std::string> sequencer_leans_on = {});

/// A permissioned chain among banks: QBFT, 2 s blocks, free gas, nobody else on it.
ChainSpec private_bank_chain(std::string name, std::vector<CommitteeMember> members);

}  // namespace orrery::chains
