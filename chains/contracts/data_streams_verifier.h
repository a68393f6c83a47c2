#pragma once

#include "chains/contracts/solidity_contract.h"

// Data Streams v0.3: reports are pulled, and verified when used. Source: spec/ocr.md §10.4; gas measured on the
// compiled contracts.

namespace orrery::chains {

/// VerifierProxy 2.0.0: finds the verifier of a report's configuration, behind access control and an optional fee
/// manager.
class VerifierProxy : public SolidityContract {
 public:
  VerifierProxy();
};

/// Verifier 1.2.0: the configurations of each feed and the check of signatures; answers its proxy only.
class Verifier : public SolidityContract {
 public:
  Verifier();
};

}  // namespace orrery::chains
