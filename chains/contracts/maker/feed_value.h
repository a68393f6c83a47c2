#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// "FeedValue": shows a feed of the AggregatorV3 interface as the source (`peek`, `read`: a wad) that a security module
/// asks. A feed without a positive answer has no value.
class FeedValue : public SolidityContract {
 public:
  FeedValue();
};

}  // namespace orrery::chains
