#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// AccessControlledOCR2Aggregator 1.0.0: the on-chain half of an OCR2 price feed. Reports, billing, payees, access,
/// validator. Source: spec/ocr.md §8; gas measured on the compiled contract.
class Ocr2Aggregator : public SolidityContract {
 public:
  Ocr2Aggregator();
};

}  // namespace orrery::chains
