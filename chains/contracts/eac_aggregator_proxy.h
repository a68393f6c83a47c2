#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// EACAggregatorProxy (Solidity 0.6.6): the address that consumers know, in front of one aggregator a phase. Round ids
/// are (phase << 64) | the aggregator's round. Source: spec/ocr.md §9; gas measured on the compiled contract.
class EacAggregatorProxy : public SolidityContract {
 public:
  EacAggregatorProxy();
};

}  // namespace orrery::chains
