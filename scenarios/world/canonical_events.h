#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "chains/ledger/chain.h"

namespace orrery::scenarios {

/// What a monitor was told of in the blocks of a chain's canonical history, in order: what a reorg undoes is gone with
/// its block, and comes again when it is mined again. Must outlive the chain's run; it stays where it was made.
template <class Event>
class CanonicalEvents {
 public:
  struct Told {
    std::uint64_t block = 0;
    sim::CauseId row;  ///< in the table `log`
    Event event;
  };

  explicit CanonicalEvents(chains::Chain& chain) {
    chain.on_reorg([this](std::uint64_t first_undone) {
      while (!told_.empty() && told_.back().block >= first_undone) told_.pop_back();
    });
  }
  CanonicalEvents(const CanonicalEvents&) = delete;
  CanonicalEvents& operator=(const CanonicalEvents&) = delete;

  void add(const chains::PlacedLog& placed, Event event) {
    told_.push_back({placed.block.number, placed.row, std::move(event)});
  }
  const std::vector<Told>& all() const { return told_; }
  std::int64_t count() const { return static_cast<std::int64_t>(told_.size()); }

 private:
  std::vector<Told> told_;
};

}  // namespace orrery::scenarios
