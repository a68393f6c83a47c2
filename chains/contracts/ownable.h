#pragma once

#include "chains/contract.h"
#include "chains/contracts/event.h"
#include "chains/contracts/solidity_contract.h"

// Ownership that is handed over in two steps: proposed by the owner, accepted by the successor. The owner stands in slot
// 0, the proposed one in slot 1 of every contract that has it.

namespace orrery::chains::ownable {

extern const Event kOwnershipTransferRequested;
extern const Event kOwnershipTransferred;

Address owner(Execution& execution);
/// Reverts unless the sender is the owner: "Only callable by owner".
void require_owner(Execution& execution);
/// Makes the deployer the owner, without an event.
void construct(Execution& execution);

void transfer_ownership(Execution& execution, Address to);
/// As transfer_ownership, without the check that owner and successor differ: contracts of Solidity 0.6.
void transfer_ownership_unchecked(Execution& execution, Address to);
void accept_ownership(Execution& execution);

}  // namespace orrery::chains::ownable
