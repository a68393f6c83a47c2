#pragma once

#include <cstdint>

#include "chains/contract.h"

namespace orrery::known_answers {

/// A contract that runs as another one, but takes more or less gas for computation between its looks at its gas meter:
/// so that a transaction uses as much as was recorded. One that never looks runs as it is.
class WithRecordedGas : public chains::Contract {
 public:
  explicit WithRecordedGas(const chains::Contract& contract) : contract_(contract) {}

  /// Gas to take beyond the contract's own; negative: to leave out.
  void set_difference(std::int64_t gas) { difference_ = gas; }

  void construct(chains::Execution& execution) const override { contract_.construct(execution); }
  chains::Bytes call(chains::Execution& execution) const override;

 private:
  const chains::Contract& contract_;
  std::int64_t difference_ = 0;
};

}  // namespace orrery::known_answers
