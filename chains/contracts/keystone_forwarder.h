#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// KeystoneForwarder 1.0.0: checks f+1 signatures of a workflow network over a report and hands it to its receiver,
/// once. Source: spec/ocr.md §10.1; gas measured on the compiled contract.
class KeystoneForwarder : public SolidityContract {
 public:
  KeystoneForwarder();
};

}  // namespace orrery::chains
