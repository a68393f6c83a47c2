#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// FluxAggregator v0.6, version 3: a feed before off-chain reporting, in which each oracle submits on chain and is paid
/// at once. Source: spec/ocr.md §11.2; gas measured on the compiled contract.
class FluxAggregator : public SolidityContract {
 public:
  FluxAggregator();
};

}  // namespace orrery::chains
