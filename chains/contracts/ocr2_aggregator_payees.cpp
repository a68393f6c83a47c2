#include "chains/contracts/ocr2_aggregator_parts.h"
#include "chains/contracts/ownable.h"

namespace orrery::chains::ocr2 {
namespace {

constexpr Gas kGasPayee = 903;

}  // namespace

void set_payees(Execution& execution, std::vector<Address> transmitters, std::vector<Address> payees) {
  ownable::require_owner(execution);
  require(transmitters.size() == payees.size(), "transmitters.size != payees.size");
  for (std::size_t i = 0; i < transmitters.size(); ++i) {
    execution.charge(kGasPayee);
    const Uint256 slot = mapping_slot(execution, kPayees, transmitters[i]);
    const Address current = load_address(execution, slot);
    require(current.is_zero() || current == payees[i], "payee already set");
    store_address(execution, slot, payees[i]);
    if (current != payees[i]) kPayeeshipTransferred.emit(execution, transmitters[i], current, payees[i]);
  }
}

void transfer_payeeship(Execution& execution, Address transmitter, Address proposed) {
  const Address payee = load_address(execution, mapping_slot(execution, kPayees, transmitter));
  require(execution.sender() == payee, "only current payee can update");
  require(execution.sender() != proposed, "cannot transfer to self");
  const Uint256 slot = mapping_slot(execution, kProposedPayees, transmitter);
  const Address previous = load_address(execution, slot);
  store_address(execution, slot, proposed);
  if (previous != proposed) kPayeeshipTransferRequested.emit(execution, transmitter, execution.sender(), proposed);
}

void accept_payeeship(Execution& execution, Address transmitter) {
  const Uint256 proposed_slot = mapping_slot(execution, kProposedPayees, transmitter);
  require(execution.sender() == load_address(execution, proposed_slot), "only proposed payees can accept");
  const Uint256 slot = mapping_slot(execution, kPayees, transmitter);
  const Address current = load_address(execution, slot);
  store_address(execution, slot, execution.sender());
  store_address(execution, proposed_slot, Address{});
  kPayeeshipTransferred.emit(execution, transmitter, current, execution.sender());
}

}  // namespace orrery::chains::ocr2
