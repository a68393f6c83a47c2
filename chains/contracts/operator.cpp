#include "chains/contracts/operator.h"

#include <algorithm>

#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kSenders = 0, kSenderList = 1, kOwner = 2, kCommitments = 4, kOwned = 5, kEscrow = 6;
constexpr unsigned kLink = 0;  // number of the immutable
constexpr PackedField kFlag{0, 8}, kParametersHash{0, 248}, kDataVersion{248, 8};

constexpr std::uint64_t kExpiryTime = 300;  // seconds
constexpr Gas kMinimumConsumerGas = 400'000;
constexpr std::size_t kMinimumRequestLength = 4 + 2 * 32;
constexpr Gas kGasReceive = 1'361, kGasRunRequest = 300, kGasRequest = 2'005, kGasSender = 250, kGasVerify = 500,
              kGasCallBack = 700;

const Event kAuthorizedSendersChanged("event AuthorizedSendersChanged(address[] senders, address changedBy)");
const Event kOracleRequest(
    "event OracleRequest(bytes32 indexed specId, address requester, bytes32 requestId, uint256 payment, "
    "address callbackAddr, bytes4 callbackFunctionId, uint256 cancelExpiration, uint256 dataVersion, bytes data)");
const Event kCancelOracleRequest("event CancelOracleRequest(bytes32 indexed requestId)");
const Event kOracleResponse("event OracleResponse(bytes32 indexed requestId)");
const Event kOwnableContractAccepted("event OwnableContractAccepted(address indexed acceptedContract)");
const Event kTargetsUpdatedAuthorizedSenders(
    "event TargetsUpdatedAuthorizedSenders(address[] targets, address[] senders, address changedBy)");

const ExternalFunction<bool, Address, Uint256> kTransfer(
    "function transfer(address to, uint256 value) returns (bool success)");
const ExternalFunction<bool, Address, Uint256, BytesView> kTransferAndCall(
    "function transferAndCall(address to, uint256 value, bytes data) returns (bool success)");
const ExternalFunction<Uint256, Address> kBalanceOf("function balanceOf(address owner) view returns (uint256 balance)");
const ExternalFunction<void, Address> kTransferOwnership("function transferOwnership(address recipient)");
const ExternalFunction<void> kAcceptOwnership("function acceptOwnership()");
const ExternalFunction<void, std::vector<Address>> kSetAuthorizedSenders(
    "function setAuthorizedSenders(address[] senders)");

constexpr Selector kOracleRequestSelector = 0x40429946, kOperatorRequestSelector = 0x3c6d41b9;

Address link(Execution& execution) { return to_address(execution.load_immutable(immutable_slot(kLink))); }

void initialize(Execution& execution, Address token, Address owner) {
  require(!owner.is_zero(), "Cannot set owner to zero");
  store_address(execution, kOwner, owner);
  execution.store(immutable_slot(kLink), to_uint256(token));
  execution.store(kEscrow, 1);  // never zero, so that its gas is always the same
}

bool is_authorized(Execution& execution, Address sender) {
  return kFlag.read_flag(execution.load(mapping_slot(execution, kSenders, sender)));
}
void require_authorized(Execution& execution) {
  require(is_authorized(execution, execution.sender()), "Not authorized sender");
}
void require_setter(Execution& execution) {
  const bool may =
      is_authorized(execution, execution.sender()) || ownable::owner<kOwner>(execution) == execution.sender();
  require(may, "Cannot set authorized senders");
}
std::vector<Address> get_authorized_senders(Execution& execution) {
  const auto count = static_cast<std::size_t>(execution.load(kSenderList));
  const Uint256 first = array_slot(execution, kSenderList);
  std::vector<Address> senders;
  for (std::size_t i = 0; i < count; ++i) senders.push_back(load_address(execution, first + i));
  return senders;
}
void set_authorized_senders(Execution& execution, std::vector<Address> senders) {
  require_setter(execution);
  require(!senders.empty(), "Must have at least 1 sender");
  const auto previous = get_authorized_senders(execution);
  for (const auto& sender : previous) {
    execution.charge(kGasSender);
    execution.store(mapping_slot(execution, kSenders, sender), 0);
  }
  for (const auto& sender : senders) {
    execution.charge(kGasSender);
    require(!is_authorized(execution, sender), "Must not have duplicate senders");
    execution.store(mapping_slot(execution, kSenders, sender), 1);
  }
  execution.store(kSenderList, senders.size());
  const Uint256 first = array_slot(execution, kSenderList);
  for (std::size_t i = 0; i < senders.size(); ++i) execution.store(first + i, to_uint256(senders[i]));
  for (std::size_t i = senders.size(); i < previous.size(); ++i) execution.store(first + i, 0);
  kAuthorizedSendersChanged.emit(execution, senders, execution.sender());
}

Uint256 commitment_slot(Execution& execution, const Bytes32& id) { return mapping_slot(execution, kCommitments, id); }
/// The first 31 bytes of the hash over what a fulfilment must repeat, as a number.
Uint256 parameters_hash(Execution& execution, const Uint256& payment, const Address& callback,
                        const BytesN<4>& function, const Uint256& expiration) {
  const Bytes32 amount = to_bytes32(payment), time = to_bytes32(expiration);
  return to_uint256(execution.keccak(concat({amount, callback, function, time}))) >> 8;
}
Bytes32 request_id(Execution& execution, const Address& sender, const Uint256& nonce) {
  const Bytes32 number = to_bytes32(nonce);
  return execution.keccak(concat({sender, number}));
}
std::uint8_t to_uint8(const Uint256& value) {
  require(value <= UINT8_MAX, "SafeCast: value doesn't fit in 8 bits");
  return static_cast<std::uint8_t>(value);
}
void require_from_link(Execution& execution) { require(execution.sender() == link(execution), "Must use LINK token"); }
void require_not_link(Execution& execution, const Address& to) {
  require(to != link(execution), "Cannot call to LINK");
}

/// Stores the commitment and logs the request. `callback` is what the commitment names; the log names the sender.
void create_request(Execution& execution, const Address& sender, const Uint256& payment, const Bytes32& spec,
                    const Address& callback, const BytesN<4>& function, const Uint256& nonce,
                    const Uint256& data_version, BytesView data) {
  require_not_link(execution, callback);
  const Bytes32 id = request_id(execution, sender, nonce);
  const Uint256 slot = commitment_slot(execution, id);
  require(kParametersHash.read(execution.load(slot)) == 0, "Must use a unique ID");
  execution.charge(kGasRequest);
  const Uint256 expiration = Uint256(execution.block().timestamp) + kExpiryTime;
  const Uint256 hash = parameters_hash(execution, payment, callback, function, expiration);
  execution.store(slot, kDataVersion.write(kParametersHash.write(0, hash), to_uint8(data_version)));
  const Uint256 escrow = execution.load(kEscrow);
  if (escrow + payment < escrow) revert_panic(0x11);
  execution.store(kEscrow, escrow + payment);
  kOracleRequest.emit(execution, spec, sender, id, payment, sender, function, expiration, data_version, data);
}

void oracle_request(Execution& execution, Address sender, Uint256 payment, Bytes32 spec, Address callback,
                    BytesN<4> function, Uint256 nonce, Uint256 data_version, BytesView data) {
  require_from_link(execution);
  create_request(execution, sender, payment, spec, callback, function, nonce, data_version, data);
}
void operator_request(Execution& execution, Address sender, Uint256 payment, Bytes32 spec, BytesN<4> function,
                      Uint256 nonce, Uint256 data_version, BytesView data) {
  require_from_link(execution);
  create_request(execution, sender, payment, spec, sender, function, nonce, data_version, data);
}

/// Runs the request that the token delivered, as the contract's delegatecall to itself does.
void run_request(Execution& execution, Selector selector, BytesView arguments) {
  execution.charge(kGasRunRequest);
  static const Handler kOracleHandler = handler_of(oracle_request, AbiLocation::kCalldata);
  static const Handler kOperatorHandler = handler_of(operator_request, AbiLocation::kCalldata);
  (selector == kOracleRequestSelector ? kOracleHandler : kOperatorHandler).run(execution, arguments);
}

void on_token_transfer(Execution& execution, Address sender, Uint256 amount, Bytes data) {
  require_from_link(execution);
  require(data.size() >= kMinimumRequestLength, "Invalid request length");
  bool has_selector = false;
  const Selector selector = read_selector(data, has_selector);
  require(selector == kOperatorRequestSelector || selector == kOracleRequestSelector, "Must use whitelisted functions");
  execution.charge(kGasReceive);
  std::ranges::copy(abi::encode(sender, amount), data.begin() + 4);  // whatever the requester claimed there
  try {
    run_request(execution, selector, BytesView(data).subspan(4));
  } catch (const Revert&) {
    revert_with("Unable to create request");
  }
}

/// Checks a fulfilment against its commitment and takes the payment out of escrow.
void settle(Execution& execution, const Bytes32& id, const Uint256& payment, const Address& callback,
            const BytesN<4>& function, const Uint256& expiration, unsigned data_version) {
  execution.charge(kGasVerify);
  const Uint256 hash = parameters_hash(execution, payment, callback, function, expiration);
  const Uint256 slot = commitment_slot(execution, id);
  const Uint256 commitment = execution.load(slot);
  require(kParametersHash.read(commitment) == hash, "Params do not match request ID");
  require(kDataVersion.read(commitment) <= data_version, "Data versions must match");
  const Uint256 escrow = execution.load(kEscrow);
  if (escrow < payment) revert_panic(0x11);
  execution.store(kEscrow, escrow - payment);
  execution.store(slot, 0);
  kOracleResponse.emit(execution, id);
}
void require_fulfillable(Execution& execution, const Bytes32& id, const Address& callback) {
  require_authorized(execution);
  require(kParametersHash.read(execution.load(commitment_slot(execution, id))) != 0, "Must have a valid requestId");
  const bool owned = kFlag.read_flag(execution.load(mapping_slot(execution, kOwned, callback)));
  require(!owned, "Cannot call owned contract");
}
bool call_back(Execution& execution, const Address& callback, const BytesN<4>& function, BytesView arguments) {
  require(execution.gas_left() >= kMinimumConsumerGas, "Must provide consumer enough gas");
  execution.charge(kGasCallBack);
  return execution.call(callback, 0, concat({function, arguments})).ok;
}
bool fulfill(Execution& execution, Bytes32 id, Uint256 payment, Address callback, BytesN<4> function,
             Uint256 expiration, Bytes32 data) {
  require_fulfillable(execution, id, callback);
  settle(execution, id, payment, callback, function, expiration, /*data_version=*/1);
  return call_back(execution, callback, function, abi::encode(id, data));
}
bool fulfill2(Execution& execution, Bytes32 id, Uint256 payment, Address callback, BytesN<4> function,
              Uint256 expiration, BytesView data) {
  require_fulfillable(execution, id, callback);
  require(data.size() >= 32, "Response must be > 32 bytes");
  require(Bytes32::from(data.first(32)) == id, "First word must be requestId");
  settle(execution, id, payment, callback, function, expiration, /*data_version=*/2);
  return call_back(execution, callback, function, data);
}

void cancel(Execution& execution, Bytes32 id, Uint256 payment, BytesN<4> function, Uint256 expiration) {
  const Uint256 hash = parameters_hash(execution, payment, execution.sender(), function, expiration);
  const Uint256 slot = commitment_slot(execution, id);
  require(kParametersHash.read(execution.load(slot)) == hash, "Params do not match request ID");
  require(expiration <= execution.block().timestamp, "Request is not expired");
  execution.store(slot, 0);
  kCancelOracleRequest.emit(execution, id);
  const Uint256 escrow = execution.load(kEscrow);
  if (escrow < payment) revert_panic(0x11);
  execution.store(kEscrow, escrow - payment);
  kTransfer(execution, link(execution), execution.sender(), payment);
}
void cancel_by_requester(Execution& execution, Uint256 nonce, Uint256 payment, BytesN<4> function, Uint256 expiration) {
  cancel(execution, request_id(execution, execution.sender(), nonce), payment, function, expiration);
}

Uint256 withdrawable(Execution& execution) {
  const Uint256 balance = kBalanceOf(execution, link(execution), execution.self());
  const Uint256 escrow = execution.load(kEscrow) - 1;
  if (balance < escrow) revert_panic(0x11);
  return balance - escrow;
}
void require_available(Execution& execution, const Uint256& amount) {
  require(withdrawable(execution) >= amount, "Amount requested is greater than withdrawable balance");
}
void withdraw(Execution& execution, Address recipient, Uint256 amount) {
  ownable::require_owner<kOwner>(execution);
  require_available(execution, amount);
  if (!kTransfer(execution, link(execution), recipient, amount)) revert_panic(0x01);
}
bool owner_transfer_and_call(Execution& execution, Address to, Uint256 value, BytesView data) {
  ownable::require_owner<kOwner>(execution);
  require_available(execution, value);
  return kTransferAndCall(execution, link(execution), to, value, data);
}
void owner_forward(Execution& execution, Address to, BytesView data) {
  ownable::require_owner<kOwner>(execution);
  require_not_link(execution, to);
  require(execution.has_code(to), "Must forward to a contract");
  require(execution.call(to, 0, data).ok, "Forwarded call failed");
}
void distribute_funds(Execution& execution, std::vector<Address> receivers, std::vector<Uint256> amounts) {
  require(!receivers.empty() && receivers.size() == amounts.size(), "Invalid array length(s)");
  Uint256 rest = execution.value();
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    if (rest < amounts[i]) revert_panic(0x11);
    rest -= amounts[i];
    require(execution.call(receivers[i], amounts[i], {}).ok,
            "Address: unable to send value, recipient may have reverted");
  }
  require(rest == 0, "Too much ETH sent");
}

void transfer_ownable_contracts(Execution& execution, std::vector<Address> contracts, Address owner) {
  ownable::require_owner<kOwner>(execution);
  for (const auto& each : contracts) {
    execution.store(mapping_slot(execution, kOwned, each), 0);
    kTransferOwnership(execution, each, owner);
  }
}
void accept_ownable_contracts(Execution& execution, std::vector<Address> contracts) {
  require_setter(execution);
  for (const auto& each : contracts) {
    execution.store(mapping_slot(execution, kOwned, each), 1);
    kOwnableContractAccepted.emit(execution, each);
    kAcceptOwnership(execution, each);
  }
}
void set_authorized_senders_on(Execution& execution, std::vector<Address> targets, std::vector<Address> senders) {
  require_setter(execution);
  kTargetsUpdatedAuthorizedSenders.emit(execution, targets, senders, execution.sender());
  for (const auto& each : targets) kSetAuthorizedSenders(execution, each, senders);
}
void accept_authorized_receivers(Execution& execution, std::vector<Address> targets, std::vector<Address> senders) {
  require_setter(execution);
  accept_ownable_contracts(execution, targets);
  set_authorized_senders_on(execution, targets, senders);
}
Uint256 expiry_time(Execution&) { return kExpiryTime; }
std::string type_and_version(Execution&) { return "Operator 1.0.0"; }

}  // namespace

Operator::Operator() {
  constexpr auto kCalldata = AbiLocation::kCalldata;
  add({
      {"constructor(address link, address owner)", handler_of(initialize)},
      {"function typeAndVersion() view returns (string)", handler_of(type_and_version), 500},
      {"function EXPIRYTIME() view returns (uint256)", handler_of(expiry_time), 300},
      {"function onTokenTransfer(address sender, uint256 amount, bytes data)", handler_of(on_token_transfer), 900},
      {"function oracleRequest(address sender, uint256 payment, bytes32 specId, address callbackAddress, "
       "bytes4 callbackFunctionId, uint256 nonce, uint256 dataVersion, bytes data)",
       handler_of(oracle_request, kCalldata), 700},
      {"function operatorRequest(address sender, uint256 payment, bytes32 specId, bytes4 callbackFunctionId, "
       "uint256 nonce, uint256 dataVersion, bytes data)",
       handler_of(operator_request, kCalldata), 700},
      {"function fulfillOracleRequest(bytes32 requestId, uint256 payment, address callbackAddress, "
       "bytes4 callbackFunctionId, uint256 expiration, bytes32 data) returns (bool)",
       handler_of(fulfill), 700},
      {"function fulfillOracleRequest2(bytes32 requestId, uint256 payment, address callbackAddress, "
       "bytes4 callbackFunctionId, uint256 expiration, bytes data) returns (bool)",
       handler_of(fulfill2, kCalldata), 900},
      {"function cancelOracleRequest(bytes32 requestId, uint256 payment, bytes4 callbackFunc, uint256 expiration)",
       handler_of(cancel), 500},
      {"function cancelOracleRequestByRequester(uint256 nonce, uint256 payment, bytes4 callbackFunc, "
       "uint256 expiration)",
       handler_of(cancel_by_requester), 1'000},
      {"function withdraw(address recipient, uint256 amount)", handler_of(withdraw), 1'200},
      {"function withdrawable() view returns (uint256)", handler_of(withdrawable), 900},
      {"function ownerForward(address to, bytes data)", handler_of(owner_forward, kCalldata), 900},
      {"function ownerTransferAndCall(address to, uint256 value, bytes data) returns (bool success)",
       handler_of(owner_transfer_and_call, kCalldata), 1'400},
      {"function distributeFunds(address[] receivers, uint256[] amounts) payable",
       handler_of(distribute_funds, kCalldata), 900},
      {"function transferOwnableContracts(address[] ownable, address newOwner)",
       handler_of(transfer_ownable_contracts, kCalldata), 900},
      {"function acceptOwnableContracts(address[] ownable)", handler_of(accept_ownable_contracts, kCalldata), 900},
      {"function setAuthorizedSendersOn(address[] targets, address[] senders)",
       handler_of(set_authorized_senders_on, kCalldata), 1'200},
      {"function acceptAuthorizedReceivers(address[] targets, address[] senders)",
       handler_of(accept_authorized_receivers, kCalldata), 1'500},
      {"function setAuthorizedSenders(address[] senders)", handler_of(set_authorized_senders, kCalldata), 900},
      {"function getAuthorizedSenders() view returns (address[])", handler_of(get_authorized_senders), 900},
      {"function isAuthorizedSender(address sender) view returns (bool)", handler_of(is_authorized), 400},
      {"function getChainlinkToken() view returns (address)", handler_of(link), 300},
      {"function owner() view returns (address)", handler_of(ownable::owner<kOwner>), 300},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<kOwner>), 450},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<kOwner>), 350},
  });
  add({&kAuthorizedSendersChanged, &kOracleRequest, &kCancelOracleRequest, &kOracleResponse, &kOwnableContractAccepted,
       &kTargetsUpdatedAuthorizedSenders, &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
}

}  // namespace orrery::chains
