#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "DelayedPrice": an oracle security module: a price taken from a source takes effect one `hop` later, so that there
/// is time to stop a wrong one. Interface: Maker's OSM (poke, pass, peek, peep, read, hop, zzz, stop, start, void), in
/// wads, and beside it latestAnswer() of the current price with 8 decimals.
class DelayedPrice : public SolidityContract {
 public:
  DelayedPrice();
};

}  // namespace orrery::chains
