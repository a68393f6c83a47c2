#include "chains/contracts/ownable.h"

#include "chains/contracts/storage_layout.h"

namespace orrery::chains::ownable {
namespace {

const Uint256 kOwner = 0;
const Uint256 kPendingOwner = 1;

}  // namespace

const Event kOwnershipTransferRequested("event OwnershipTransferRequested(address indexed from, address indexed to)");
const Event kOwnershipTransferred("event OwnershipTransferred(address indexed from, address indexed to)");

Address owner(Execution& execution) { return load_address(execution, kOwner); }

void require_owner(Execution& execution) {
  require(owner(execution) == execution.sender(), "Only callable by owner");
}

void construct(Execution& execution) { store_address(execution, kOwner, execution.sender()); }

void transfer_ownership(Execution& execution, Address to) {
  require_owner(execution);
  require(to != execution.sender(), "Cannot transfer to self");
  store_address(execution, kPendingOwner, to);
  kOwnershipTransferRequested.emit(execution, owner(execution), to);
}

void transfer_ownership_unchecked(Execution& execution, Address to) {
  require_owner(execution);
  store_address(execution, kPendingOwner, to);
  kOwnershipTransferRequested.emit(execution, owner(execution), to);
}

void accept_ownership(Execution& execution) {
  require(execution.sender() == load_address(execution, kPendingOwner), "Must be proposed owner");
  const Address previous = owner(execution);
  store_address(execution, kOwner, execution.sender());
  store_address(execution, kPendingOwner, Address{});
  kOwnershipTransferred.emit(execution, previous, execution.sender());
}

}  // namespace orrery::chains::ownable
