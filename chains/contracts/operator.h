#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// Operator 1.0.0: takes requests that come with LINK and calls the requester back with the answer. Source: spec/ocr.md
/// §11.3; gas measured on the compiled contract.
class Operator : public SolidityContract {
 public:
  Operator();
};

}  // namespace orrery::chains
