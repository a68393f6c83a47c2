#include "chains/contracts/ownable.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::chains::ownable {

const Event kOwnershipTransferRequested("event OwnershipTransferRequested(address indexed from, address indexed to)");
const Event kOwnershipTransferred("event OwnershipTransferred(address indexed from, address indexed to)");

Address owner_at(Execution& execution, unsigned slot) { return load_address(execution, slot); }

void require_owner_at(Execution& execution, unsigned slot) {
  require(owner_at(execution, slot) == execution.sender(), "Only callable by owner");
}

void construct_at(Execution& execution, unsigned slot) { store_address(execution, slot, execution.sender()); }

void transfer_ownership_at(Execution& execution, unsigned slot, const Address& to, SelfTransfer self_transfer) {
  require_owner_at(execution, slot);
  require(self_transfer == SelfTransfer::kAllowed || to != execution.sender(), "Cannot transfer to self");
  store_address(execution, slot + 1, to);
  kOwnershipTransferRequested.emit(execution, owner_at(execution, slot), to);
}

void accept_ownership_at(Execution& execution, unsigned slot) {
  require(execution.sender() == load_address(execution, slot + 1), "Must be proposed owner");
  const Address previous = owner_at(execution, slot);
  store_address(execution, slot, execution.sender());
  store_address(execution, slot + 1, Address{});
  kOwnershipTransferred.emit(execution, previous, execution.sender());
}

}  // namespace orrery::chains::ownable
