#include "chains/contracts/access_list.h"
#include "chains/contracts/data_streams_verifier.h"
#include "chains/contracts/external_call.h"
#include "chains/contracts/ownable.h"
#include "chains/contracts/storage_layout.h"

namespace orrery::chains {
namespace {

constexpr unsigned kInitialized = 2, kVerifiers = 3, kAccessController = 4, kFeeManager = 5;
constexpr PackedField kFlag{0, 8};
constexpr Gas kGasRoute = 900;

using Weights = std::vector<std::tuple<Address, std::uint64_t>>;

const Event kVerifierSet(
    "event VerifierSet(bytes32 oldConfigDigest, bytes32 newConfigDigest, address verifierAddress)");
const Event kVerifierInitialized("event VerifierInitialized(address verifierAddress)");
const Event kVerifierUnset("event VerifierUnset(bytes32 configDigest, address verifierAddress)");
const Event kAccessControllerSet("event AccessControllerSet(address oldAccessController, address newAccessController)");
const Event kFeeManagerSet("event FeeManagerSet(address oldFeeManager, address newFeeManager)");
const CustomError kAccessForbidden("error AccessForbidden()");
const CustomError kZeroAddress("error ZeroAddress()");
const CustomError kConfigDigestAlreadySet("error ConfigDigestAlreadySet(bytes32 configDigest, address verifier)");
const CustomError kVerifierAlreadyInitialized("error VerifierAlreadyInitialized(address verifier)");
const CustomError kVerifierInvalid("error VerifierInvalid()");
const CustomError kFeeManagerInvalid("error FeeManagerInvalid()");
const CustomError kVerifierNotFound("error VerifierNotFound(bytes32 configDigest)");
const CustomError kBadVerification("error BadVerification()");

const ExternalFunction<Bytes, BytesView, Address> kVerify(
    "function verify(bytes signedReport, address sender) returns (bytes verifierResponse)");
const ExternalFunction<void, BytesView, BytesView, Address> kProcessFee(
    "function processFee(bytes payload, bytes parameterPayload, address subscriber) payable");
const ExternalFunction<void, std::vector<BytesView>, BytesView, Address> kProcessFeeBulk(
    "function processFeeBulk(bytes[] payloads, bytes parameterPayload, address subscriber) payable");
const ExternalFunction<void, Bytes32, Weights> kSetFeeRecipients(
    "function setFeeRecipients(bytes32 configDigest, (address addr, uint64 weight)[] rewardRecipientAndWeights)");
const ExternalFunction<bool, BytesN<4>> kSupportsInterface(
    "function supportsInterface(bytes4 interfaceId) view returns (bool)");

BytesN<4> interface_of(Selector selector) {
  return {{{static_cast<std::uint8_t>(selector >> 24), static_cast<std::uint8_t>(selector >> 16),
            static_cast<std::uint8_t>(selector >> 8), static_cast<std::uint8_t>(selector)}}};
}

void initialize(Execution& execution, Address access_controller) {
  ownable::construct(execution);
  store_address(execution, kAccessController, access_controller);
}

void require_access(Execution& execution) {
  const Address controller = load_address(execution, kAccessController);
  if (!controller.is_zero() && !kHasAccess(execution, controller, execution.sender(), execution.input()))
    kAccessForbidden.revert();
}

Uint256 verifier_slot(Execution& execution, const Bytes32& digest) {
  return mapping_slot(execution, kVerifiers, digest);
}
Bytes verify_one(Execution& execution, BytesView payload) {
  execution.charge(kGasRoute);
  Bytes32 digest;  // a payload that is too short is padded with zeros
  const BytesView head = payload.first(std::min<std::size_t>(payload.size(), 32));
  std::copy(head.begin(), head.end(), digest.data.begin());
  const Address verifier = load_address(execution, verifier_slot(execution, digest));
  if (verifier.is_zero()) kVerifierNotFound.revert(digest);
  return kVerify(execution, verifier, payload, execution.sender());
}

/// Passes the transaction's coins on with the call.
template <class Function, class Payload>
void pay_fee(Execution& execution, const Function& process, const Payload& payload, BytesView parameters) {
  const Address manager = load_address(execution, kFeeManager);
  if (manager.is_zero()) return;
  if (!execution.has_code(manager)) revert_empty();
  auto paid = execution.call(manager, execution.value(), process.encode(payload, parameters, execution.sender()));
  if (!paid.ok) throw Revert{std::move(paid.output)};
}

Bytes verify(Execution& execution, BytesView payload, BytesView parameters) {
  require_access(execution);
  pay_fee(execution, kProcessFee, payload, parameters);
  return verify_one(execution, payload);
}
std::vector<Bytes> verify_bulk(Execution& execution, std::vector<BytesView> payloads, BytesView parameters) {
  require_access(execution);
  pay_fee(execution, kProcessFeeBulk, payloads, parameters);
  std::vector<Bytes> reports;
  for (const auto payload : payloads) reports.push_back(verify_one(execution, payload));
  return reports;
}

void initialize_verifier(Execution& execution, Address verifier) {
  ownable::require_owner(execution);
  if (verifier.is_zero()) kZeroAddress.revert();
  if (!kSupportsInterface(execution, verifier, interface_of(selector_of("verify(bytes,address)"))))
    kVerifierInvalid.revert();
  const Uint256 slot = mapping_slot(execution, kInitialized, verifier);
  if (kFlag.read_flag(execution.load(slot))) kVerifierAlreadyInitialized.revert(verifier);
  execution.store(slot, 1);
  kVerifierInitialized.emit(execution, verifier);
}

void set_verifier(Execution& execution, Bytes32 previous, Bytes32 next, Weights weights) {
  const Uint256 slot = verifier_slot(execution, next);
  const Address current = load_address(execution, slot);
  if (!current.is_zero()) kConfigDigestAlreadySet.revert(next, current);
  if (!kFlag.read_flag(execution.load(mapping_slot(execution, kInitialized, execution.sender()))))
    kAccessForbidden.revert();
  store_address(execution, slot, execution.sender());
  if (!weights.empty()) {
    const Address manager = load_address(execution, kFeeManager);
    if (manager.is_zero()) kZeroAddress.revert();
    kSetFeeRecipients(execution, manager, next, weights);
  }
  kVerifierSet.emit(execution, previous, next, execution.sender());
}
void unset_verifier(Execution& execution, Bytes32 digest) {
  ownable::require_owner(execution);
  const Uint256 slot = verifier_slot(execution, digest);
  const Address verifier = load_address(execution, slot);
  if (verifier.is_zero()) kVerifierNotFound.revert(digest);
  store_address(execution, slot, Address{});
  kVerifierUnset.emit(execution, digest, verifier);
}
Address get_verifier(Execution& execution, Bytes32 digest) {
  return load_address(execution, verifier_slot(execution, digest));
}

void set_access_controller(Execution& execution, Address controller) {
  ownable::require_owner(execution);
  const Address previous = load_address(execution, kAccessController);
  store_address(execution, kAccessController, controller);
  kAccessControllerSet.emit(execution, previous, controller);
}
void set_fee_manager(Execution& execution, Address manager) {
  ownable::require_owner(execution);
  if (manager.is_zero()) kZeroAddress.revert();
  for (const char* function : {"processFee(bytes,bytes,address)", "processFeeBulk(bytes[],bytes,address)"})
    if (!kSupportsInterface(execution, manager, interface_of(selector_of(function)))) kFeeManagerInvalid.revert();
  const Address previous = load_address(execution, kFeeManager);
  store_address(execution, kFeeManager, manager);
  kFeeManagerSet.emit(execution, previous, manager);
}
Address access_controller(Execution& execution) { return load_address(execution, kAccessController); }
Address fee_manager(Execution& execution) { return load_address(execution, kFeeManager); }
std::string type_and_version(Execution&) { return "VerifierProxy 2.0.0"; }

}  // namespace

VerifierProxy::VerifierProxy() {
  constexpr auto kCalldata = AbiLocation::kCalldata;
  add({
      {"constructor(address accessController)", handler_of(initialize)},
      {"function typeAndVersion() pure returns (string)", handler_of(type_and_version), 500},
      {"function verify(bytes payload, bytes parameterPayload) payable returns (bytes)", handler_of(verify, kCalldata),
       700},
      {"function verifyBulk(bytes[] payloads, bytes parameterPayload) payable returns (bytes[] verifiedReports)",
       handler_of(verify_bulk, kCalldata), 1'000},
      {"function initializeVerifier(address verifierAddress)", handler_of(initialize_verifier), 900},
      {"function setVerifier(bytes32 currentConfigDigest, bytes32 newConfigDigest, "
       "(address addr, uint64 weight)[] addressesAndWeights)",
       handler_of(set_verifier, kCalldata), 800},
      {"function unsetVerifier(bytes32 configDigest)", handler_of(unset_verifier), 500},
      {"function getVerifier(bytes32 configDigest) view returns (address)", handler_of(get_verifier), 400},
      {"function setAccessController(address accessController)", handler_of(set_access_controller), 450},
      {"function setFeeManager(address feeManager)", handler_of(set_fee_manager), 1'200},
      {"function s_accessController() view returns (address)", handler_of(access_controller), 300},
      {"function s_feeManager() view returns (address)", handler_of(fee_manager), 300},
      {"function owner() view returns (address)", handler_of(ownable::owner<>), 300},
      {"function transferOwnership(address to)", handler_of(ownable::transfer_ownership<>), 450},
      {"function acceptOwnership()", handler_of(ownable::accept_ownership<>), 350},
  });
  add({&kVerifierSet, &kVerifierInitialized, &kVerifierUnset, &kAccessControllerSet, &kFeeManagerSet,
       &ownable::kOwnershipTransferRequested, &ownable::kOwnershipTransferred});
  add({&kAccessForbidden, &kZeroAddress, &kConfigDigestAlreadySet, &kVerifierAlreadyInitialized, &kVerifierInvalid,
       &kFeeManagerInvalid, &kVerifierNotFound, &kBadVerification});
}

}  // namespace orrery::chains
