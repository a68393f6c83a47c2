#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "chains/ledger/chain.h"
#include "sim/entity.h"
#include "sim/kernel.h"
#include "sim/random.h"
#include "sim/time.h"

namespace orrery::chains {

/// What one node has seen of a chain: a block is there once it has been published, has come from its proposer's zone
/// and has been imported. Worked out when somebody asks, so that blocks nobody asks about cost nothing. A zone that no
/// block reaches keeps its last head. After a reorg the node stands at the fork until the new branch arrives.
class HeadView final : public BlockReader {
 public:
  /// `import_delay` is the mean of an exponential delay of each block at this node.
  HeadView(Chain& chain, sim::EntityId zone, sim::Duration import_delay, std::string_view name);
  ~HeadView() override;
  HeadView(const HeadView&) = delete;
  HeadView& operator=(const HeadView&) = delete;

  /// The newest block that this node has now.
  const Block& head();
  std::uint64_t oldest_needed() override;

  /// Faults: keeps the head where it is, or brings every block this much later. Each is keyed by its row.
  void freeze(sim::CauseId fault);
  void thaw(sim::CauseId fault);
  void delay(sim::CauseId fault, sim::Duration by);
  void undelay(sim::CauseId fault);
  bool is_frozen() const { return !frozen_by_.empty(); }
  /// Counts an answer from an older head than the chain's for each fault that holds this one back.
  void count_hits(sim::Faults& faults) const;

 private:
  std::optional<sim::Time> arrival(const Block& block);

  struct Arrival {
    std::uint64_t serial = 0;
    sim::Time at;
  };
  struct Delay {
    sim::CauseId fault;
    sim::Duration by;
  };
  Chain& chain_;
  sim::EntityId zone_;
  sim::Duration import_delay_;
  sim::Random random_;
  std::uint64_t seen_;
  std::array<Arrival, 16> arrivals_{};  // of the last blocks asked about, by number
  std::vector<sim::CauseId> frozen_by_;
  std::vector<Delay> delays_;
};

}  // namespace orrery::chains
