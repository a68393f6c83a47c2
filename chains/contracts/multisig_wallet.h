#pragma once

#include "chains/contracts/solidity_contract.h"

namespace orrery::chains {

/// A wallet of several owners that acts when `required` of them confirmed: submit, confirm, revoke, execute, with the
/// names and events of the first Gnosis MultiSigWallet and reasons of its own. ABI: docs/contracts.md.
class MultisigWallet : public SolidityContract {
 public:
  MultisigWallet();
};

}  // namespace orrery::chains
