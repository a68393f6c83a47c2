#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chains/contract.h"
#include "sim/fault.h"
#include "sim/time.h"

namespace orrery::chains {

/// Wei per gas. 64 bits hold 18 ether per gas, far above anything that a chain has seen.
using GasPrice = std::uint64_t;
inline constexpr GasPrice kGwei = 1'000'000'000;
inline constexpr std::uint64_t kMilli = 1'000;

/// EIP-1559. Sources of the presets' numbers: docs/chains.md.
struct FeeSpec {
  GasPrice initial_base_fee = 1 * kGwei;
  GasPrice minimum_base_fee = 7;         ///< the formula itself stops falling at 7 wei
  std::uint64_t elasticity = 2;          ///< gas target = gas limit / elasticity
  std::uint64_t change_denominator = 8;  ///< a full block raises the base fee by (elasticity - 1) / this
};

/// What everybody else wants of the blocks. It is a demand curve, not single transactions: at the usual price of gas it
/// fills blocks to their target, at twice that price to half, and so on (elasticity 1). docs/chains.md says what this
/// hides.
struct CongestionSpec {
  GasPrice usual_base_fee = 1 * kGwei;        ///< where the base fee settles; 0: nobody else uses this chain
  std::uint64_t price_swing_permille = 20;    ///< standard deviation of the usual price's step from block to block
  std::uint64_t price_pull_permille = 5;      ///< how much of its distance to the usual price it loses a block
  std::uint64_t demand_swing_permille = 350;  ///< standard deviation of one block's demand around the curve
  GasPrice usual_tip = kGwei / 10;            ///< median priority fee of the others
};

/// go-ethereum's transaction pool and its defaults (core/txpool/legacypool, DefaultConfig).
struct MempoolSpec {
  GasPrice price_limit = 1;               ///< lowest priority fee that is taken in
  std::uint64_t price_bump_percent = 10;  ///< what a replacement must add to both fees
  std::size_t account_slots = 16 + 64;    ///< transactions of one sender, executable and queued
  std::size_t global_slots = 5120 + 1024;
  sim::Duration lifetime = sim::Duration::hours(3);  ///< of what cannot be executed because of a nonce gap
};

class Consensus;
class Chain;
/// The chain of that name, or null: how a rollup finds its L1.
using ChainLookup = std::function<Chain*(std::string_view)>;

/// How a chain decides on blocks and when they are final: the description of one model and its numbers. One file a
/// model; consensus_kinds() lists them.
class ConsensusSpec {
 public:
  virtual ~ConsensusSpec() = default;
  /// Throws sim::InputError for numbers that make no sense and names that `find_chain` does not know.
  virtual std::unique_ptr<Consensus> make(Chain& chain, const ChainLookup& find_chain) const = 0;
};

/// A chain before it runs. Presets with documented numbers: chains/ledger/presets.h.
struct ChainSpec {
  std::string name;
  std::uint64_t chain_id = 1;
  Gas gas_limit = 36'000'000;
  std::uint64_t first_block = 1;  ///< the number after that of the genesis block
  FeeSpec fees;
  CongestionSpec congestion;
  MempoolSpec mempool;
  /// From an RPC endpoint's own pool to every builder's, on top of the way between their zones.
  sim::Duration gossip_delay = sim::Duration::milliseconds(150);
  std::shared_ptr<const ConsensusSpec> consensus;
};

}  // namespace orrery::chains
