#pragma once

#include "chains/contract.h"
#include "chains/contracts/event.h"
#include "chains/contracts/solidity_contract.h"

// Ownership that is handed over in two steps: proposed by the owner, accepted by the successor. The owner stands in the
// slot that the template names, the proposed one in the slot behind.

namespace orrery::chains::ownable {

extern const Event kOwnershipTransferRequested;
extern const Event kOwnershipTransferred;

enum class SelfTransfer : bool { kRefused, kAllowed };

Address owner_at(Execution& execution, unsigned slot);
void require_owner_at(Execution& execution, unsigned slot);
void construct_at(Execution& execution, unsigned slot);
void transfer_ownership_at(Execution& execution, unsigned slot, const Address& to, SelfTransfer self_transfer);
void accept_ownership_at(Execution& execution, unsigned slot);

template <unsigned Slot = 0>
Address owner(Execution& execution) {
  return owner_at(execution, Slot);
}
/// Reverts unless the sender is the owner: "Only callable by owner".
template <unsigned Slot = 0>
void require_owner(Execution& execution) {
  require_owner_at(execution, Slot);
}
/// Makes the deployer the owner, without an event.
template <unsigned Slot = 0>
void construct(Execution& execution) {
  construct_at(execution, Slot);
}
template <unsigned Slot = 0>
void transfer_ownership(Execution& execution, Address to) {
  transfer_ownership_at(execution, Slot, to, SelfTransfer::kRefused);
}
template <unsigned Slot = 0>
void accept_ownership(Execution& execution) {
  accept_ownership_at(execution, Slot);
}

}  // namespace orrery::chains::ownable
