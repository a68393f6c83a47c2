#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chains/ledger/block.h"
#include "chains/ledger/chain_spec.h"
#include "chains/ledger/hindrances.h"
#include "sim/entity.h"
#include "sim/fault.h"
#include "sim/kernel.h"
#include "sim/network.h"
#include "sim/random.h"

namespace orrery::chains {

/// One chain's way to blocks and finality. It schedules its own events, asks the chain to make or undo blocks, and says
/// what is final. Adding a model: a pair of files consensus_<name>.{h,cpp} and a line in consensus.cpp.
class Consensus {
 public:
  virtual ~Consensus() = default;
  /// Puts what the model itself needs on chain, at the end of the chain's making.
  virtual void prepare() {}
  /// Schedules the first block. Called once, after bootstrap.
  virtual void start() = 0;
  /// Whether a fault of this kind makes sense here ("finality-stall", "sequencer-outage", "missed-slots", "reorg").
  virtual bool suffers(std::string_view fault) const = 0;
  /// The faults that kept blocks from coming since the last one, the latest first; none when all is well, or where
  /// chance alone did.
  std::vector<sim::CauseId> hindered_by() const { return without_block_.main(); }
  /// The faults that kept blocks from becoming final since some last did; a rollup's are its base chain's too.
  virtual std::vector<sim::CauseId> finality_hindered_by() const { return without_finality_.main(); }
  /// Number of the last block that this chain's users take for settled but that a base chain could still undo; where
  /// there is no such thing, the last final one.
  virtual std::uint64_t safe_block() const = 0;
  /// Number of the last block that is never undone.
  virtual std::uint64_t final_block() const = 0;
  /// Number of the last block that a reorg of this chain alone leaves in place: the last final one; a rollup is bound
  /// to what it posted.
  virtual std::uint64_t anchored_block() const { return final_block(); }

 protected:
  /// A model notes each step that brought no block, or nothing closer to finality, and clears when one did.
  Hindrances without_block_, without_finality_;
};

/// Replaces the last `depth` blocks, or as many as are not anchored, by others in the same places that hold nothing
/// from the pool: a branch made by proposers that knew nothing of the old one. Returns how many.
std::uint64_t force_reorg(Chain& chain, std::uint64_t depth);

/// Who makes blocks in one zone, with a share of all stake or work. One actor stands for all validators of its zone.
struct ProposerGroup {
  std::string zone;     ///< empty: nowhere, so that nothing can happen to it
  sim::Fraction share;  ///< of the sum of all shares
};
/// The groups of one chain as entities of the world.
class Proposers {
 public:
  /// Adds an entity "<chain>/<role>/<zone>" for each. Throws sim::InputError for an unknown zone or when all shares are
  /// 0.
  Proposers(Chain& chain, std::string_view role, const std::vector<ProposerGroup>& groups);

  struct Group {
    sim::EntityId id, zone;
    std::uint64_t share;
  };
  const std::vector<Group>& groups() const { return groups_; }
  /// One by its share.
  const Group& draw(sim::Random& random) const { return groups_[draw_index(random)]; }
  std::size_t draw_index(sim::Random& random) const;
  /// `part` of the whole in parts per billion, rounded up so that two thirds count as two thirds.
  std::uint64_t parts_per_billion(std::uint64_t part) const;

 private:
  std::vector<Group> groups_;
  std::uint64_t total_ = 0;
};

/// A model by name, as scenarios write it, with its default numbers.
struct ConsensusKind {
  std::string name;  ///< "proof-of-stake"
  std::string about;
  std::shared_ptr<const ConsensusSpec> defaults;
};
/// Every model that this build has.
std::vector<ConsensusKind> consensus_kinds();

/// Something wrong with a chain that a fault put there, with the fault that did.
struct Disruption {
  sim::CauseId fault;
  std::uint64_t amount = 0;
};

/// Everything, in parts per billion.
inline constexpr std::uint64_t kWhole = 1'000'000'000;

/// What faults have put on one chain. Each list holds one entry a fault, so that lifting one leaves the others.
struct Disruptions {
  std::vector<Disruption> halted;           ///< no blocks at all
  std::vector<Disruption> sequencer_down;   ///< of a rollup
  std::vector<Disruption> validators_off;   ///< share of stake or validators, parts per billion
  std::vector<Disruption> missed_slots;     ///< share of slots missed on top of the base rate, parts per billion
  std::vector<Disruption> fee_multipliers;  ///< of the usual price, thousandths

  static void lift(std::vector<Disruption>& from, sim::CauseId fault);
  /// All faults of the lists.
  static std::vector<sim::CauseId> faults_of(std::initializer_list<const std::vector<Disruption>*> lists);
  /// Sum of the amounts, at most one billion.
  static std::uint64_t share_of(const std::vector<Disruption>& disruptions);
  /// Product of all multipliers, thousandths.
  std::uint64_t fee_multiplier_permille() const;
};

}  // namespace orrery::chains
