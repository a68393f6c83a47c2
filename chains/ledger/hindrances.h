#pragma once

#include <cstdint>
#include <vector>

#include "sim/journal.h"

namespace orrery::chains {

/// What kept something from happening since it last did, step by step: rows of faults, with how often each stood in
/// the way.
class Hindrances {
 public:
  /// One step in which it did not happen. No causes: chance alone.
  void note(const std::vector<sim::CauseId>& causes);
  void clear() { causes_.clear(); }
  /// The one that came last first, which set it off; those of less than a tenth of the steps of another are left out.
  std::vector<sim::CauseId> main() const;

 private:
  struct Cause {
    sim::CauseId row;
    std::uint64_t steps = 0;
  };
  std::vector<Cause> causes_;  // in the order in which they came up
};

}  // namespace orrery::chains
