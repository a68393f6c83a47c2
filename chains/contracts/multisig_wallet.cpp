#include "chains/contracts/multisig_wallet.h"

#include "chains/contracts/address_set.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr AddressSet kOwners{0};
constexpr unsigned kRequired = 2, kTransactionCount = 3, kTransactions = 4, kConfirmations = 5;
// A transaction: destination, value, data, executed.
constexpr unsigned kDestination = 0, kValue = 1, kData = 2, kExecuted = 3;
constexpr std::size_t kMaxOwners = 50;

const Event kConfirmation("event Confirmation(address indexed sender, uint256 indexed transactionId)");
const Event kRevocation("event Revocation(address indexed sender, uint256 indexed transactionId)");
const Event kSubmission("event Submission(uint256 indexed transactionId)");
const Event kExecution("event Execution(uint256 indexed transactionId)");
const Event kExecutionFailure("event ExecutionFailure(uint256 indexed transactionId)");
const Event kDeposit("event Deposit(address indexed sender, uint256 value)");
const Event kOwnerAddition("event OwnerAddition(address indexed owner)");
const Event kOwnerRemoval("event OwnerRemoval(address indexed owner)");
const Event kRequirementChange("event RequirementChange(uint256 required)");

Uint256 transaction_slot(Execution& execution, const Uint256& id) { return mapping_slot(execution, kTransactions, id); }
Uint256 confirmation_slot(Execution& execution, const Uint256& id, const Address& owner) {
  return mapping_slot(execution, mapping_slot(execution, kConfirmations, id), owner);
}

void require_owner(Execution& execution) { require(kOwners.contains(execution, execution.sender()), "not an owner"); }
/// Owners and threshold change only by a transaction of the wallet itself.
void require_wallet(Execution& execution) { require(execution.sender() == execution.self(), "only by the wallet"); }
void require_valid_count(std::size_t owners, const Uint256& required) {
  require(owners <= kMaxOwners && required != 0 && required <= owners, "requirement out of range");
}
/// Reverts unless the transaction was submitted and waits.
void require_pending(Execution& execution, const Uint256& id) {
  const Uint256 slot = transaction_slot(execution, id);
  require(execution.load(slot + kDestination) != 0, "no such transaction");
  require(execution.load(slot + kExecuted) == 0, "already executed");
}

void add_owner_to_list(Execution& execution, const Address& owner) {
  require(!owner.is_zero(), "zero owner");
  require(kOwners.add(execution, owner), "repeated owner");
}

void initialize(Execution& execution, std::vector<Address> owners, Uint256 required) {
  require_valid_count(owners.size(), required);
  for (const auto& owner : owners) add_owner_to_list(execution, owner);
  execution.store(kRequired, required);
}

Uint256 confirmation_count(Execution& execution, Uint256 id) {
  Uint256 count = 0;
  for (const auto& owner : kOwners.values(execution)) count += execution.load(confirmation_slot(execution, id, owner));
  return count;
}
bool is_confirmed(Execution& execution, Uint256 id) {
  return confirmation_count(execution, id) >= execution.load(kRequired);
}

/// Runs a confirmed transaction; one that fails may be tried again.
void execute_when_confirmed(Execution& execution, const Uint256& id) {
  if (!is_confirmed(execution, id)) return;
  const Uint256 slot = transaction_slot(execution, id);
  execution.store(slot + kExecuted, 1);  // before the call, so that it cannot run twice
  const std::string data = load_string(execution, slot + kData);
  const auto result = execution.call(load_address(execution, slot + kDestination), execution.load(slot + kValue),
                                     {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()});
  if (result.ok) {
    kExecution.emit(execution, id);
  } else {
    execution.store(slot + kExecuted, 0);
    kExecutionFailure.emit(execution, id);
  }
}

void confirm_transaction(Execution& execution, Uint256 id) {
  require_owner(execution);
  require_pending(execution, id);
  const Uint256 slot = confirmation_slot(execution, id, execution.sender());
  require(execution.load(slot) == 0, "already confirmed");
  execution.store(slot, 1);
  kConfirmation.emit(execution, execution.sender(), id);
  execute_when_confirmed(execution, id);
}

Uint256 submit_transaction(Execution& execution, Address destination, Uint256 value, Bytes data) {
  require_owner(execution);
  require(!destination.is_zero(), "zero destination");
  const Uint256 id = execution.load(kTransactionCount);
  const Uint256 slot = transaction_slot(execution, id);
  store_address(execution, slot + kDestination, destination);
  execution.store(slot + kValue, value);
  store_string(execution, slot + kData, {reinterpret_cast<const char*>(data.data()), data.size()});
  execution.store(kTransactionCount, id + 1);
  kSubmission.emit(execution, id);
  confirm_transaction(execution, id);
  return id;
}

void revoke_confirmation(Execution& execution, Uint256 id) {
  require_owner(execution);
  require_pending(execution, id);
  const Uint256 slot = confirmation_slot(execution, id, execution.sender());
  require(execution.load(slot) != 0, "not confirmed");
  execution.store(slot, 0);
  kRevocation.emit(execution, execution.sender(), id);
}

void execute_transaction(Execution& execution, Uint256 id) {
  require_owner(execution);
  require_pending(execution, id);
  require(execution.load(confirmation_slot(execution, id, execution.sender())) != 0, "not confirmed");
  execute_when_confirmed(execution, id);
}

void set_required(Execution& execution, const Uint256& required) {
  execution.store(kRequired, required);
  kRequirementChange.emit(execution, required);
}
void add_owner(Execution& execution, Address owner) {
  require_wallet(execution);
  add_owner_to_list(execution, owner);
  require_valid_count(kOwners.values(execution).size(), execution.load(kRequired));
  kOwnerAddition.emit(execution, owner);
}
void remove_owner(Execution& execution, Address owner) {
  require_wallet(execution);
  require(kOwners.remove(execution, owner), "not an owner");
  const std::size_t owners = kOwners.values(execution).size();
  require(owners > 0, "requirement out of range");
  if (execution.load(kRequired) > owners) set_required(execution, owners);
  kOwnerRemoval.emit(execution, owner);
}
void replace_owner(Execution& execution, Address owner, Address replacement) {
  require_wallet(execution);
  require(kOwners.remove(execution, owner), "not an owner");
  add_owner_to_list(execution, replacement);
  kOwnerRemoval.emit(execution, owner);
  kOwnerAddition.emit(execution, replacement);
}
void change_requirement(Execution& execution, Uint256 required) {
  require_wallet(execution);
  require_valid_count(kOwners.values(execution).size(), required);
  set_required(execution, required);
}

bool is_owner(Execution& execution, Address account) { return kOwners.contains(execution, account); }
std::vector<Address> get_owners(Execution& execution) { return kOwners.values(execution); }
Uint256 required(Execution& execution) { return execution.load(kRequired); }
Uint256 transaction_count(Execution& execution) { return execution.load(kTransactionCount); }
std::tuple<Address, Uint256, std::string, bool> load_transaction(Execution& execution, const Uint256& id) {
  const Uint256 slot = transaction_slot(execution, id);
  return {load_address(execution, slot + kDestination), execution.load(slot + kValue),
          load_string(execution, slot + kData), execution.load(slot + kExecuted) != 0};
}
std::tuple<Address, Uint256, Bytes, bool> transactions(Execution& execution, Uint256 id) {
  const auto [destination, value, data, executed] = load_transaction(execution, id);
  return {destination, value, Bytes(data.begin(), data.end()), executed};
}
bool confirmations(Execution& execution, Uint256 id, Address owner) {
  return execution.load(confirmation_slot(execution, id, owner)) != 0;
}
std::vector<Address> get_confirmations(Execution& execution, Uint256 id) {
  std::vector<Address> confirmed;
  for (const auto& owner : kOwners.values(execution))
    if (confirmations(execution, id, owner)) confirmed.push_back(owner);
  return confirmed;
}

}  // namespace

MultisigWallet::MultisigWallet() {
  add({
      {"constructor(address[] owners, uint256 required)", handler_of(initialize)},
      {"function submitTransaction(address destination, uint256 value, bytes data) returns (uint256 transactionId)",
       handler_of(submit_transaction), 2'500},
      {"function confirmTransaction(uint256 transactionId)", handler_of(confirm_transaction), 1'500},
      {"function revokeConfirmation(uint256 transactionId)", handler_of(revoke_confirmation), 700},
      {"function executeTransaction(uint256 transactionId)", handler_of(execute_transaction), 1'500},
      {"function addOwner(address owner)", handler_of(add_owner), 700},
      {"function removeOwner(address owner)", handler_of(remove_owner), 900},
      {"function replaceOwner(address owner, address newOwner)", handler_of(replace_owner), 900},
      {"function changeRequirement(uint256 required)", handler_of(change_requirement), 500},
      {"function isOwner(address account) view returns (bool)", handler_of(is_owner), 300},
      {"function getOwners() view returns (address[])", handler_of(get_owners), 700},
      {"function required() view returns (uint256)", handler_of(required), 250},
      {"function transactionCount() view returns (uint256)", handler_of(transaction_count), 250},
      {"function transactions(uint256 transactionId) view returns (address destination, uint256 value, bytes data, "
       "bool executed)",
       handler_of(transactions), 1'000},
      {"function confirmations(uint256 transactionId, address owner) view returns (bool)", handler_of(confirmations),
       400},
      {"function getConfirmationCount(uint256 transactionId) view returns (uint256 count)",
       handler_of(confirmation_count), 900},
      {"function getConfirmations(uint256 transactionId) view returns (address[])", handler_of(get_confirmations), 900},
      {"function isConfirmed(uint256 transactionId) view returns (bool)", handler_of(is_confirmed), 900},
  });
  add_receive([](Execution& execution) {
    if (execution.value() != 0) kDeposit.emit(execution, execution.sender(), execution.value());
  });
  add({&kConfirmation, &kRevocation, &kSubmission, &kExecution, &kExecutionFailure, &kDeposit, &kOwnerAddition,
       &kOwnerRemoval, &kRequirementChange});
}

}  // namespace orrery::chains
